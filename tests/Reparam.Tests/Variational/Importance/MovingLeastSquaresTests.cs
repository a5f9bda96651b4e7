using System.Runtime.Intrinsics;
using MathNet.Numerics.LinearAlgebra;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

public class MovingLeastSquaresTests
{
    /// <summary>The ridge on slopes, relative to the squared radius of the neighbourhood.</summary>
    private const double Ridge = 0.02;

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 40)]
    [InlineData(2, 5)]
    [InlineData(3, 60)]
    public void Weights_sum_to_one_so_that_constants_are_reproduced(int dimension, int nodes)
    {
        var interpolation = new MovingLeastSquares(Places(dimension, nodes));
        foreach (double[] place in Places(dimension, 50, seed: 2))
        {
            Assert.Equal(1, Sum(Weights(interpolation, place)), 1e-13);
        }
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 30)]
    [InlineData(3, 60)]
    public void The_interpolant_is_the_intercept_of_a_ridge_regression(int dimension, int nodes)
    {
        double[][] places = Places(dimension, nodes);
        double[] values = [.. places.Select(p => Math.Sin(p[0]) + p.Sum(x => x * x))];
        var interpolation = new MovingLeastSquares(places);
        foreach (double[] place in Places(dimension, 20, seed: 2))
        {
            (double intercept, _) = Regression(places, values, place);
            Assert.Equal(intercept, Interpolate(interpolation, values, place), 1e-10);
        }
    }

    /// <remarks>
    /// Let m and S be the weighted mean and covariance of the offsets of the neighbours, and r the ridge. A ridge
    /// regression shrinks the slope g to (S + r)⁻¹ S g, and its intercept is f̄ - ĝᵀm, so that it errs by r gᵀ(S + r)⁻¹
    /// m: at most |g| |m| r / (r + least eigenvalue of S).
    /// </remarks>
    [Theory]
    [InlineData(1, 12)]
    [InlineData(2, 30)]
    [InlineData(3, 60)]
    public void Linear_functions_are_reproduced_but_for_the_ridge(int dimension, int nodes)
    {
        double[][] places = Places(dimension, nodes);
        double[] slope = [.. Enumerable.Range(0, dimension).Select(i => 1.5 - i)];
        double steepness = Math.Sqrt(slope.Sum(g => g * g));
        double Linear(double[] p) => 0.7 + p.Zip(slope, (x, g) => x * g).Sum();
        double[] values = [.. places.Select(Linear)];
        var interpolation = new MovingLeastSquares(places);
        foreach (double[] place in Places(dimension, 50, seed: 2))
        {
            (_, double bound) = Regression(places, values, place);
            Assert.InRange(Math.Abs(Interpolate(interpolation, values, place) - Linear(place)), 0,
                steepness * bound + 1e-12);
        }
    }

    [Fact]
    public void Linear_functions_are_exact_in_the_middle_of_symmetric_nodes()
    {
        double[][] places = [[-1, 0], [1, 0], [0, -1], [0, 1], [2, 2], [-2, -2]];
        double[] values = [.. places.Select(p => 3 + 2 * p[0] - 5 * p[1])];
        Assert.Equal(3, Interpolate(new MovingLeastSquares(places), values, [0, 0]), 1e-13);
    }

    [Fact]
    public void One_node_has_all_the_weight_everywhere()
    {
        var interpolation = new MovingLeastSquares([[0.5, -2]]);
        foreach (double[] place in (double[][])[[0.5, -2], [3, 3], [1e6, 0]])
        {
            (int Node, double Weight)[] weights = Weights(interpolation, place);
            (int node, double weight) = Assert.Single(weights);
            Assert.Equal(0, node);
            Assert.Equal(1, weight, 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Nodes_at_one_place_share_the_weight(int dimension)
    {
        double[] place = KnownPosteriors.Vector(dimension);
        var interpolation = new MovingLeastSquares([place, place, place]);
        foreach ((int _, double weight) in Weights(interpolation, place))
        {
            Assert.Equal(1.0 / 3, weight, 1e-12);
        }
        Assert.Equal(1, Sum(Weights(interpolation, KnownPosteriors.Vector(dimension, 1))), 1e-12);
    }

    [Fact]
    public void Nodes_in_a_line_leave_slopes_across_it_at_zero()
    {
        double[][] places = [.. Enumerable.Range(0, 8).Select(i => new[] { i, 0.0 })];
        double[] values = [.. places.Select(p => p[0])];
        var interpolation = new MovingLeastSquares(places);
        Assert.Equal(Interpolate(interpolation, values, [3.5, -0.5]), Interpolate(interpolation, values, [3.5, 0.5]),
            1e-12);
        Assert.InRange(Interpolate(interpolation, values, [3.5, 0.5]), 3.3, 3.7);
    }

    [Fact]
    public void Only_the_nearest_nodes_count()
    {
        var interpolation = new MovingLeastSquares([.. Enumerable.Range(0, 20).Select(i => new[] { (double)i })]);
        int[] nearest = [.. Weights(interpolation, [7.1]).Select(w => w.Node).Order()];
        Assert.Equal([6, 7, 8, 9], nearest);
    }

    private static double[][] Places(int dimension, int count, ulong seed = 1)
    {
        double[] normal = QuasiMonteCarlo.Normal(RandomKey.FromSeed(seed), dimension, count);
        return [.. Enumerable.Range(0, count)
            .Select(k => Enumerable.Range(0, dimension).Select(i => normal[i * count + k]).ToArray())];
    }

    /// <summary>The nodes that count at a place, among other places in the other lanes.</summary>
    internal static (int Node, double Weight)[] Weights(MovingLeastSquares interpolation, double[] place)
    {
        const int lane = 5;
        interpolation.Weigh([.. place.Select((coordinate, i) =>
            Vector512.Create(coordinate) + (i + 1) * (Vector512<double>.Indices - Vector512.Create((double)lane)))]);
        return [.. Enumerable.Range(0, interpolation.Used)
            .Select(k => (interpolation.Node(k, lane), interpolation.Weight(k, lane)))];
    }

    private static double Sum((int Node, double Weight)[] weights) => weights.Sum(w => w.Weight);

    private static double Interpolate(MovingLeastSquares interpolation, double[] values, double[] place) =>
        Weights(interpolation, place).Sum(w => w.Weight * values[w.Node]);

    /// <summary>Ridge regression on the nearest nodes by orthogonal factorisation: the intercept, and |m| r / (r +
    /// least eigenvalue).</summary>
    private static (double Intercept, double Bound) Regression(double[][] places, double[] values, double[] place)
    {
        int h = place.Length, used = Math.Min(places.Length, 2 * (h + 1));
        double Distance(int k) => Math.Sqrt(places[k].Zip(place, (a, b) => (a - b) * (a - b)).Sum());
        int[] order = [.. Enumerable.Range(0, places.Length).OrderBy(Distance)];
        double radius = used < places.Length ? Distance(order[used]) : 1.5 * Distance(order[used - 1]);
        double[] kernel = [.. order.Take(used)
            .Select(k => Math.Max(Math.Pow(1 - Math.Pow(Distance(k) / radius, 2), 2), 1e-6))];
        double total = kernel.Sum(), ridge = Ridge * radius * radius;

        var design = Matrix<double>.Build.Dense(used + h, h + 1);
        var right = Vector<double>.Build.Dense(used + h);
        for (int k = 0; k < used; k++)
        {
            double root = Math.Sqrt(kernel[k] / total);
            design[k, 0] = root;
            right[k] = root * values[order[k]];
            for (int i = 0; i < h; i++)
            {
                design[k, i + 1] = root * (places[order[k]][i] - place[i]);
            }
        }
        var offsets = Matrix<double>.Build.Dense(used, h, (k, i) => places[order[k]][i] - place[i]);
        var shares = Vector<double>.Build.Dense([.. kernel.Select(w => w / total)]);
        Vector<double> mean = offsets.TransposeThisAndMultiply(shares);
        Matrix<double> weights = Matrix<double>.Build.DiagonalOfDiagonalVector(shares);
        Matrix<double> covariance = offsets.TransposeThisAndMultiply(weights * offsets)
            - mean.OuterProduct(mean);
        for (int i = 0; i < h; i++)
        {
            design[used + i, i + 1] = Math.Sqrt(ridge);
        }
        double least = covariance.Evd(Symmetricity.Symmetric).EigenValues.Min(e => e.Real);
        return (design.QR().Solve(right)[0], mean.L2Norm() * ridge / (ridge + least));
    }
}
