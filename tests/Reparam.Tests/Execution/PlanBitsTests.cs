using System.Globalization;
using System.Runtime.Intrinsics;
using Reparam.Distributions;
using Reparam.Execution;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

/// <summary>The bits of whole plans: log joint by draw, its gradient by draw, and their means over the draws. That
/// they do not depend on the vector width either is shown by <see cref="VectorWidthTests"/>, which runs these tests
/// again with narrower vectors and the bits of the wide ones in <see cref="Expected"/>.</summary>
public sealed class PlanBitsTests
{
    /// <summary>The environment variable that names the bits of another run.</summary>
    public const string Expected = "REPARAM_EXPECTED_PLAN_BITS";

    // 37 draws end within a pack of eight; 700 are several chunks.
    private static readonly int[] DrawCounts = [37, 700];

    [Fact]
    public void Plans_give_the_same_bits_on_one_thread_and_on_two() => Assert.Equal(Bits(threads: 1), Bits(threads: 2));

    [Fact]
    public void Plans_give_the_bits_of_the_run_that_started_this_one()
    {
        if (Environment.GetEnvironmentVariable(Expected) is { } expected)
        {
            Assert.Equal(expected, Bits(threads: 2));
        }
    }

    [Fact]
    public void Switching_off_vector_instructions_is_seen_by_the_runtime()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX512") == "0")
        {
            Assert.False(Vector512.IsHardwareAccelerated);
        }
        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX2") == "0")
        {
            Assert.False(Vector256.IsHardwareAccelerated);
        }
    }

    /// <summary>A checksum for each model and number of draws.</summary>
    public static string Bits(int threads) => string.Join(' ',
        new[] { EightSchools(), LogisticRegression(), Recurrences() }
        .SelectMany(model => DrawCounts.SelectMany(draws => new[]
        {
            Checksum(model.LogDensity, draws, threads, ElementType.Double),
            Checksum(model.LogDensity, draws, threads, ElementType.Single),
        }))
        .Append(SingleNetwork.Checksum(threads))
        .Concat(new[] { ElementType.Double, ElementType.Single }.Select(element => SingleNetwork.Checksum(
            ConvolutionNetwork.Make(), ConvolutionNetwork.Numbers, [13, 37, 150], element, threads)))
        .Select(static sum => sum.ToString("x16", CultureInfo.InvariantCulture)));

    private static Model EightSchools() => Model.Define(m =>
    {
        double[] effect = [28, 8, -3, 7, -1, 1, 18, 12], error = [15, 10, 16, 11, 9, 11, 10, 18];
        Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
        Plate schools = m.Plate("school", 8);
        Tensor z = schools.Sample("z", new Normal(0, 1));
        schools.Observe("y", new Normal(mu + tau * z, error), effect);
    });

    private static Model LogisticRegression() => Model.Define(m =>
    {
        const int rows = 203;
        var x = new double[rows, 3];
        var y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            (x[i, 0], x[i, 1], x[i, 2]) = (i * 37 % 101 / 50.0 - 1, i * 53 % 97 / 48.0 - 1, i % 2);
            y[i] = i * 29 % 103 > 60 ? 1 : 0;
        }
        Tensor intercept = m.Sample("intercept", new StudentT(3, 0, 2.5));
        Tensor b = m.Plate("predictor", 3).Sample("b", new Normal(0, 2.5));
        m.Observe("y", Bernoulli.FromLogits(intercept + MatMul(x, b)), y);
    });

    private static Model Recurrences() => Model.Define(m =>
    {
        double[] y = [.. Enumerable.Range(0, 40).Select(static t => t * 37 % 23 / 8.0 - 1)];
        Tensor mu = m.Plate("state", 2).Sample("mu", new Normal(0, 2)), shock = m.Sample("shock", new Uniform(0, 1));
        m.Observe("chain", new HiddenMarkovModel(
            new double[2], new double[,] { { 0.75, 0.25 }, { 0.5, 0.5 } }, new Normal(mu, 1), y.Length), y);
        Tensor variance = Scan(1, y[..^1], (before, now) => 0.125 + shock * Square(now - mu[0]) + 0.5 * before);
        m.Observe("returns", new Normal(mu[0], Sqrt(variance)), y[1..]);
        m.Observe("series", new LinearGaussianStateSpace(
            mu, new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 0.5, 0.25 }, { 0, 1 } },
            DiagonalMatrix(Exp(mu)), new double[,] { { 1, 1 } }, Reshape(shock, [1, 1]), 20),
            From(y.AsSpan(..20), [20, 1]));
    });

    private static ulong Checksum(LogDensity density, int draws, int threads, ElementType element)
    {
        int n = density.Dimension;
        Tensor x = Input("x", [n], varies: true), centre = Input("centre", [n]);
        Tensor value = density.LogProb(x + centre), mean = DrawMean(value);
        Tensor[] outputs =
            [value, Differentiate.Gradient(value, x)[0], mean, Differentiate.Gradient(mean, centre)[0]];
        // Exact arithmetic: the numbers are the same on every machine.
        double[] points = [.. Enumerable.Range(0, n * draws).Select(static i => i * 7919 % 4001 / 2000.0 - 1)];
        double[] shift = [.. Enumerable.Range(0, n).Select(static i => i / 16.0)];
        ulong checksum = 14695981039346656037UL;
        double[][] result = Evaluation.Run([x, centre], [points, shift], outputs, draws, threads, element);
        foreach (double number in result.SelectMany(static v => v))
        {
            Assert.True(double.IsFinite(number));
            checksum = (checksum ^ BitConverter.DoubleToUInt64Bits(number)) * 1099511628211UL;
        }
        return checksum;
    }
}
