using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

public class CurvatureChangeTests
{
    [Fact]
    public void A_normal_distribution_has_none_whatever_the_coordinates()
    {
        var posterior = new Coordinates(KnownPosteriors.Vector(5), KnownPosteriors.LowerTriangular(5));
        Coordinates[] maps = [posterior, KnownCoordinates.Identity(5, full: true), KnownCoordinates.Identity(5, full: false)];
        foreach (Coordinates map in maps)
        {
            CurvatureChange change = Find(KnownPosteriors.Gaussian(posterior), map);
            Assert.Empty(change.Unknowns);
            Assert.Equal(0, change.Greatest, 1e-20);
            Assert.Equal(0, change.Left, 1e-20);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_the_funnel_it_finds_the_log_scale_and_nothing_more(bool full)
    {
        double[] scales = [2, .. Enumerable.Repeat(1.0, 9)];
        CurvatureChange change = Find(KnownPosteriors.Funnel(10),
            Scaled(new double[10], scales, full));
        Assert.Equal([0], change.Unknowns);
        // Two standard deviations towards the neck: nine curvatures grow from 1 to e⁴.
        Assert.Equal(9 * Math.Pow(Math.Exp(4) - 1, 2), change.Greatest, 1e-6 * change.Greatest);
        Assert.Equal(0, change.Left, 1e-15);
    }

    /// <remarks>
    /// -log g = ½|x|² - ½ c x₁ x₂², in units a and b. In those E changes along u₁ by one entry, c a b² u₁, and along u₂
    /// by two, one on each side of the diagonal: at two deviations the squared norms are 4 (c a b²)² and twice that.
    /// With one entry in each column, vectors of random signs have no sampling error. Once u₂ is held, nothing is left.
    /// </remarks>
    [Theory]
    [InlineData(0.4, 1.0, 1.0)]
    [InlineData(1.0, 1.0, 1.0)]
    [InlineData(0.25, 2.0, 3.0)]
    public void A_known_third_derivative_gives_the_closed_form(double c, double a, double b)
    {
        LogDensity target = LogDensity.Over(2, x =>
            -0.5 * Tensor.Sum(Tensor.Square(x)) + 0.5 * c * x[0] * Tensor.Square(x[1]));
        double along = 4 * Math.Pow(c * a * b * b, 2);
        foreach (bool full in (bool[])[true, false])
        {
            CurvatureChange change = Find(target, Scaled([0.3, -0.2], [a, b], full));
            Assert.Equal(2 * along, change.Greatest, 1e-12 * along);
            bool counts = 2 * along > CurvatureChange.Least;
            Assert.Equal(counts ? [1] : [], change.Unknowns);
            Assert.Equal(counts ? 0 : 2 * along, change.Left, 1e-12);
        }
    }

    [Fact]
    public void Two_scales_are_both_found_the_greater_first()
    {
        // Two funnels side by side, the second with more unknowns in it.
        LogDensity target = LogDensity.Over(8, x => -0.5 * Tensor.Square(x[0]) - 0.5 * Tensor.Square(x[1])
            - 0.5 * Tensor.Exp(-x[0]) * Tensor.Sum(Tensor.Square(x[2..4]))
            - 0.5 * Tensor.Exp(-x[1]) * Tensor.Sum(Tensor.Square(x[4..])));
        CurvatureChange change = Find(target, KnownCoordinates.Identity(8, full: true));
        Assert.Equal([1, 0], change.Unknowns);
        Assert.Equal(0, change.Left, 1e-15);
    }

    [Fact]
    public void A_curvature_that_is_not_a_number_counts_as_infinite()
    {
        // √(1.5 + x) has no curvature beyond its end, which is less than two deviations away.
        LogDensity target = LogDensity.Over(2, x => -0.5 * Tensor.Sum(Tensor.Square(x)) + Tensor.Sqrt(1.5 + x[1]));
        CurvatureChange change = Find(target, KnownCoordinates.Identity(2, full: true));
        Assert.Equal(double.PositiveInfinity, change.Greatest);
        Assert.Equal(1, change.Unknowns[0]);
    }

    [Fact]
    public void It_looks_on_both_sides()
    {
        // The curvature changes above the centre only in one unknown, below it only in the other.
        LogDensity target = LogDensity.Over(2, x => -0.5 * Tensor.Sum(Tensor.Square(x))
            - Tensor.Softplus(10 * (x[0] - 2)) - Tensor.Softplus(-10 * (x[1] + 2)));
        // softplus″(0) = ¼, times 10²; at the centre it is 100 e⁻²⁰ and at the other side nothing.
        CurvatureChange change = Find(target, KnownCoordinates.Identity(2, full: true));
        Assert.Equal([0, 1], change.Unknowns.Order());
        Assert.Equal(625, change.Greatest, 1e-3);
    }

    private static CurvatureChange Find(LogDensity target, Coordinates map) =>
        CurvatureChange.Find(new TargetEvaluator(target, 1), map, RandomKey.FromSeed(1));

    private static Coordinates Scaled(double[] centre, double[] scales, bool full)
    {
        FactorPattern pattern = full ? new DensePattern(scales.Length) : new DiagonalPattern(scales.Length);
        return new Coordinates(centre, pattern.Diagonal(scales), pattern);
    }
}
