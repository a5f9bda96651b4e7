using System.Globalization;

namespace Reparam.Benchmarks.Comparison;

/// <summary>A figure of ours: a model, and at how many draws and with how many threads.</summary>
internal sealed record OurFigure(string Key, int Draws, int Threads = 1)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"reparam.{Key}.{Draws}")
        + (Threads > 1 ? string.Create(CultureInfo.InvariantCulture, $".{Threads}threads") : "");

    /// <summary>Why it cannot be measured, or null where it can.</summary>
    public string? Obstacle()
    {
        if (Environment.ProcessorCount < Threads)
        {
            return "this process may use one processor only";
        }
        if (!ComparisonModels.Keys.Contains(Key))
        {
            return "its figures come from a file only";
        }
        return ComparisonModels.Find(Key) switch
        {
            null => "its data are not beside the repository",
            _ => null,
        };
    }

    /// <summary>Nanoseconds per draw for one value and gradient.</summary>
    public Figure Measure()
    {
        ComparisonModel model = ComparisonModels.Find(Key)!;
        LogDensity target = model.LogDensity;
        var runner = new GradientRunner(Key, target, model.Points(target.Dimension, Draws), Threads);
        Measurement time = Measurement.Of(runner.Compiled, isOneThread: Threads == 1);
        return new Figure(Name, time.Minimum / Draws, time.Median / Draws, Figure.ThisMachine,
            FormattableString.Invariant($"{target.Dimension} unknowns, {Draws} draws, threads: {Threads}"));
    }
}
