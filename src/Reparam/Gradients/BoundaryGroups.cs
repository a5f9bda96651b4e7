namespace Reparam.Gradients;

/// <summary>Margins at one θ as numbers, those with the same boundary taken together: m + a · v for each, with v the
/// noise or the draw.</summary>
internal sealed class BoundaryGroups
{
    // Rows of coefficients that agree to this part are one boundary, written twice.
    private const double SameBoundary = 1e-11;

    private readonly double[][] _rows;
    private readonly List<int> _first = [];
    private readonly ProblemTrace _trace;

    private BoundaryGroups(ProblemTrace trace, double[][] rows)
    {
        (_trace, _rows) = (trace, rows);
        Owners = new int[rows.Length];
        Signs = new double[rows.Length];
        var known = new Dictionary<(int, double), List<int>>();
        for (int k = 0; k < rows.Length; k++)
        {
            // Rows of one boundary have their greatest coefficient in one place, and agree there in size.
            int place = Enumerable.Range(1, rows[k].Length - 1).MaxBy(i => Math.Abs(rows[k][i]));
            var key = (place, Math.Round(rows[k][0] / rows[k][place], 6));
            if (!known.TryGetValue(key, out List<int>? candidates))
            {
                known[key] = candidates = [];
            }
            int found = candidates.FindIndex(g => AreOne(rows[_first[g]], rows[k], place));
            int group = found >= 0 ? candidates[found] : _first.Count;
            if (found < 0)
            {
                candidates.Add(group);
                _first.Add(k);
            }
            Owners[k] = group;
            Signs[k] = Math.Sign(rows[k][place]) * Math.Sign(rows[_first[group]][place]);
        }
        var isFirst = new double[rows.Length];
        _first.ForEach(k => isFirst[k] = 1);
        IsFirst = Tensor.Constant(isFirst, [rows.Length]);
    }

    /// <summary>The number of different boundaries.</summary>
    public int Count => _first.Count;

    /// <summary>The boundary of each margin.</summary>
    public int[] Owners { get; }

    /// <summary>Whether each margin is positive where the first one of its boundary is: 1, or -1.</summary>
    public double[] Signs { get; }

    /// <summary>1 at the first margin of each boundary, by which it is known.</summary>
    public Tensor IsFirst { get; }

    /// <summary>Finds the coefficients of margins that are affine in a tensor.</summary>
    public static BoundaryGroups Of(ProblemTrace trace, Tensor margins, Tensor variable)
    {
        Tensor units = Tensor.Input("units", variable.Shape, varies: true);
        Tensor placed = Graph.Substitute([margins], new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance)
        {
            [variable] = units,
        })[0];
        int size = variable.Size, draws = size + 1;
        var identity = new double[size * draws];
        for (int i = 0; i < size; i++)
        {
            identity[i * draws + i + 1] = 1;
        }
        double[] values = Evaluation.Run(
            [trace.Theta, units], [trace.At, identity], [Tensor.Spread(placed)], draws)[0];
        return new(trace, [.. Enumerable.Range(0, margins.Size).Select(k =>
        {
            double[] row = values[(k * draws)..((k + 1) * draws)];
            for (int i = 1; i < draws; i++)
            {
                row[i] -= row[0];
            }
            return row;
        })]);
    }

    /// <summary>Probabilities of the boundaries: equal, or in proportion to the density at 0 of a margin of standard
    /// normal noise, with a tenth in equal parts.</summary>
    public double[] Rates(bool isNormal)
    {
        double[] densities = [.. _first.Select(k =>
        {
            double square = _rows[k].Skip(1).Sum(static a => a * a);
            return square == 0 ? 0 : !isNormal ? 1
                : Math.Exp(-0.5 * _rows[k][0] * _rows[k][0] / square) / Math.Sqrt(square);
        })];
        double total = densities.Sum();
        int reached = densities.Count(static d => d > 0);
        return total > 0
            ? [.. densities.Select(d => d > 0 ? 0.9 * d / total + 0.1 / reached : 0)]
            : [.. densities.Select(_ => 1.0 / Count)];
    }

    /// <summary>For each boundary 1 at the number that is moved onto it: the one whose standard deviation moves the
    /// margin most.</summary>
    /// <param name="variable">Noise or draw.</param>
    public double[] Coordinates(Tensor variable)
    {
        const int draws = 64;
        int size = _rows[0].Length - 1;
        double[][] noise = [.. _trace.Noise.Select(static n => new double[n.Input.Size * draws])];
        new NoiseSource(_trace.Noise, Random.RandomKey.FromSeed(0).Fold("coordinates"), NoiseScheme.Independent, 1)
            .Fill(0, draws, noise);
        double[] x = Evaluation.Run([_trace.Theta, .. _trace.Noise.Select(static n => n.Input)],
            [_trace.At, .. noise], [Tensor.Spread(variable)], draws)[0];
        double[] deviation = [.. Enumerable.Range(0, size).Select(i =>
        {
            double[] own = x[(i * draws)..((i + 1) * draws)];
            double mean = own.Average();
            return Math.Sqrt(own.Average(v => (v - mean) * (v - mean)));
        })];
        var places = new double[Count * size];
        for (int group = 0; group < Count; group++)
        {
            double[] row = _rows[_first[group]];
            places[group * size
                + Enumerable.Range(0, size).MaxBy(i => Math.Abs(row[i + 1]) * deviation[i])] = 1;
        }
        return places;
    }

    private static bool AreOne(double[] a, double[] b, int place)
    {
        for (int i = 0; i < a.Length; i++)
        {
            double x = a[i] / a[place], y = b[i] / b[place];
            if (Math.Abs(x - y) > SameBoundary * (1 + Math.Abs(x)))
            {
                return false;
            }
        }
        return true;
    }
}
