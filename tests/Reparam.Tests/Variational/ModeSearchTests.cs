using MathNet.Numerics.LinearAlgebra;
using Reparam.Distributions;
using Reparam.Random;
using Reparam.Tests.Variational.Importance;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public class ModeSearchTests
{
    [Fact]
    public void A_normal_distribution_gives_its_mean_and_covariance()
    {
        var posterior = new Coordinates(KnownPosteriors.Vector(6), KnownPosteriors.LowerTriangular(6));
        Coordinates found = Find(KnownPosteriors.Gaussian(posterior), full: true);
        for (int i = 0; i < 6; i++)
        {
            // The search ends at a gradient of 1e-4.
            Assert.Equal(posterior.Centre[i], found.Centre[i], 1e-3);
        }
        Assert.Equal(0, (KnownPosteriors.Matrix(posterior.Factor, 6)
            - KnownPosteriors.Matrix(found.Factor, 6)).FrobeniusNorm(), 1e-9);
    }

    [Fact]
    public void Diagonal_coordinates_have_the_conditional_scales()
    {
        var posterior = new Coordinates(KnownPosteriors.Vector(4), KnownPosteriors.LowerTriangular(4));
        Matrix<double> factor = KnownPosteriors.Matrix(posterior.Factor, 4),
            precision = (factor * factor.Transpose()).Inverse();
        Coordinates found = Find(KnownPosteriors.Gaussian(posterior), full: false);
        Assert.False(found.IsDense);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(1 / Math.Sqrt(precision[i, i]), found.Factor[i], 1e-9);
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public void Without_curvature_there_is_the_unit_to_go_by(bool full, int n)
    {
        Coordinates found = Find(LogDensity.Over(n, x => -Tensor.Sum(Tensor.Abs(x - 0.25))), full);
        Assert.All(found.Centre, c => Assert.True(double.IsFinite(c)));
        Assert.All(found.StandardDeviations(), s => Assert.Equal(1, s, 1e-12));
    }

    [Fact]
    public void A_saddle_has_a_finite_scale()
    {
        // At the origin, where the gradient is zero and the search stays, one direction bends upwards.
        LogDensity target = LogDensity.Over(2, x =>
            -0.5 * Tensor.Square(x[0]) + 0.5 * Tensor.Square(x[1]) - 0.1 * Tensor.Pow(x[1], 4));
        Coordinates found = Find(target, full: true);
        Assert.All(found.StandardDeviations(), s => Assert.True(s > 0 && double.IsFinite(s)));
        Assert.True(double.IsFinite(found.LogDeterminant()));
    }

    [Fact]
    public void A_curvature_that_is_not_a_number_is_left_aside()
    {
        // |x|^1.5 by a square root of a square: the second derivative at 0 is 0/0.
        LogDensity target = LogDensity.Over(2, x => -Tensor.Sum(Tensor.Pow(Tensor.Square(x), 0.75)));
        foreach (bool full in (bool[])[true, false])
        {
            Assert.All(Find(target, full).StandardDeviations(), s => Assert.True(s > 0 && double.IsFinite(s)));
        }
    }

    [Fact]
    public void Where_the_origin_will_not_do_another_start_is_found()
    {
        // Only beyond 1 is there a density: log of a normal distribution of log (x - 1).
        LogDensity target = LogDensity.Over(1, x =>
            Tensor.Sum(-0.5 * Tensor.Square(Tensor.Log(x - 1)) - Tensor.Log(x - 1)));
        Coordinates found = Find(target, full: true);
        // The mode of LogNormal(0, 1) is e⁻¹; the curvature of its log density there is e².
        Assert.Equal(1 + Math.Exp(-1), found.Centre[0], 1e-4);
        Assert.Equal(Math.Exp(-1), found.Factor[0], 1e-3);
    }

    [Fact]
    public void A_density_that_is_never_finite_is_refused_with_the_terms_at_fault()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Factor("impossible", Tensor.Log(-1 - Tensor.Square(mu)));
        });
        string message = Assert.Throws<FitException>(() => Find(model.LogDensity, full: true)).Message;
        Assert.Contains("factor of 'impossible' (NaN at the origin, finite at 0 of 64 points)", message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("'mu'", message, StringComparison.Ordinal);
        Assert.Contains("Check that the priors", message, StringComparison.Ordinal);
        Assert.Throws<FitException>(() => Inference.Fit(model, 1));
    }

    private static Coordinates Find(LogDensity target, bool full) =>
        ModeSearch.Find(target, new TargetEvaluator(target, 1),
            full ? new DensePattern(target.Dimension) : new DiagonalPattern(target.Dimension), RandomKey.FromSeed(1), CancellationToken.None);
}
