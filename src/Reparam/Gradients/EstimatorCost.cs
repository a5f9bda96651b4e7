namespace Reparam;

/// <summary>What a gradient estimate costs: counts, so that they are the same on every machine and in every
/// run.</summary>
/// <param name="FunctionEvaluations">Evaluations of f for one draw.</param>
/// <param name="GradientEvaluations">Reverse passes through f for one draw.</param>
/// <param name="HessianEvaluations">Products of the Hessian of f with a vector for one draw.</param>
/// <param name="Operations">Elementary operations for one draw, counted in the graph that is run: one for each element
/// that an operation computes or reads to reduce, two for each multiply-add of a product of matrices.</param>
/// <param name="PilotDraws">Draws used up before the estimate, to fit what it needs or to choose between
/// estimators.</param>
public sealed record EstimatorCost(
    int FunctionEvaluations, int GradientEvaluations, int HessianEvaluations, double Operations, int PilotDraws);
