using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Climbs to modes of a log density with discrete unknowns: these one by one, given all others, and the
/// continuous ones along the gradient, in turn (Besag 1986, "On the statistical analysis of dirty pictures", iterated
/// conditional modes).</summary>
internal sealed class DiscreteSearch
{
    /// <summary>Up to so many values of an element are tried one by one; of more, those at growing distances.</summary>
    public const int MostListed = 200;

    private const int MostTurns = 12, MostSweeps = 40, MostIterations = 100;

    /// <summary>The most numbers that points evaluated together are.</summary>
    private const int MostNumbers = 1 << 20;

    /// <summary>A gain, relative to 1 nat or the log density, that is no rounding error.</summary>
    private const double Gain = 1e-9;

    private readonly int _n, _start;
    private readonly double[] _lower, _upper;
    private readonly TargetEvaluator _evaluator;
    private readonly CancellationToken _cancellation;
    private readonly LimitedMemoryBfgs _climb;

    public DiscreteSearch(LogDensity target, TargetEvaluator evaluator, CancellationToken cancellation)
    {
        (_n, _start, _evaluator, _cancellation) = (target.Dimension, target.Drawn!.Start, evaluator, cancellation);
        (_lower, _upper) = target.Drawn.Ends;
        _climb = new(_start, new() { GradientTolerance = 1e-3, MaximumIterations = MostIterations });
    }

    /// <summary>Evaluations so far.</summary>
    public long Evaluations => _evaluator.Evaluations;

    /// <summary>The least value of an integer, or minus infinity.</summary>
    public double Lower(int element) => _lower[element];

    /// <summary>The greatest value of an integer, or infinity.</summary>
    public double Upper(int element) => _upper[element];

    /// <summary>Points to begin at: integers at the same level of their range, and some at random; with the continuous
    /// unknowns ever nearer to zero.</summary>
    /// <param name="key">Of random numbers.</param>
    /// <param name="count">How many, an even number.</param>
    /// <returns>Those where the density is finite, greatest first.</returns>
    public List<(double[] Point, double Value)> Starts(RandomKey key, int count)
    {
        double[] uniform = QuasiMonteCarlo.Uniform(key, _n, count), points = new double[uniform.Length];
        int levels = count / 2;
        for (int i = 0; i < points.Length; i++)
        {
            int element = i / count, draw = i % count;
            double reach = draw % 8 == 0 ? 0 : 2 * Math.Pow(2, -draw % 8);
            points[i] = element < _start ? reach * (2 * uniform[i] - 1)
                : Level(element - _start, draw < levels ? (draw + 0.5) / levels : uniform[i]);
        }
        double[] values = _evaluator.LogProb(points, count);
        return [.. Enumerable.Range(0, count).Where(d => double.IsFinite(values[d])).OrderByDescending(d => values[d])
            .Select(d => (Enumerable.Range(0, _n).Select(i => points[i * count + d]).ToArray(), values[d]))];
    }

    /// <summary>A mode from a point where the density is finite, or how far evaluations sufficed.</summary>
    /// <param name="from">The point.</param>
    /// <param name="value">The density there.</param>
    /// <param name="most">No look at all elements begins after so many evaluations.</param>
    public (double[] Point, double Value) Climb(double[] from, double value, long most)
    {
        double[] point = [.. from];
        long before = Evaluations;
        bool IsLeft() => Evaluations - before < most;
        for (int turn = 0; turn < MostTurns && IsLeft(); turn++)
        {
            bool moved = false;
            for (int sweep = 0; sweep < MostSweeps && IsLeft() && Sweep(point, ref value); sweep++)
            {
                moved = true;
            }
            if (!Slide(point, ref value) && !moved)
            {
                break;
            }
        }
        return (point, value);
    }

    /// <summary>For each integer, values and the log density with that integer alone at each of them, in increasing
    /// order.</summary>
    public (double[] Values, double[] LogDensities)[] Scan(double[] point)
    {
        double[][] candidates =
            [.. Enumerable.Range(0, _lower.Length).Select(e => Candidates(e, point[_start + e]))];
        double[] all = Evaluate(point, [.. candidates.SelectMany((values, e) => values.Select(v => (e, v)))]);
        int first = 0;
        return [.. candidates.Select(values => (values, all[first..(first += values.Length)]))];
    }

    /// <summary>The last value in one direction at which the density is not zero, between one where it is not and the
    /// next where it is.</summary>
    public double Edge(double[] point, int element, double possible, double impossible)
    {
        while (Math.Abs(impossible - possible) > 1)
        {
            double middle = Math.Floor((possible + impossible) / 2);
            if (double.IsNegativeInfinity(Evaluate(point, [(element, middle)])[0]))
            {
                impossible = middle;
            }
            else
            {
                possible = middle;
            }
        }
        return possible;
    }

    /// <summary>Moves each integer to its best value given the others: all at once where that gains as much as the best
    /// move alone, which is made otherwise; false where none gains.</summary>
    private bool Sweep(double[] point, ref double value)
    {
        double least = value + Gain * (1 + Math.Abs(value)), best = double.NegativeInfinity;
        int chosen = -1;
        double[] moved = [.. point];
        foreach (var (e, (values, logs)) in Scan(point).Index())
        {
            int greatest = Array.IndexOf(logs, logs.Max());
            if (logs[greatest] > least)
            {
                moved[_start + e] = values[greatest];
                if (logs[greatest] > best)
                {
                    (best, chosen) = (logs[greatest], e);
                }
            }
        }
        if (chosen < 0)
        {
            return false;
        }
        double together = Evaluate(moved, [(chosen, moved[_start + chosen])])[0];
        if (together >= best)
        {
            moved.CopyTo(point, 0);
            value = together;
        }
        else
        {
            point[_start + chosen] = moved[_start + chosen];
            value = best;
        }
        return true;
    }

    /// <summary>Moves the continuous unknowns uphill; false where that gains nothing.</summary>
    private bool Slide(double[] point, ref double value)
    {
        double[] whole = [.. point], slopes = new double[_n];
        OptimizationResult found = _climb.Minimize((x, gradient) =>
        {
            x.CopyTo(whole);
            double negative = _evaluator.NegativeValueAndGradient(whole, slopes);
            slopes.AsSpan(0, _start).CopyTo(gradient);
            return negative;
        }, point.AsSpan(0, _start), cancellationToken: _cancellation);
        if (!(-found.Value > value + 1e-4))
        {
            return false;
        }
        found.Point.CopyTo(point);
        value = -found.Value;
        return true;
    }

    /// <summary>The log density with one integer changed, for each of some changes; minus infinity where it is not a
    /// number.</summary>
    private double[] Evaluate(double[] point, IReadOnlyList<(int Element, double Value)> changes)
    {
        var results = new double[changes.Count];
        int most = Math.Max(1, MostNumbers / _n);
        for (int first = 0; first < results.Length; first += most)
        {
            _cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(most, results.Length - first);
            var points = new double[_n * count];
            for (int i = 0; i < _n; i++)
            {
                points.AsSpan(i * count, count).Fill(point[i]);
            }
            for (int d = 0; d < count; d++)
            {
                var (element, value) = changes[first + d];
                points[(_start + element) * count + d] = value;
            }
            double[] values = _evaluator.LogProb(points, count);
            for (int d = 0; d < count; d++)
            {
                results[first + d] = double.IsNaN(values[d]) ? double.NegativeInfinity : values[d];
            }
        }
        return results;
    }

    private double[] Candidates(int element, double at)
    {
        double lower = _lower[element], upper = _upper[element];
        if (upper - lower < MostListed)
        {
            return [.. Enumerable.Range(0, (int)(upper - lower) + 1).Select(k => lower + k)];
        }
        var values = new SortedSet<double> { at };
        for (double step = 1; step < 1e9; step *= 2)
        {
            foreach (double offset in (double[])[step, Math.Floor(1.5 * step)])
            {
                values.Add(Math.Max(lower, at - offset));
                values.Add(Math.Min(upper, at + offset));
            }
        }
        return [.. values];
    }

    /// <summary>The integer at a part of the range of an element; where that has no end, from 1 to 2²⁰ away from its
    /// beginning, or from 0.</summary>
    private double Level(int element, double part)
    {
        double lower = _lower[element], upper = _upper[element];
        return double.IsFinite(lower) && double.IsFinite(upper)
            ? Math.Min(lower + Math.Floor(part * (upper - lower + 1)), upper)
            : double.IsFinite(lower) ? lower + Math.Floor(Math.Pow(2, 20 * part)) - 1
            : double.IsFinite(upper) ? upper - Math.Floor(Math.Pow(2, 20 * part)) + 1
            : Math.Round(Math.Sign(part - 0.5) * (Math.Pow(2, 40 * Math.Abs(part - 0.5)) - 1));
    }
}
