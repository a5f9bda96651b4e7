using Reparam.Data;
using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class FitCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("fit.checkpoint");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Ways =>
        ["full-rank", "mean-field", "newton", "adam", "dog", "natural", "rows", "compiled", "compiled adam", "drawn"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_fit_that_is_broken_off_again_and_again_comes_to_the_same_bits(string way)
    {
        FitOptions options = Options(way);
        Model model = way.StartsWith("compiled", StringComparison.Ordinal) ? Logistic()
            : way == "drawn" ? DrawnModels.Switches() : Schools(way == "rows");
        Posterior whole = Inference.Fit(model, seed: 3, options);
        Posterior? resumed = null;
        int attempts = 0;
        for (; resumed is null; attempts++)
        {
            Assert.True(attempts < 500, "A fit that goes on must come to an end.");
            // Each attempt gets a little further than the one before.
            var killer = new Killer(reports: way == "compiled adam" ? 3 : 5);
            try
            {
                resumed = Inference.Fit(
                    model, seed: 3, options with { Checkpoint = Path, CheckpointSteps = 3 }, killer);
            }
            catch (KilledException)
            {
                Assert.True(File.Exists(Path));
            }
        }
        Assert.True(attempts > 2, "The fit was hardly broken off.");
        Assert.False(File.Exists(Path));
        Assert.Equal(whole.Elbo, resumed.Elbo);
        Assert.Equal(whole.ParetoShape, resumed.ParetoShape);
        Assert.Equal(whole.LogDensities, resumed.LogDensities);
        Assert.Equal(whole.Rounds, resumed.Rounds);
        Assert.Equal(whole.Rungs, resumed.Rungs);
        Assert.Equal(whole.Evaluations, resumed.Evaluations);
        Assert.Equal(whole.ToString(), resumed.ToString());
        foreach (ParameterSummary summary in whole.Summaries)
        {
            Assert.Equal(whole.Draws(summary.Name), resumed.Draws(summary.Name));
        }
    }

    [Fact]
    public void A_checkpoint_changes_nothing()
    {
        Model model = Schools(rows: false);
        Assert.Equal(Inference.Fit(model, seed: 3).ToString(),
            Inference.Fit(model, seed: 3, new() { Checkpoint = Path, CheckpointSteps = 1 }).ToString());
    }

    [Fact]
    public void Checkpoints_of_other_fits_are_refused_by_name()
    {
        BreakOff();
        string Message(Model model, ulong seed, FitOptions options) => Assert.Throws<CheckpointException>(
            () => Inference.Fit(model, seed, options with { Checkpoint = Path })).Message;
        Assert.Contains("its seed is 3, and this is 4", Message(Schools(false), 4, new()), StringComparison.Ordinal);
        Assert.Contains("its options are FitOptions {",
            Message(Schools(false), 3, new() { Family = new MeanFieldGaussian() }), StringComparison.Ordinal);
        Model other = Model.Define(m => m.Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)), 1), 0.5));
        Assert.Contains("its model has other unknowns, or its log density other values",
            Message(other, 3, new()), StringComparison.Ordinal);
        Assert.Contains(Path, Message(other, 3, new()), StringComparison.Ordinal);
        // Threads are no part of a fit.
        Inference.Fit(Schools(false), 3, new() { Checkpoint = Path, Threads = 1 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_that_are_no_whole_checkpoints_are_refused(bool isCut)
    {
        BreakOff();
        byte[] bytes = File.ReadAllBytes(Path);
        if (isCut)
        {
            Array.Resize(ref bytes, bytes.Length - 9);
        }
        else
        {
            bytes[^50] ^= 1;
        }
        File.WriteAllBytes(Path, bytes);
        Assert.Contains("it is not a whole checkpoint", Assert.Throws<CheckpointException>(
            () => Inference.Fit(Schools(false), 3, new() { Checkpoint = Path })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told_of_at_once()
    {
        var options = new FitOptions { Checkpoint = _folder.File("missing/fit.checkpoint") };
        Assert.Throws<DirectoryNotFoundException>(() => Inference.Fit(Schools(false), 3, options));
    }

    private void BreakOff() => Assert.Throws<KilledException>(() => Inference.Fit(
        Schools(false), 3, new() { Checkpoint = Path, CheckpointSteps = 3 }, new Killer(15)));

    private static FitOptions Options(string way) => way switch
    {
        "full-rank" => new() { Family = new FullRankGaussian() },
        "mean-field" => new() { Family = new MeanFieldGaussian() },
        "newton" => new()
        {
            Family = new MeanFieldGaussian(),
            Algorithm = new FixedDraws { MaximumIterations = 3, GradientTolerance = 1e-9 },
        },
        "compiled" => new() { Algorithm = new FixedDraws { GradientTolerance = 1e-10 } },
        "compiled adam" => new() { Algorithm = new FreshDraws { MaximumSteps = 1200 } },
        "drawn" => new() { Algorithm = new FreshDraws { MaximumSteps = 1500, Tolerance = 1e-4 } },
        "adam" => Fresh(new AdamSteps()),
        "dog" => Fresh(new DistanceOverGradientSteps()),
        "natural" => Fresh(new NaturalGradientSteps()),
        _ => new() { Algorithm = new FreshDraws { MaximumSteps = 1500, RowsPerStep = 4 } },
    };

    private static FitOptions Fresh(StepRule steps) =>
        new() { Algorithm = new FreshDraws { MaximumSteps = 1500, Steps = steps } };

    private static Model Schools(bool rows) => Model.Define(m =>
    {
        double[] effect = [28, 8, -3, 7, -1, 1, 18, 12], error = [15, 10, 16, 11, 9, 11, 10, 18];
        Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
        if (rows)
        {
            Rows source = m.Rows("school", new MemoryRows().With("effect", effect).With("error", error));
            source.Observe("y", new Normal(mu, Sqrt(Square(source.Column("error")) + Square(tau))),
                source.Column("effect"));
            return;
        }
        Plate schools = m.Plate("school", 8);
        Tensor z = schools.Sample("z", new Normal(0, 1));
        schools.Observe("y", new Normal(mu + tau * z, error), effect);
    });

    /// <summary>Work enough that loops are compiled on the way, which changes the last bits from there on.</summary>
    private static Model Logistic() => Model.Define(m =>
    {
        double[] x = [.. Enumerable.Range(0, 3000).Select(i => Math.Sin(i))];
        double[] y = [.. x.Select((v, i) => v + Math.Sin(1.7 * i) > 0 ? 1.0 : 0)];
        Tensor a = m.Sample("a", new Normal(0, 2)), b = m.Sample("b", new Normal(0, 2));
        Tensor c = m.Sample("c", new Normal(0, 2)), d = m.Sample("d", new Normal(0, 2));
        double[] cube = [.. x.Select(v => v * v * v)], square = [.. x.Select(v => v * v)];
        m.Observe("y", Bernoulli.FromLogits(a + b * x + c * cube + d * square), y);
    });

    /// <summary>Ends a fit as the end of its process would: at any report, without a word.</summary>
    private sealed class Killer(int reports) : IProgress<FitProgress>
    {
        private int _left = reports;

        public void Report(FitProgress value)
        {
            if (_left-- == 0)
            {
                throw new KilledException();
            }
        }
    }

    private sealed class KilledException : Exception;
}
