namespace Reparam;

/// <summary>
/// Which unknowns stand outside all plates, and which belong to one element of a plate: given the former, the elements
/// of a plate are independent as far as the model's plates tell.
/// </summary>
/// <param name="Dimension">n.</param>
/// <param name="Globals">The places of the unknowns outside all plates, in ascending order.</param>
/// <param name="Plates">The plates with their unknowns; no unknown is in two.</param>
internal sealed record UnknownStructure(int Dimension, int[] Globals, IReadOnlyList<PlateUnknowns> Plates)
{
    /// <summary>The most unknowns of an element of a plate into which nested plates are put whole: an element's
    /// unknowns have a full covariance.</summary>
    private const int MostTogether = 64;

    /// <summary>The most elements of the other axes of a site beside which the longest one says what belongs together,
    /// as for a few effects of each of many levels.</summary>
    private const int MostBeside = 16;

    /// <summary>Without plates: all unknowns are global.</summary>
    public static UnknownStructure None(int dimension) => new(dimension, [.. Enumerable.Range(0, dimension)], []);

    /// <summary>The structure that the plates of sites tell.</summary>
    /// <remarks>
    /// An element of a plate takes the unknowns of all sites in it, those in plates nested within it too where they are
    /// at most <see cref="MostTogether"/>. Where nothing stands in the outer plates by itself, their axes have no
    /// order; the longest one is then taken as the plate if the others are short, and otherwise each combination of
    /// elements is an element. Plates of one name and size are one.
    /// </remarks>
    public static UnknownStructure Of(IReadOnlyList<Site> sites)
    {
        var own = sites.Select(s => Path(s.Plates, s.Plates.Count)).ToHashSet(StringComparer.Ordinal);
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Site site in sites.Where(s => s.Plates.Count > 0))
        {
            string outer = Path(site.Plates, Outermost(site, own));
            sizes[outer] = sizes.GetValueOrDefault(outer)
                + site.UnconstrainedShape.Size / Count(site.Plates.Take(Outermost(site, own)));
        }
        var globals = new List<int>();
        var plates = new Dictionary<string, (int Count, List<(int Element, int Place)> Places)>(StringComparer.Ordinal);
        int start = 0;
        foreach (Site site in sites)
        {
            int size = site.UnconstrainedShape.Size;
            if (site.Plates.Count == 0)
            {
                globals.AddRange(Enumerable.Range(start, size));
            }
            else
            {
                var (name, count, element) = Elements(site, own, sizes);
                if (!plates.TryGetValue(name, out var plate))
                {
                    plates[name] = plate = (count, []);
                }
                for (int e = 0; e < size; e++)
                {
                    plate.Places.Add((element(e), start + e));
                }
            }
            start += size;
        }
        return new UnknownStructure(start, [.. globals], [.. plates.Select(p => new PlateUnknowns(
            p.Key, p.Value.Places.Count / p.Value.Count,
            [.. p.Value.Places.OrderBy(q => q.Element).ThenBy(q => q.Place).Select(q => q.Place)]))]);
    }

    /// <summary>The same unknowns with the plates of fewest unknowns among the globals, all but the largest plate, as
    /// long as there are not more globals than given: elements of different plates need not be independent of each
    /// other. One unknown at least is global.</summary>
    public UnknownStructure WithSmallPlatesGlobal(int mostGlobals)
    {
        List<int> globals = [.. Globals];
        List<PlateUnknowns> plates = [.. Plates.OrderBy(p => p.Places.Length)];
        while (plates.Count > 1 && globals.Count + plates[0].Places.Length <= mostGlobals)
        {
            globals.AddRange(plates[0].Places);
            plates.RemoveAt(0);
        }
        if (globals.Count == 0)
        {
            PlateUnknowns first = plates[0];
            globals.AddRange(first.Places[..first.Size]);
            plates[0] = first with { Places = first.Places[first.Size..] };
            plates.RemoveAll(p => p.Places.Length == 0);
        }
        globals.Sort();
        return new UnknownStructure(Dimension, [.. globals], plates);
    }

    /// <summary>The element of a plate that each unknown of a site belongs to.</summary>
    private static (string Name, int Count, Func<int, int> Element) Elements(
        Site site, HashSet<string> own, Dictionary<string, int> sizes)
    {
        IReadOnlyList<PlateAxis> axes = site.Plates;
        int size = site.UnconstrainedShape.Size, depth = Outermost(site, own);
        if (depth < axes.Count && sizes[Path(axes, depth)] <= MostTogether)
        {
            return Whole(depth);
        }
        int longest = Enumerable.Range(0, axes.Count).MaxBy(a => axes[a].Size), all = Count(axes);
        if (axes.Count == 1 || depth < axes.Count || all / axes[longest].Size > MostBeside)
        {
            return Whole(axes.Count);
        }
        int within = size / Count(axes.Take(longest + 1));
        return (Path([axes[longest]], 1), axes[longest].Size, e => e / within % axes[longest].Size);

        (string, int, Func<int, int>) Whole(int d)
        {
            int count = Count(axes.Take(d));
            return (Path(axes, d), count, e => e / (size / count));
        }
    }

    /// <summary>The number of outer axes of a site that another site has, or has too, as its whole.</summary>
    private static int Outermost(Site site, HashSet<string> own) =>
        Enumerable.Range(1, site.Plates.Count).First(depth => own.Contains(Path(site.Plates, depth)));

    private static int Count(IEnumerable<PlateAxis> axes) => axes.Aggregate(1, (product, axis) => product * axis.Size);

    private static string Path(IReadOnlyList<PlateAxis> axes, int depth) =>
        string.Join('/', axes.Take(depth).Select(a => FormattableString.Invariant($"{a.Name}[{a.Size}]")));
}

/// <summary>The unknowns of a plate.</summary>
/// <param name="Name">What is repeated, with its size.</param>
/// <param name="Size">d, the number of unknowns of an element.</param>
/// <param name="Places">Their places among all unknowns, element after element.</param>
internal sealed record PlateUnknowns(string Name, int Size, int[] Places)
{
    /// <summary>The number of elements.</summary>
    public int Count => Places.Length / Size;
}

/// <summary>One axis of nested plates.</summary>
/// <param name="Name">What is repeated.</param>
/// <param name="Size">How often.</param>
internal readonly record struct PlateAxis(string Name, int Size);
