using Reparam.Data;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

public sealed class RowsTests
{
    private static readonly string[] Groups = ["a", "b", "c", "d", "e"];

    // Fewer than a block, one block, one row more, multiples of it, and what is none.
    public static TheoryData<int> RowCounts => [1, 2, 7, 1000, 1024, 1025, 2048, 5000, 5119];

    [Theory]
    [MemberData(nameof(RowCounts))]
    public void Density_and_gradient_are_those_of_the_same_data_as_constants(int rows)
    {
        var data = new Table(rows);
        Model streamed = Model.Define(m =>
        {
            Rows flights = m.Rows("flight", data.Source());
            (Tensor beta, Tensor effect, Tensor slope, Tensor sigma) = Unknowns(m, flights.Levels("group").Count);
            Tensor mean = MatMul(flights.Columns("x", "z"), beta) + flights.Gather(effect, "group")
                + flights.Gather(slope, "group") * Square(flights.Column("x"));
            flights.Observe("y", new StudentT(4, mean, sigma), flights.Column("y"));
            flights.Observe("count", new Poisson(Exp(0.1 * mean)), flights.Column("count"));
            flights.Factor("soft", -0.01 * Softplus(mean - flights.Column("z")));
        });
        Model constant = Model.Define(m =>
        {
            (Tensor beta, Tensor effect, Tensor slope, Tensor sigma) = Unknowns(m, data.Levels);
            Tensor mean = MatMul(Transpose(Stack(data.X, data.Z)), beta)
                + Gather(effect, data.Codes) + Gather(slope, data.Codes) * Square((Tensor)data.X);
            m.Observe("y", new StudentT(4, mean, sigma), data.Y);
            m.Observe("count", new Poisson(Exp(0.1 * mean)), data.Count);
            m.Factor("soft", -0.01 * Softplus(mean - data.Z));
        });
        AssertSameDensity(constant, streamed);
    }

    [Fact]
    public void A_column_file_gives_the_bits_that_memory_gives()
    {
        var data = new Table(3001);
        using var folder = new TemporaryFolder();
        string place = folder.File("table.columns");
        MemoryRows memory = data.Source();
        using (ColumnFileWriter writer = ColumnFile.Create(place, memory.RowCount, memory.Columns))
        {
            var values = new double[memory.RowCount];
            for (int c = 0; c < memory.Columns.Count; c++)
            {
                memory.Read(c, 0, values);
                writer.Append(c, values);
            }
            writer.Complete();
        }
        using ColumnFile file = ColumnFile.Open(place);
        double[] point = [0.3, -0.2, 0.7], expected = new double[3], actual = new double[3];
        double value = Simple(memory).LogDensity.Evaluate(point, expected);
        Assert.Equal(value, Simple(file).LogDensity.Evaluate(point, actual));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_category_without_a_level_is_refused_by_row()
    {
        Model Define() => Model.Define(m =>
        {
            Rows rows = m.Rows("row", new Faulty(bad: 2500, value: 2));
            Tensor effect = m.Plate("group", 2).Sample("effect", new Normal(0, 1));
            rows.Factor("y", rows.Gather(effect, "group") * rows.Column("x"));
        });
        var refusal = Assert.Throws<InvalidDataException>(() => Define().LogDensity.Evaluate([0, 0]));
        Assert.Contains("column 'group' is 2 in row 2500", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Observed_values_outside_the_support_are_refused_by_row()
    {
        double[] counts = [.. Enumerable.Repeat(3.0, 3000)];
        counts[2900] = -1;
        var refusal = Assert.Throws<ArgumentException>(() => Model.Define(m =>
        {
            Rows rows = m.Rows("row", new MemoryRows().With("n", counts));
            rows.Observe("n", new Poisson(m.Sample("rate", new Gamma(1, 1))), rows.Column("n"));
        }));
        Assert.Contains("in row 2900 of 'row'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("matmul")]
    [InlineData("shift")]
    [InlineData("transpose")]
    [InlineData("constants")]
    [InlineData("scan of gathered")]
    public void Rows_that_are_not_taken_each_by_itself_are_refused(string how)
    {
        // As many rows as constants: nothing but the origin of the numbers tells them apart.
        double[] x = [1, 2, 3, 4];
        var refusal = Assert.Throws<ArgumentException>(() => Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            Rows rows = m.Rows("row", new MemoryRows().With("x", x).With("g", ["a", "b", "a", "b"]));
            Tensor column = rows.Column("x");
            Tensor mean = how switch
            {
                "mean" => mu + column - Sum(column) / 4,
                "matmul" => mu + MatMul(Reshape(column, [4, 1]), Reshape(column, [1, 4]))[0],
                "shift" => mu * Concatenate([column[1..], column[..1]]),
                "transpose" => mu + Sum(Transpose(rows.Columns("x", "x")), 0),
                "constants" => mu * (Tensor)x + column,
                _ => mu + LogSumExp(rows.Gather(BroadcastTo(mu, [2]), "g")) + 0 * column,
            };
            rows.Observe("y", new Normal(mean, 1), column);
        }));
        Assert.Contains("each", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_refused_where_all_of_them_would_be_needed()
    {
        void Refused(Action<ModelBuilder, Rows> use) => Assert.Throws<ArgumentException>(() => Model.Define(m =>
        {
            m.Sample("mu", new Normal(0, 1));
            use(m, m.Rows("row", new MemoryRows().With("x", [1, 2, 3]).With("g", ["a", "b", "b"])));
        }));
        Refused((m, rows) => m.Observe("y", new Normal(rows.Column("x"), 1), 0));
        Refused((m, rows) => m.Factor("y", Sum(rows.Column("x"))));
        Refused((m, rows) => m.Report("y", rows.Column("x")));
        Refused((m, rows) => m.Sample("y", new Normal(Sum(rows.Column("x")), 1)));
        Refused((m, rows) => m.Rows("other", new MemoryRows().With("x", [1])));
        Refused((m, rows) => rows.Column("g"));
        Refused((m, rows) => rows.Column("z"));
        Refused((m, rows) => rows.Levels("x"));
        Refused((m, rows) => rows.Columns());
        Refused((m, rows) => rows.Gather(new double[3], "g"));
        Refused((m, rows) => rows.Factor("y", new double[3]));
        Refused((m, rows) => rows.Factor("y", rows.Columns("x", "x")));
        Refused((m, rows) => m.Rows("none", new MemoryRows()));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_traced_to_its_row()
    {
        double[] x = [.. Enumerable.Range(0, 3000).Select(i => i == 2100 ? -1 : 1.0 + i)];
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            Rows rows = m.Rows("row", new MemoryRows().With("x", x));
            rows.Observe("y", new Normal(Log(rows.Column("x") + Exp(mu) - 1) * mu, 1), rows.Column("x"));
        });
        NonFiniteValue? origin = model.LogDensity.FindNonFinite([0]);
        Assert.NotNull(origin);
        Assert.Equal(2100, origin.SourceRow);
        Assert.Equal("log", origin.Operation);
        Assert.Contains("row 2100 of 3000", origin.ToString(), StringComparison.Ordinal);
        Assert.Null(model.LogDensity.FindNonFinite([2]));
    }

    [Fact]
    public void Evaluation_is_cancelled_between_blocks()
    {
        Model model = Simple(new Table(3000).Source());
        Assert.Throws<OperationCanceledException>(
            () => model.LogDensity.Evaluate([0, 0, 0], default, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentException>(() => model.LogDensity.Evaluate([0, 0]));
        Assert.Throws<ArgumentException>(() => model.LogDensity.Evaluate([0, 0, 0], new double[2]));
    }

    private static Model Simple(IRowSource source) => Model.Define(m =>
    {
        Rows rows = m.Rows("flight", source);
        Tensor alpha = m.Sample("alpha", new Normal(0, 1)), beta = m.Sample("beta", new Normal(0, 1));
        Tensor sigma = m.Sample("sigma", new HalfNormal(1));
        rows.Observe("y", new Normal(alpha + beta * rows.Column("x"), sigma), rows.Column("y"));
    });

    private static (Tensor, Tensor, Tensor, Tensor) Unknowns(ModelBuilder m, int levels) => (
        m.Plate("predictor", 2).Sample("beta", new Normal(0, 2)),
        m.Plate("level", levels).Sample("effect", new Normal(0, 1)),
        m.Plate("level again", levels).Sample("slope", new Normal(0, 1)),
        m.Sample("sigma", new HalfNormal(2)));

    private static void AssertSameDensity(Model constant, Model streamed)
    {
        int n = constant.LogDensity.Dimension;
        double[] point = [.. Enumerable.Range(0, n).Select(i => 0.7 * Math.Sin(3.0 * i + 1))];
        var gradient = new double[n];
        (double value, double[] slope) = LogJoint.At(constant.LogDensity, point);
        double actual = streamed.LogDensity.Evaluate(point, gradient);
        Assert.Equal(value, actual, Math.Abs(value) * 1e-12);
        double scale = slope.Max(Math.Abs);
        for (int i = 0; i < n; i++)
        {
            Assert.Equal(slope[i], gradient[i], scale * 1e-12);
        }
    }

    private sealed class Table(int rows)
    {
        public double[] X { get; } = [.. Enumerable.Range(0, rows).Select(i => Math.Sin(0.37 * i))];

        public double[] Z { get; } = [.. Enumerable.Range(0, rows).Select(i => Math.Cos(1.3 * i * i))];

        public double[] Y { get; } = [.. Enumerable.Range(0, rows).Select(i => 2 * Math.Sin(7.7 * i) + 0.3)];

        public double[] Count { get; } = [.. Enumerable.Range(0, rows).Select(i => (double)(i * 31 % 5))];

        public int[] Codes { get; } =
            [.. Enumerable.Range(0, rows).Select(i => i * 17 % Math.Min(rows, Groups.Length))];

        public int Levels => Codes.Distinct().Count();

        public MemoryRows Source() => new MemoryRows().With("x", X).With("z", Z).With("y", Y).With("count", Count)
            .With("group", [.. Codes.Select(c => Groups[c])]);
    }

    /// <summary>Rows as a source of someone else's may give them.</summary>
    private sealed class Faulty(long bad, double value) : IRowSource
    {
        public long RowCount => 3000;

        public IReadOnlyList<SourceColumn> Columns { get; } = [new("x"), new("group", ["a", "b"])];

        public void Read(int column, long firstRow, Span<double> destination)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = column == 1 && firstRow + i == bad ? value : 1;
            }
        }
    }
}
