namespace Reparam;

/// <summary>One round of an optimisation: the rungs of the report.</summary>
/// <param name="Draws">Monte Carlo draws of the noise.</param>
/// <param name="Iterations">Steps of the optimiser.</param>
/// <param name="Elbo">What was maximised, over these draws, in nats: the evidence lower bound, or the objective of
/// <see cref="FitOptions.Objective"/>.</param>
/// <param name="GradientNorm">The greatest component of its gradient, in nats a standard deviation.</param>
/// <param name="MonteCarloError">How far the answer moved from the round before, as an estimate of its error; NaN in
/// the first.</param>
public sealed record FitRound(int Draws, int Iterations, double Elbo, double GradientNorm, double MonteCarloError);
