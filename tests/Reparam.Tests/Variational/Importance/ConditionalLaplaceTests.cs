using MathNet.Numerics.LinearAlgebra;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

public class ConditionalLaplaceTests
{
    /// <remarks>
    /// With precision Λ, mean μ and some unknowns at t, the others are normal with mean μ_R - Λ_RR⁻¹ Λ_RH (t - μ_H) and
    /// covariance Λ_RR⁻¹, and t has the density of N(μ_H, Σ_HH), here up to the constant that -½|u|² leaves out.
    /// </remarks>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.02)]
    [InlineData(5.0)]
    public void A_normal_distribution_is_exact_wherever_the_search_starts(double away)
    {
        var coordinates = new Coordinates(KnownPosteriors.Vector(5), KnownPosteriors.LowerTriangular(5));
        int[] given = [3, 1], others = [0, 2, 4];
        Matrix<double> factor = KnownPosteriors.Matrix(coordinates.Factor, 5), covariance = factor * factor.Transpose();
        Matrix<double> precision = covariance.Inverse();
        Matrix<double> rr = Block(precision, others, others), rh = Block(precision, others, given),
            hh = Block(covariance, given, given);
        Vector<double> offset = Vector<double>.Build.Dense([1.5, -2.5]);
        Vector<double> mode = Vector<double>.Build.Dense(3, i => coordinates.Centre[others[i]]) - rr.Solve(rh * offset);
        var start = new double[5];
        for (int i = 0; i < 2; i++)
        {
            start[given[i]] = coordinates.Centre[given[i]] + offset[i];
        }
        for (int i = 0; i < 3; i++)
        {
            start[others[i]] = mode[i] + away * (i + 1);
        }

        ConditionalNode node = Node(KnownPosteriors.Gaussian(coordinates), start, coordinates, given)!;

        Assert.Equal([start[3], start[1]], node.Given);
        Matrix<double> slope = -rr.Solve(rh), root = KnownPosteriors.Matrix(node.Factor, 3);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(mode[i], node.Mode[i], 1e-10);
            Assert.Equal(slope[i, 0], node.Slope[2 * i], 1e-10);
            Assert.Equal(slope[i, 1], node.Slope[2 * i + 1], 1e-10);
        }
        Assert.Equal(0, (root * root.Transpose() - rr.Inverse()).FrobeniusNorm(), 1e-10);
        Assert.Equal(-0.5 * offset.DotProduct(hh.Solve(offset)) - 0.5 * Math.Log(rr.Determinant()), node.LogMarginal,
            1e-9);
    }

    [Theory]
    [InlineData(new[] { 3 })]
    [InlineData(new[] { 3, 0 })]
    public void Of_a_hierarchy_it_is_the_same_by_its_arrow(int[] given)
    {
        // Globals at 3 and 0; groups of two, at 1 and 4, and 5 and 2. The curvature depends on the place.
        var structure = new UnknownStructure(6, [0, 3], [new PlateUnknowns("pair", 2, [1, 4, 5, 2])]);
        LogDensity target = LogDensity.Over(6, x =>
        {
            Tensor first = Tensor.Stack(x[1], x[5]), second = Tensor.Stack(x[4], x[2]);
            return -0.5 * Tensor.Sum(Tensor.Square(x)) - Tensor.Sum(Tensor.Exp(first - x[3] + 0.5 * second))
                + Tensor.Sum(0.4 * first * x[0] - 0.3 * second * first);
        });
        double[] centre = [0.2, -0.1, 0.3, -0.4, 0.1, 0.5];
        ConditionalNode dense = Node(target, centre, Coordinates.Unscaled(centre, new DensePattern(6)), given)!;
        ConditionalNode arrow = Node(target, centre, Coordinates.Unscaled(centre, new ArrowPattern(structure)), given)!;
        Assert.IsType<ArrowPattern>(arrow.Pattern);
        Assert.Equal(dense.LogMarginal, arrow.LogMarginal, 1e-9);
        for (int i = 0; i < dense.Slope.Length; i++)
        {
            Assert.Equal(dense.Slope[i], arrow.Slope[i], 1e-9);
        }
        Matrix<double> left = Root(dense), right = Root(arrow);
        Assert.Equal(0, (left * left.Transpose() - right * right.Transpose()).FrobeniusNorm(), 1e-9);
        double[] u = KnownPosteriors.Vector(6 - given.Length);
        for (int i = 0; i < u.Length; i++)
        {
            Assert.Equal(dense.Mode[i], arrow.Mode[i], 1e-9);
            Assert.Equal(right.Row(i) * Vector<double>.Build.Dense(u) - right[i, i] * u[i],
                arrow.Pattern.LowerProduct(arrow.Factor, i, u), 1e-12);
        }

        static Matrix<double> Root(ConditionalNode node) => Matrix<double>.Build.DenseOfRowArrays(
            Enumerable.Range(0, node.Mode.Length).Select(i => node.Pattern.Row(node.Factor, i)));
    }

    [Theory]
    [InlineData(-4.0)]
    [InlineData(0.0)]
    [InlineData(6.0)]
    public void The_funnel_has_its_exact_marginal_distribution(double v)
    {
        double[] start = [v, 0.1, -0.2, 0.05];
        var coordinates = KnownCoordinates.Identity(4, full: true);
        ConditionalNode node = Node(KnownPosteriors.Funnel(4), start, coordinates, [0])!;
        // Given v the others are normal, so that nothing is approximated: log N(v; 0, 3) up to a constant.
        Assert.Equal(-v * v / 18, node.LogMarginal, 1e-9);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, node.Mode[i], 1e-9);
            Assert.Equal(Math.Exp(v / 2), node.Factor[4 * i], 1e-9 * Math.Exp(v / 2));
        }
    }

    /// <remarks>
    /// log g = 3 r - e^(r + t): the mode is log 3 - t, the curvature there 3, the slope -1, and Laplace's log marginal
    /// 3 log 3 - 3 - 3 t - ½ log 3. The search may end 0.01 nats from the mode: by then Newton's error is of second
    /// order.
    /// </remarks>
    [Theory]
    [InlineData(-2.0)]
    [InlineData(0.0)]
    [InlineData(2.0)]
    public void A_skewed_conditional_distribution_has_its_mode_and_curvature(double t)
    {
        LogDensity target = LogDensity.Over(2, x => 3 * x[1] - Tensor.Exp(x[0] + x[1]));
        ConditionalNode node = Node(target, [t, 2.5], KnownCoordinates.Identity(2, full: true), [0])!;
        Assert.Equal(Math.Log(3) - t, node.Mode[0], 0.01);
        Assert.Equal(1 / Math.Sqrt(3), node.Factor[0], 0.03);
        Assert.Equal(-1, node.Slope[0], 1e-9);
        Assert.Equal(3 * Math.Log(3) - 3 - 3 * t - 0.5 * Math.Log(3), node.LogMarginal, 0.05);
    }

    [Fact]
    public void A_near_node_starts_the_search_in_place_of_the_point()
    {
        // From 500 the steps of Newton's method are of length one, and twelve are not enough.
        LogDensity target = LogDensity.Over(2, x => 3 * x[1] - Tensor.Exp(x[0] + x[1]));
        var near = new ConditionalNode([0], [Math.Log(3)], [-1], [1 / Math.Sqrt(3)], 0);
        Assert.Null(Node(target, [0.5, 500], KnownCoordinates.Identity(2, full: true), [0]));
        ConditionalNode found = Node(target, [0.5, 500], KnownCoordinates.Identity(2, full: true), [0], near)!;
        Assert.Equal(Math.Log(3) - 0.5, found.Mode[0], 0.01);
    }

    public static TheoryData<string, Func<Tensor, Tensor>> WithoutMode => new()
    {
        { "a slope without end", x => -Tensor.Square(x[0]) + x[1] },
        { "a valley", x => -Tensor.Square(x[0]) + Tensor.Square(x[1]) },
        { "an exponential rise", x => -Tensor.Square(x[0]) + Tensor.Exp(x[1]) },
        { "no number", x => -Tensor.Square(x[0]) + Tensor.Log(x[1] - 10) - Tensor.Square(x[1]) },
    };

    [Theory]
    [MemberData(nameof(WithoutMode))]
    public void There_is_no_node_where_there_is_no_conditional_mode(string name, Func<Tensor, Tensor> density)
    {
        ConditionalNode? node = Node(LogDensity.Over(2, density), [0.5, 0.5], KnownCoordinates.Identity(2, full: true), [0]);
        Assert.True(node is null, name);
    }

    private static ConditionalNode? Node(
        LogDensity target, double[] start, Coordinates coordinates, int[] given, ConditionalNode? near = null) =>
        new ConditionalLaplace(new TargetEvaluator(target, 1), new GivenUnknowns(coordinates, given)).At(start, near);

    private static Matrix<double> Block(Matrix<double> matrix, int[] rows, int[] columns) =>
        Matrix<double>.Build.Dense(rows.Length, columns.Length, (i, j) => matrix[rows[i], columns[j]]);
}
