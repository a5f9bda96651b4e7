using MathNet.Numerics.LinearAlgebra;
using Reparam.Tests.Expressions;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class ArrowPatternTests
{
    private const int N = 11;

    // Globals at 4, 0 and 7; two groups of three; two of one.
    private static readonly UnknownStructure Structure = new(N, [0, 4, 7],
        [new PlateUnknowns("pair", 3, [1, 9, 2, 10, 3, 5]), new PlateUnknowns("single", 1, [8, 6])]);

    private static readonly ArrowPattern Pattern = new(Structure);

    // Elimination order: in it the factor is lower triangular.
    private static readonly int[] Order = [0, 4, 7, 1, 9, 2, 10, 3, 5, 8, 6];

    private static readonly double[] Parameters =
        [.. Enumerable.Range(0, 2 * N + Pattern.OffDiagonalCount).Select(i => 0.6 * Math.Sin(7 * i + 1))];

    private static readonly double[] Factor = Pattern.FromParameters(Parameters);

    [Fact]
    public void Its_numbers_are_those_of_the_pattern()
    {
        // 3 of the globals, 3 for each of 8 locals, and 3 in each of two groups of three.
        Assert.Equal(3 + 24 + 6, Pattern.OffDiagonalCount);
        Matrix<double> c = Dense(Factor);
        for (int i = 0; i < N; i++)
        {
            Assert.Equal(Math.Exp(Parameters[N + i]), c[i, i]);
            Assert.Equal(c[i, i], Pattern.DiagonalElement(Factor, i));
            for (int j = 0; j < N; j++)
            {
                bool isWithin = Place(i) >= Place(j) && (Place(j) < 3 || Group(i) == Group(j));
                Assert.Equal(isWithin, c[i, j] != 0);
            }
        }
    }

    [Fact]
    public void Products_and_solutions_are_those_of_the_matrix()
    {
        Matrix<double> c = Dense(Factor);
        double[] u = [.. Enumerable.Range(0, N).Select(i => Math.Cos(3 * i))];
        Vector<double> v = Vector<double>.Build.Dense([.. u]);
        AssertClose(c * v, Applied(Pattern.Multiply));
        AssertClose(c.Transpose() * v, Applied(Pattern.MultiplyTransposed));
        AssertClose(c.Inverse() * v, Applied(Pattern.Solve));
        for (int i = 0; i < N; i++)
        {
            Assert.Equal(c.Row(i) * c.Row(i), Pattern.RowSquare(Factor, i), 1e-14);
        }
        double[] other = Pattern.FromParameters([.. Parameters.Select(p => p * p - 0.1)]);
        Assert.Equal(0, (Dense(Pattern.Product(Factor, other)) - c * Dense(other)).L2Norm(), 1e-13);

        double[] Applied(Action<ReadOnlySpan<double>, Span<double>> operation)
        {
            double[] result = [.. u];
            operation(Factor, result);
            return result;
        }
    }

    [Fact]
    public void Both_maps_are_the_affine_map_of_the_matrix()
    {
        Matrix<double> c = Dense(Factor);
        double[] u = [.. Enumerable.Range(0, N).Select(i => Math.Cos(3 * i))];
        Vector<double> expected = c * Vector<double>.Build.Dense(u) + Vector<double>.Build.Dense(Parameters[..N]);
        AssertClose(expected, Pattern.ParameterMap(Parameters).Forward(u).ToArray());
        var (y, logDet) = Pattern.Map(Parameters[..N], Factor).ForwardAndLogDet(u);
        AssertClose(expected, y.ToArray());
        Assert.Equal(Math.Log(c.Determinant()), logDet.ToDouble(), 1e-13);
        Assert.Equal(Dense(Pattern.Diagonal(u)), Matrix<double>.Build.DenseOfDiagonalArray(u));
    }

    [Fact]
    public void A_natural_step_is_that_of_the_dense_matrix()
    {
        // The gradient in the parameters at the standard normal distribution is that in the precision's lower triangle.
        double[] gradient = [.. Parameters.Select(p => 0.3 * p)];
        double[] indexed =
            [.. gradient[..N].Select(_ => 0.0), .. Enumerable.Range(0, gradient.Length - N).Select(i => i + 1.0)];
        Matrix<double> places = Dense(Stored(indexed)), precision = Matrix<double>.Build.DenseIdentity(N);
        const double rate = 0.5;
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                double value = places[i, j] > 0 ? rate * gradient[N + (int)places[i, j] - 1] : 0;
                precision[i, j] += value;
                precision[j, i] += i == j ? 0 : value;
            }
        }
        var shift = new double[N];
        Matrix<double> step = Dense(Pattern.NaturalStep(gradient, rate, shift)!), covariance = precision.Inverse();
        Assert.Equal(0, (step * step.Transpose() - covariance).L2Norm(), 1e-13);
        AssertClose(covariance * Vector<double>.Build.Dense(gradient[..N]) * -rate, shift);
    }

    [Fact]
    public void Where_the_precision_is_not_positive_there_is_no_step()
    {
        double[] gradient = new double[Parameters.Length];
        gradient[N + 9] = -3;
        Assert.Null(Pattern.NaturalStep(gradient, 0.5, new double[N]));
        gradient[N + 9] = 0;
        gradient[N + 4] = -3;
        Assert.Null(Pattern.NaturalStep(gradient, 0.5, new double[N]));
    }

    [Fact]
    public void At_the_curvature_of_an_arrow_it_is_the_covariance()
    {
        Matrix<double> covariance = Dense(Factor) * Dense(Factor).Transpose();
        Matrix<double> found = Dense(Pattern.AtCurvature(Evaluator(covariance.Inverse()), new double[N]));
        Assert.Equal(0, (found * found.Transpose() - covariance).L2Norm() / covariance.L2Norm(), 1e-12);
    }

    [Fact]
    public void At_other_curvatures_globals_have_their_covariance_and_locals_their_regression()
    {
        // A product with a unit vector of every group at once cannot tell blocks from what is between groups of a
        // plate; so only groups of different plates depend on each other here.
        Matrix<double> precision = (Dense(Factor) * Dense(Factor).Transpose()).Inverse();
        foreach (var (i, j, coupling) in new[] { (1, 8, 0.9), (3, 6, -0.8) })
        {
            precision[i, j] = precision[j, i] = coupling * Math.Sqrt(precision[i, i] * precision[j, j]);
            precision[i, i] *= 2;
            precision[j, j] *= 2;
        }
        Matrix<double> covariance = precision.Inverse();
        Matrix<double> c = Dense(Pattern.AtCurvature(Evaluator(precision), new double[N])), found = c * c.Transpose();
        for (int i = 0; i < N; i++)
        {
            foreach (int g in Structure.Globals)
            {
                double scale = Math.Sqrt(covariance[i, i] * covariance[g, g]);
                Assert.Equal(covariance[i, g] / scale, found[i, g] / scale, 2e-3);
            }
            if (Place(i) >= 3)
            {
                int[] group = [.. Enumerable.Range(0, N).Where(k => Group(k) == Group(i))];
                Matrix<double> own = Block(c, group), block = Block(precision, group).Inverse();
                Assert.Equal(0, (own * own.Transpose() - block).L2Norm(), 1e-12);
            }
        }
    }

    [Fact]
    public void Locals_move_to_their_mode_given_the_globals()
    {
        // log g = -Σ over locals (e^x - a x) - ½ Σ over globals (x - 3)²: at the mode of a local x = log a, here of a
        // coupled to the first global.
        var target = LogDensity.Over(N, x =>
        {
            Tensor globals = Tensor.Gather(x, Structure.Globals), locals = Tensor.Gather(x, Order[3..]);
            return -Tensor.Sum(Tensor.Exp(locals) - Tensor.Exp(x[0]) * locals)
                - 0.5 * Tensor.Sum(Tensor.Square(globals - 3));
        });
        double[] point = [.. Enumerable.Range(0, N).Select(i => Math.Sin(i) - (i > 8 ? 3 : 0))], start = [.. point];
        point[0] = start[0] = 0.7;
        Pattern.MoveToConditionalMode(new TargetEvaluator(target, 1), point);
        Assert.All(Structure.Globals, g => Assert.Equal(start[g], point[g]));
        Assert.All(Order[3..], l => Assert.Equal(0.7, point[l], 0.1));
    }

    [Fact]
    public void Where_the_curvature_is_not_positive_it_is_still_a_factor()
    {
        Matrix<double> precision = Matrix<double>.Build.DenseIdentity(N);
        precision[1, 1] = -2;
        precision[4, 4] = -1;
        double[] factor = Pattern.AtCurvature(Evaluator(precision), new double[N]);
        Assert.All(Enumerable.Range(0, N), i => Assert.True(Pattern.DiagonalElement(factor, i) > 0));
        Assert.All(factor, f => Assert.True(double.IsFinite(f)));
    }

    [Fact]
    public void Noise_loses_the_correlations_that_an_arrow_of_curvature_meets()
    {
        const int draws = 64;
        double[] noise = [.. new SplitMix(3).Numbers(N * draws).Select(v => v + 0.2)];
        MomentMatching.Apply(noise, draws, Pattern);
        Matrix<double> rows = Matrix<double>.Build.DenseOfRowMajor(N, draws, noise);
        Matrix<double> covariance = rows * rows.Transpose() / draws;
        for (int i = 0; i < N; i++)
        {
            Assert.Equal(0, rows.Row(i).Sum(), 1e-12);
            for (int j = 0; j < N; j++)
            {
                if (Place(i) < 3 || Place(j) < 3 || Group(i) == Group(j))
                {
                    Assert.Equal(i == j ? 1 : 0, covariance[i, j], 1e-13);
                }
            }
        }
    }

    private static int Place(int i) => Array.IndexOf(Order, i);

    private static int Group(int i) => Place(i) switch { < 3 => 0, < 6 => 1, < 9 => 2, 9 => 3, _ => 4 };

    private static Matrix<double> Dense(double[] factor) =>
        Matrix<double>.Build.DenseOfRowArrays(Enumerable.Range(0, N).Select(i => Pattern.Row(factor, i)));

    /// <summary>Parameters where they are stored, the diagonal not exponentiated.</summary>
    private static double[] Stored(double[] parameters)
    {
        double[] exponentiated = Pattern.FromParameters(
            [.. parameters[..N], .. parameters[N..(2 * N)].Select(p => Math.Log(p)), .. parameters[(2 * N)..]]);
        return [.. exponentiated.Select(e => Math.Round(e))];
    }

    private static Matrix<double> Block(Matrix<double> matrix, int[] places) => Matrix<double>.Build.Dense(
        places.Length, places.Length, (i, j) => matrix[places[i], places[j]]);

    private static TargetEvaluator Evaluator(Matrix<double> precision) => new(LogDensity.Over(N, x =>
        -0.5 * Tensor.Sum(x * Tensor.MatMul(precision.ToArray(), x))), 1);

    private static void AssertClose(Vector<double> expected, double[] actual) =>
        Assert.Equal(0, (expected - Vector<double>.Build.Dense(actual)).L2Norm(), 1e-13);
}
