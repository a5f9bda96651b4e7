using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>How the derivative in a covariance is written.</summary>
public enum PriceForm
{
    /// <summary>By the Hessian: ∂E[f]/∂Σ = ½ E[∇²f(x)] (Price 1958).</summary>
    Hessian,

    /// <summary>By the gradient: ∂E[f]/∂Σ = ½ E[∇f(x) (x - μ)ᵀ Σ⁻¹], made symmetric.</summary>
    Gradient,
}

/// <summary>
/// The identities of Bonnet and Price for x ~ N(μ, Σ): ∂E[f]/∂μ = E[∇f(x)] and ∂E[f]/∂Σ = ½ E[∇²f(x)]; in the factor
/// of Σ = L Lᵀ, ∂E[f]/∂L = E[∇²f(x)] L.
/// </summary>
/// <remarks>
/// For <see cref="Distributions.Normal"/> and <see cref="Distributions.MultivariateNormal"/>. The Hessian form has less
/// variance in the scale than the path where f is nearly quadratic, none where it is quadratic, at the cost of one
/// product of the Hessian with a vector for each element of x; it needs an f that is differentiable twice, as what a
/// kink contributes is zero in the Hessian of every draw. The gradient form is the path's for a diagonal Σ. Sources:
/// Bonnet (1964); Price (1958); Rezende, Mohamed and Wierstra (2014), eq. 7-8.
/// </remarks>
public sealed record GaussianIdentities : GradientEstimator
{
    /// <summary>How the derivative in the covariance is written; by default by the Hessian.</summary>
    public PriceForm Form { get; init; } = PriceForm.Hessian;

    private protected override string Label => Form == PriceForm.Hessian ? base.Label : base.Label + ", gradient form";

    private protected override string? Invalid(ProblemTrace trace) => GaussianSite.Invalid(trace)
        ?? Jump(trace)
        ?? (Form == PriceForm.Hessian ? Kink(trace) : null);

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        var site = new GaussianSite(trace);
        Tensor x = site.Draw, value = site.Value(x), gradient = Differentiate.Gradient(value, x)[0];
        Tensor byScale = Form == PriceForm.Hessian ? ByHessian(site, gradient) : ByGradient(site, gradient);
        return new(value, site.Gradient(gradient, byScale),
            new(1, 1, Form == PriceForm.Hessian ? x.Size : 0)) { Noise = trace.Noise, Draw = x };
    }

    private static Tensor ByHessian(GaussianSite site, Tensor gradient)
    {
        int n = site.Draw.Size;
        if (site.IsDiagonal)
        {
            return site.Scale * Stack([.. Enumerable.Range(0, n).Select(i =>
                Differentiate.Gradient(gradient[i], site.Draw)[0][i])]);
        }
        Tensor columns = Transpose(StopGradient(LowerTriangle(site.Scale)));
        return Transpose(Stack([.. Enumerable.Range(0, n).Select(j =>
            Differentiate.Gradient(Sum(gradient * columns[j]), site.Draw)[0])]));
    }

    private static Tensor ByGradient(GaussianSite site, Tensor gradient)
    {
        if (site.IsDiagonal)
        {
            return gradient * site.Noise;
        }
        // S L with S the symmetric part of ∇f εᵀ L⁻¹.
        Tensor whitened = SolveTriangular(site.Scale, site.Noise, transposed: true);
        return 0.5 * (Outer(gradient, site.Noise)
            + Outer(whitened, MatMul(Transpose(LowerTriangle(site.Scale)), gradient)));
    }

    private static string? Kink(ProblemTrace trace)
    {
        Tensor draw = Input("draw", trace.Law.BatchShape.Append(trace.Law.EventShape), varies: true);
        return PathRegularity.FirstKink(trace.ValueAtConstantParameters(draw), draw) is not { } kink ? null
            : $"the operation '{kink.Primitive.Name}' of shape {kink.Shape} has a kink in the draw, but the Hessian " +
                "form needs an integrand that is differentiable twice: it would miss the kink's curvature. Use " +
                "PriceForm.Gradient, or Pathwise.";
    }
}
