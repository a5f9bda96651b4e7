using System.Diagnostics;

namespace Reparam.Benchmarks;

/// <summary>A table of two ways to do the same, timed in turns, so that what else the machine does meets
/// both.</summary>
internal sealed class TurnTable
{
    private const double Seconds = 1.5;

    private readonly TextWriter _output;

    public TurnTable(TextWriter output)
    {
        _output = output;
        output.WriteLine(
            $"{"",-44}{"ours, ms",12}{"theirs, ms",12}{"ours, GF/s",12}{"theirs",10}{"ratio",8}{"at best",10}");
    }

    /// <summary>Times both and prints a line.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="operations">Additions and multiplications in one of the things done.</param>
    /// <param name="count">How many things one call does.</param>
    /// <param name="ours">Our way.</param>
    /// <param name="theirs">The other, or null.</param>
    public void Row(string name, double operations, int count, Action ours, Action? theirs)
    {
        // Until the runtime has compiled everything for good.
        var all = Stopwatch.StartNew();
        for (int i = 0; i < 3 || (i < 40 && all.Elapsed.TotalSeconds < Seconds / 4); i++)
        {
            ours();
            theirs?.Invoke();
        }
        var (mine, other) = (new List<double>(), new List<double>());
        for (all.Restart(); all.Elapsed.TotalSeconds < Seconds || mine.Count < 9; )
        {
            mine.Add(Time(ours) / count);
            if (theirs is not null)
            {
                other.Add(Time(theirs) / count);
            }
        }
        mine.Sort();
        other.Sort();
        double median = mine[mine.Count / 2];
        string line = FormattableString.Invariant($"{name,-44}{median * 1e3,12:F3}");
        if (theirs is null)
        {
            _output.WriteLine(line + FormattableString.Invariant($"{"-",12}{operations / median * 1e-9,12:F1}"));
            return;
        }
        double otherMedian = other[other.Count / 2];
        (double rate, double otherRate) = (operations / median * 1e-9, operations / otherMedian * 1e-9);
        _output.WriteLine(line + FormattableString.Invariant(
            $"{otherMedian * 1e3,12:F3}{rate,12:F1}{otherRate,10:F1}{rate / otherRate,8:F2}{other[0] / mine[0],10:F2}"));
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
