using Reparam.Bijectors;
using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class SupportTests
{
    private static readonly double[] Shown = [0.5, 0.5];

    public static TheoryData<Support, double[], int[], string> Violations => new()
    {
        { Support.Real, [1, double.PositiveInfinity], [2], "element [1] is Infinity, but must be a finite number" },
        { Support.Positive, [1, 2, 3, -0.25], [2, 2], "element [1, 1] is -0.25, but must be a finite number above 0" },
        { Support.NonNegative, [0, -1e-9], [2], "element [1] is -1E-09, but must be a finite number of at least 0" },
        { Support.Positive, [0], [], "the value is 0, but must be a finite number above 0" },
        { Support.UnitInterval, [0.5, 1.5], [2], "element [1] is 1.5, but must be a number from 0 to 1" },
        { Support.Interval(-1, Shown), [0, 0.75], [2], "element [1] is 0.75, but must be a number from -1 to 0.5" },
        { Support.GreaterThan(3), [3.5, 2], [2], "element [1] is 2, but must be a finite number from 3 on" },
        { Support.Simplex, [0.5, 0.5, 0.25, 0.5], [2, 2],
            "vector [1] is [0.25, 0.5], but must be a vector of numbers that are at least 0 and sum to 1" },
        { Support.Simplex, [1.5, -0.5], [2], "the vector is [1.5, -0.5], but must be a vector of numbers that are at least 0 and sum to 1" },
        { Support.Ordered, [1, 2, 2], [3], "the vector is [1, 2, 2], but must be a vector of increasing finite numbers" },
        { Support.CorrelationCholesky(2), [1, 0, 0.6, 0.7], [2, 2],
            "the matrix is [1, 0, 0.6, 0.7], but must be a lower triangular matrix with a positive diagonal and rows of length 1, the Cholesky factor of a correlation matrix" },
        { Support.PositiveOrdered, [1, 2, 0, 2], [2, 2], "vector [1] is [0, 2], but must be a vector of increasing finite numbers above 0" },
        { Support.SumToZero, [1, -0.5], [2], "the vector is [1, -0.5], but must be a vector of finite numbers that sum to 0" },
        { Support.UnitVector, [0.6, 0.7], [2], "the vector is [0.6, 0.7], but must be a vector of length 1" },
        { Support.CovarianceCholesky(2), [1, 0.5, 0.5, 1], [2, 2],
            "the matrix is [1, 0.5, 0.5, 1], but must be a lower triangular matrix of finite numbers with a positive diagonal, the Cholesky factor of a covariance matrix" },
        { Support.CovarianceMatrix(2), [1, 2, 2, 1], [2, 2], "the matrix is [1, 2, 2, 1], but must be a symmetric positive definite matrix" },
        { Support.CovarianceMatrix(2), [2, 1, 0.5, 2], [2, 2], "the matrix is [2, 1, 0.5, 2], but must be a symmetric positive definite matrix" },
        { Support.CorrelationMatrix(2), [1, 0.5, 0.5, 2], [2, 2],
            "the matrix is [1, 0.5, 0.5, 2], but must be a symmetric positive definite matrix with ones on its diagonal" },
        { Support.NonNegativeInteger, [0, 1.5], [2], "element [1] is 1.5, but must be an integer of at least 0" },
        { Support.Boolean, [1, 0, 2], [3], "element [2] is 2, but must be 0 or 1" },
        { Support.IntegerInterval(0, new double[] { 3, 5 }), [4, 5], [2], "element [0] is 4, but must be an integer from 0 to 3" },
        { Support.IntegerInterval(1, 6), [1, 6, 7], [3], "element [2] is 7, but must be an integer from 1 to 6" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void The_first_value_outside_is_named_by_place_and_value(Support support, double[] values, int[] shape, string message) =>
        Assert.Equal(message, support.Violation(values, Shape.Create(shape)));

    public static TheoryData<Support, double[], int[]> Members => new()
    {
        { Support.Real, [-3, 0, 1e300], [3] },
        { Support.Positive, [1e-300, 2], [2] },
        { Support.NonNegative, [0, 2], [2] },
        { Support.UnitInterval, [0, 1, 0.5], [3] },
        { Support.Interval(-1, 2), [-1, 2, 0], [3] },
        { Support.GreaterThan(3), [3, 4], [2] },
        { Support.Simplex, [0.25, 0.75, 0, 1], [2, 2] },
        { Support.Ordered, [-1, 0, 7], [3] },
        { Support.CorrelationCholesky(2), [1, 0, 0.6, 0.8, 1, 0, 0, 1], [2, 2, 2] },
        { Support.PositiveOrdered, [1e-9, 1, 7], [3] },
        { Support.SumToZero, [1e9, -0.5e9, -0.5e9, 0, 0, 0], [2, 3] },
        { Support.UnitVector, [0.6, -0.8, -1, 0], [2, 2] },
        { Support.CovarianceCholesky(2), [1, 0, -3, 2], [2, 2] },
        { Support.CovarianceMatrix(2), [4, -1, -1, 1, 1e-9, 0, 0, 1e9], [2, 2, 2] },
        { Support.CorrelationMatrix(2), [1, -0.99, -0.99, 1], [2, 2] },
        { Support.NonNegativeInteger, [0, 5], [2] },
        { Support.Boolean, [0, 1], [2] },
        { Support.IntegerInterval(0, 3), [0, 3], [2] },
        { Support.Positive, [], [0] },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void Values_inside_raise_nothing(Support support, double[] values, int[] shape) =>
        Assert.Null(support.Violation(values, Shape.Create(shape)));

    public static TheoryData<Support, int> Continuous => new()
    {
        { Support.Real, 3 }, { Support.Positive, 3 }, { Support.NonNegative, 3 },
        { Support.UnitInterval, 3 }, { Support.Interval(-1, 2), 3 },
        { Support.GreaterThan(-4), 3 }, { Support.Simplex, 3 }, { Support.Ordered, 3 }, { Support.CorrelationCholesky(3), 3 },
        { Support.PositiveOrdered, 3 }, { Support.SumToZero, 3 }, { Support.UnitVector, 3 }, { Support.CovarianceCholesky(2), 3 },
        { Support.CovarianceMatrix(2), 3 }, { Support.CorrelationMatrix(3), 3 },
    };

    [Theory]
    [MemberData(nameof(Continuous))]
    public void The_map_from_unconstrained_space_leads_into_the_set(Support support, int length)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            double[] x = [.. Enumerable.Range(0, length).Select(i => 3 * Math.Sin(7.3 * seed + i))];
            Tensor y = support.FromUnconstrained.Forward(x);
            Assert.Null(support.Violation(y.ToArray(), y.Shape));
        }
    }

    [Fact]
    public void A_discrete_set_says_what_to_do_instead_of_a_map()
    {
        var error = Assert.Throws<NotSupportedException>(() => Support.NonNegativeInteger.FromUnconstrained);
        Assert.Equal("A value that must be an integer of at least 0 has no gradient: no smooth map from unconstrained space " +
            "reaches it. Observe it, or sum it out of the model (marginalise), for instance with LogSumExp over its values.",
            error.Message);
    }

    [Fact]
    public void A_bound_that_the_model_computes_is_not_checked_beforehand()
    {
        Tensor trials = Tensor.Input("n", []);
        Assert.Null(Support.IntegerInterval(0, trials).Violation([3], []));
        Assert.Equal("the value is -3, but must be an integer from 0 to a bound of the model",
            Support.IntegerInterval(0, trials).Violation([-3], []));
    }

    [Fact]
    public void Bounds_must_fit_the_values()
    {
        var error = Assert.Throws<ArgumentException>(() => Support.Interval(0, new double[] { 1, 2, 3 }).Violation([1, 2], [2]));
        Assert.Equal("Bounds of shape [3] do not fit values of shape [2]. (Parameter 'bound')", error.Message);
    }

    [Fact]
    public void The_image_of_a_named_set_has_its_name()
    {
        Assert.Equal(Support.Positive, Support.Image(Support.Real, new Exp()));
        Assert.Equal(Support.UnitInterval, Support.Image(Support.Real, new Sigmoid()));
        Assert.Equal(Support.Simplex, Support.Image(Support.Real, new StickBreaking()));
        Assert.Equal(Support.Ordered, Support.Image(Support.Real, new Ordered()));
        Assert.Equal(Support.Simplex, Support.Image(Support.Real, new IsometricLogRatio()));
        Assert.Equal(Support.SumToZero, Support.Image(Support.Real, new SumToZero()));
        Assert.Equal(Support.CovarianceCholesky(2), Support.Image(Support.Real, new CovarianceCholesky(2)));
        Assert.Equal(Support.Real, Support.Image(Support.Real, new Affine(1, -2)));
        Assert.Equal(2, Support.Image(Support.Real, new CorrelationCholesky(3)).EventRank);
    }

    [Fact]
    public void The_image_of_a_set_is_checked_by_the_inverse()
    {
        Support below = Support.Image(Support.Positive, new Affine(5, -2));
        Assert.Equal("the image under Affine of a finite number above 0", below.Description);
        Assert.Null(below.Violation([4.9, -100], [2]));
        Assert.Equal("element [1] is 5.5, but must be the image under Affine of a finite number above 0", below.Violation([4, 5.5], [2]));
        Assert.Equal("element [0] is NaN, but must be the image under Affine of a finite number above 0", below.Violation([double.NaN, 1], [2]));
        Assert.Equal(5 - 2 * Math.Exp(0.5), below.FromUnconstrained.Forward(0.5).ToDouble());
    }
}
