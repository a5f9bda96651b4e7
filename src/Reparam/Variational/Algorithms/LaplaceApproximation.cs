using Reparam.Variational;

namespace Reparam;

/// <summary>Laplace's method: the normal distribution at the mode, with the curvature there.</summary>
/// <remarks>The cheapest approximation that knows of correlations, exact for normal posteriors. It is blind to
/// skewness, and to mass that is not where the mode is, as in the neck of a hierarchy; the verdict tells. With <see
/// cref="MeanFieldGaussian"/> it has the diagonal of the curvature only.</remarks>
public sealed record LaplaceApproximation : FitAlgorithm
{
    internal override void Check() { }

    internal override void CheckFamily(VariationalFamily? family)
    {
        if (family is not (null or GaussianFamily))
        {
            throw new ArgumentException(
                $"FitOptions: Laplace's method gives a normal distribution, but the family is '{family.Name}'. Leave " +
                "Family unset, or take a Gaussian one.", nameof(family));
        }
    }
}
