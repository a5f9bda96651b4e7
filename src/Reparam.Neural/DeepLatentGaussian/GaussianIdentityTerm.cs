using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>An expression with the value of a log likelihood at draws, whose derivative in the parameters of normal
/// posteriors is that of the identities of Bonnet and Price.</summary>
internal static class GaussianIdentityTerm
{
    /// <summary>Writes it out.</summary>
    /// <param name="logLikelihood">log p(x | ξ₁, …, ξ_L) of draws beside each other: [n_l, draws] to [draws].</param>
    /// <param name="draws">ξ_l.</param>
    /// <param name="posteriors">Means and factors R_l.</param>
    /// <exception cref="ArgumentException">The log likelihood has a kink.</exception>
    public static Tensor Of(Func<IReadOnlyList<Tensor>, Tensor> logLikelihood, IReadOnlyList<Tensor> draws,
        IReadOnlyList<GaussianForm> posteriors)
    {
        Tensor[] held = [.. draws.Select(StopGradient)];
        Tensor value = logLikelihood([.. held.Select(static h => Reshape(h, [h.Size, 1]))])[0], surrogate = value;
        for (int l = 0; l < held.Length; l++)
        {
            int n = held[l].Size;
            Tensor gradient = Differentiate.Gradient(value, held[l])[0];
            // The draw stands in n columns; the j-th column of the gradient's gradient along R is the Hessian times the
            // j-th column of R, in one pass for all.
            Tensor columns = StopGradient(BroadcastTo(Reshape(held[l], [n, 1]), [n, n]));
            Tensor[] beside = [.. held.Select((h, i) => i == l ? columns : Reshape(h, [h.Size, 1]))];
            Tensor values = logLikelihood(beside);
            if (l == 0)
            {
                CheckSmooth(values, columns);
            }
            Tensor atColumns = Differentiate.Gradient(Sum(values), columns)[0];
            (Tensor mean, Tensor factor) = (posteriors[l].Mean, posteriors[l].Factor);
            Tensor matrix = StopGradient(factor.Rank == 2 ? factor : DiagonalMatrix(factor));
            Tensor products = Differentiate.Gradient(Sum(atColumns * matrix), columns)[0];
            // ½ ⟨∇²f, ∂C⟩ = ⟨∇²f R, ∂R⟩.
            Tensor byFactor = factor.Rank == 2 ? products : Diagonal(products);
            surrogate += Sum(StopGradient(gradient) * mean) + Sum(StopGradient(byFactor) * factor);
        }
        return StopGradient(value - surrogate) + surrogate;
    }

    private static void CheckSmooth(Tensor values, Tensor draw)
    {
        if (PathRegularity.FirstKink(values, draw) is { } kink)
        {
            throw new ArgumentException(
                $"PosteriorGradient.GaussianIdentities: the operation '{kink.Primitive.Name}' of shape {kink.Shape} " +
                "has a kink in the latent variables, whose curvature no second derivative shows. Use " +
                "PosteriorGradient.Path, or networks without kinks, such as with Tanh.");
        }
    }
}
