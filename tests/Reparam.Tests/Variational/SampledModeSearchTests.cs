using Reparam.Data;
using Reparam.Distributions;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class SampledModeSearchTests
{
    private const int RowCount = 50_000;

    [Fact]
    public void The_mode_of_many_rows_takes_a_few_passes()
    {
        var rows = new CountedRows(Logistic());
        LogDensity target = Density(rows);
        var evaluator = new TargetEvaluator(target, 1);
        Coordinates found = ModeSearch.Find(
            target, evaluator, new DensePattern(target.Dimension), RandomKey.FromSeed(1), default);
        double passes = rows.Passes;
        double gradient = GradientPerDeviation(evaluator, found);
        Assert.InRange(gradient, 0, 1);
        Assert.InRange(passes, 1, 8);
        // In the coordinates the curvature is about 1: they are scaled by it at the mode of the last sample.
        var hessian = new double[target.Dimension * target.Dimension];
        new LocalObjective(evaluator, found).Hessian(new double[target.Dimension], hessian);
        for (int i = 0; i < hessian.Length; i++)
        {
            Assert.Equal(i / target.Dimension == i % target.Dimension ? 1 : 0, hessian[i], 0.1);
        }
    }

    [Fact]
    public void So_does_one_with_a_diagonal_factor()
    {
        var rows = new CountedRows(Logistic());
        LogDensity target = Density(rows);
        var evaluator = new TargetEvaluator(target, 1);
        Coordinates found = ModeSearch.Find(
            target, evaluator, new DiagonalPattern(target.Dimension), RandomKey.FromSeed(1), default);
        double passes = rows.Passes;
        Assert.InRange(GradientPerDeviation(evaluator, found), 0, 1);
        Assert.InRange(passes, 1, 15);
    }

    [Fact]
    public void The_pass_that_gives_the_curvature_tells_value_and_gradient()
    {
        var rows = new CountedRows(Logistic());
        LogDensity target = Density(rows);
        double[] point = [0.3, -0.8, 0.1], known = new double[3], fresh = new double[3];
        var evaluator = new TargetEvaluator(target, 1);
        double before = rows.Passes;
        evaluator.NegativeHessian(point, new double[9]);
        double value = evaluator.NegativeValueAndGradient(point, known);
        Assert.Equal(before + 1, rows.Passes);
        // Only the next question is answered so.
        Assert.Equal(value, evaluator.NegativeValueAndGradient(point, fresh), 1e-12 * Math.Abs(value));
        Assert.Equal(before + 2, rows.Passes);
        Assert.All(known.Zip(fresh), g => Assert.Equal(g.Second, g.First, 1e-11 * Math.Abs(value)));
        // And only at the same place.
        evaluator.NegativeHessian(point, new double[9]);
        Assert.NotEqual(value, evaluator.NegativeValueAndGradient([0.3, -0.8, 0.2], fresh));
        Assert.Equal(before + 4, rows.Passes);
    }

    [Fact]
    public void Searches_for_other_modes_do_not_read_all_rows()
    {
        var rows = new CountedRows(Logistic());
        LogDensity target = Density(rows);
        var evaluator = new TargetEvaluator(target, 1);
        Coordinates found = ModeSearch.Find(
            target, evaluator, new DensePattern(target.Dimension), RandomKey.FromSeed(1), default);
        double before = rows.Passes;
        Assert.Empty(SampledModeSearch.Others(target, evaluator, found, RandomKey.FromSeed(2), default));
        Assert.InRange(rows.Passes - before, 0, 12);
    }

    [Fact]
    public void A_second_mode_of_all_rows_is_found()
    {
        // y ~ N(x², 50): x² is 4 at x = 2 and x = -2, some 70 standard deviations apart.
        double[] y = [.. Enumerable.Range(0, RowCount).Select(i => 4 + 70 * Math.Sin(i))];
        LogDensity target = Model.Define(m =>
        {
            Rows rows = m.Rows("row", new MemoryRows().With("y", y));
            Tensor x = m.Sample("x", new Normal(0, 5));
            rows.Observe("y", new Normal(Tensor.Square(x) + 0 * rows.Column("y"), 50), rows.Column("y"));
        }).LogDensity;
        var evaluator = new TargetEvaluator(target, 1);
        Coordinates found = ModeSearch.Find(
            target, evaluator, new DensePattern(1), RandomKey.FromSeed(1), default);
        PosteriorMode other = Assert.Single(
            SampledModeSearch.Others(target, evaluator, found, RandomKey.FromSeed(2), default));
        // The first is only to within a standard deviation, 0.056; the mean of y is 4.
        Assert.Equal(2, Math.Abs(found.Centre[0]), 0.06);
        Assert.Equal(-2 * Math.Sign(found.Centre[0]), other.Coordinates.Centre[0], 0.003);
    }

    private static MemoryRows Logistic()
    {
        double[] a = [.. Enumerable.Range(0, RowCount).Select(i => Math.Sin(1.7 * i))];
        double[] b = [.. Enumerable.Range(0, RowCount).Select(i => Math.Sin(2.3 * i) + 0.7 * a[i])];
        RandomKey key = RandomKey.FromSeed(3);
        double[] y = [.. Enumerable.Range(0, RowCount).Select(i =>
            Noise.Uniform(key, 0, i, 0) < 1 / (1 + Math.Exp(-0.5 - a[i] + 2 * b[i])) ? 1.0 : 0.0)];
        return new MemoryRows().With("a", a).With("b", b).With("y", y);
    }

    private static LogDensity Density(IRowSource source) => Model.Define(m =>
    {
        Rows rows = m.Rows("row", source);
        Tensor slopes = m.Plate("predictor", 2).Sample("slope", new Normal(0, 5));
        Tensor level = m.Sample("level", new Normal(0, 5));
        rows.Observe("y", Bernoulli.FromLogits(level + Tensor.MatMul(rows.Columns("a", "b"), slopes)),
            rows.Column("y"));
    }).LogDensity;

    private static double GradientPerDeviation(TargetEvaluator evaluator, Coordinates coordinates)
    {
        var gradient = new double[coordinates.Dimension];
        new LocalObjective(evaluator, coordinates).ValueAndGradient(new double[coordinates.Dimension], gradient);
        return DenseVector.InfinityNorm(gradient);
    }

    private sealed class CountedRows(IRowSource source) : IRowSource
    {
        private long _values;

        public long RowCount => source.RowCount;

        public IReadOnlyList<SourceColumn> Columns => source.Columns;

        public double Passes => (double)_values / (RowCount * Columns.Count);

        public void Read(int column, long firstRow, Span<double> destination)
        {
            _values += destination.Length;
            source.Read(column, firstRow, destination);
        }
    }
}
