using Reparam.Execution;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>What a log density says of each integer alone: the terms that depend on it and on no other integer. Where
/// they are minus infinity at a value, that value is impossible whatever the other integers are.</summary>
/// <remarks>The continuous unknowns may be in these terms too; so they are looked at at several places of those, near a
/// mode and far from it.</remarks>
internal sealed class OwnTerms
{
    private const int Places = 16;

    /// <summary>The places lie up to so far from a mode on the unconstrained scale.</summary>
    private const double MostReach = 8;

    private readonly int _n, _start, _count;
    private readonly Executor _executor;
    private readonly double[] _points, _terms;

    /// <param name="target">The log density.</param>
    /// <param name="mode">The places are around this point.</param>
    public OwnTerms(LogDensity target, double[] mode)
    {
        DrawnUnknowns drawn = target.Drawn!;
        (_n, _start, _count) = (target.Dimension, drawn.Start, drawn.Count);
        Tensor x = Tensor.Input("x", [_n], varies: true);
        Tensor[] own = target.Model!.Written.Place(x, [.. drawn.Sites.Select(s => Of(drawn, s))]);
        _executor = new Executor(ExecutionPlan.Create([x], [Tensor.Spread(Tensor.Concatenate(own))]), Places);
        (_points, _terms) = (new double[_n * Places], new double[_count * Places]);
        double[] normal = QuasiMonteCarlo.Normal(RandomKey.FromSeed(0).Fold("own terms"), Math.Max(_start, 1), Places);
        for (int i = 0; i < _start * Places; i++)
        {
            int place = i % Places;
            // The mode itself, and ever farther.
            _points[i] = mode[i / Places] + (place == 0 ? 0 : normal[i] * MostReach * Math.Pow(2, -place % 6));
        }
    }

    /// <summary>Whether each integer may have a value, as far as its own terms say.</summary>
    /// <param name="values">A value for each.</param>
    public bool[] ArePossible(ReadOnlySpan<double> values)
    {
        for (int e = 0; e < _count; e++)
        {
            _points.AsSpan((_start + e) * Places, Places).Fill(values[e]);
        }
        _executor.BindInput(0, _points);
        _executor.Run();
        _executor.CopyByDraw(0, _terms);
        // What is not a number at a place says nothing there.
        return [.. Enumerable.Range(0, _count).Select(e =>
            Array.Exists(_terms[(e * Places)..((e + 1) * Places)], static t => t > double.NegativeInfinity))];
    }

    /// <summary>The names of the terms in which an unknown comes with others, or several of its elements
    /// together.</summary>
    public static IReadOnlyList<string> Shared(DrawnUnknowns drawn, DrawnSite site) => [.. drawn.Of(site)
        .Where(a => Enumerable.Range(0, a.Elements.Size).Any(f =>
            a.Owners[site.Index]![f] != ElementOwners.None && !IsOwn(drawn, site, a, f)))
        .Select(static a => a.Name).Distinct()];

    private static bool IsOwn(DrawnUnknowns drawn, DrawnSite site, Addend addend, int element) =>
        addend.Owners[site.Index]![element] >= 0 && drawn.Sites.All(other => other.Index == site.Index
            || addend.Owners[other.Index] is not { } owners || owners[element] == ElementOwners.None);

    private static Tensor Of(DrawnUnknowns drawn, DrawnSite site)
    {
        int size = site.Unknown.Shape.Size;
        Tensor sum = Tensor.Full(0, [size]);
        foreach (Addend addend in drawn.Of(site))
        {
            int[] own = [.. Enumerable.Range(0, addend.Elements.Size).Where(f => IsOwn(drawn, site, addend, f))];
            if (own.Length > 0)
            {
                sum += Tensor.ScatterAdd(
                    Tensor.Gather(Tensor.Reshape(addend.Elements, [addend.Elements.Size]), own),
                    [.. own.Select(f => addend.Owners[site.Index]![f])], size);
            }
        }
        return sum;
    }
}
