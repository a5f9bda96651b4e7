using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>
/// The measure-valued derivative: the derivative of a density is a difference of two densities,
/// ∂p/∂φ = c (p⁺ - p⁻), so ∂E[f]/∂φ = c (E⁺[f] - E⁻[f]), element by element of the draw.
/// </summary>
/// <remarks>
/// Needs nothing of f but its values, so that it is right for discrete draws and integrands that jump; its variance is
/// often near that of the path, for draws of both parts are coupled where that is possible. Its price is one or two
/// evaluations of f for each element of the draw and each parameter of its distribution. For Normal, LogNormal,
/// HalfNormal, Laplace, Exponential, Weibull (scale), Gamma (rate), InverseGamma (scale), Uniform, Poisson, Bernoulli,
/// Binomial, Geometric, NegativeBinomial (mean), Categorical, and their images under elementwise bijectors that are
/// free of θ. Sources: Pflug (1989); Heidergott, Vázquez-Abad and Volk-Makarewicz (2008); Mohamed, Rosca, Figurnov and
/// Mnih (2020), section 6 and table 1.
/// </remarks>
public sealed record MeasureValued : GradientEstimator
{
    private protected override string? Invalid(ProblemTrace trace)
    {
        if (trace.Problem.Samples > 1)
        {
            return "it is made for one draw, but the bound has several samples. Use DoublyReparameterized.";
        }
        WeakDerivatives? found = WeakDerivativeTable.Find(trace.Law, trace.DependsOnParameters, out string? refusal);
        return refusal
            ?? (found is null
                ? $"the weak derivative of {trace.Law.GetType().Name} is not known here. Use ScoreFunction."
                : DirectJump(trace));
    }

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        WeakDerivatives known = WeakDerivativeTable.Find(trace.Law, trace.DependsOnParameters, out _)!;
        Tensor draw = StopGradient(known.Draw), value = trace.Value(draw);
        Tensor gradient = BroadcastTo(trace.Direct(value), trace.Spread.Shape);
        int evaluations = 1;
        Tensor At(int element, Tensor? other)
        {
            if (other is null)
            {
                return value;
            }
            evaluations++;
            var mask = new double[draw.Size];
            mask[element] = 1;
            return trace.ValueAtConstantParameters(Select(Constant(mask, draw.Shape), StopGradient(other), draw));
        }
        foreach (WeakDerivative derivative in known.Derivatives.Where(d => trace.DependsOnParameters(d.Parameter)))
        {
            Tensor differences = Reshape(Stack([.. Enumerable.Range(0, draw.Size).Select(e =>
                At(e, derivative.Positive) - At(e, derivative.Negative))]), draw.Shape);
            gradient += trace.Chain(BroadcastTo(derivative.Parameter, draw.Shape), derivative.Constant * differences);
        }
        return new(value, gradient, new(evaluations, trace.Problem.Form == IntegrandForm.DrawAndParameters ? 1 : 0))
        {
            Noise = known.Noise,
            Draw = draw,
        };
    }
}
