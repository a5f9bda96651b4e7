namespace Reparam.Tests.Rewriting;

/// <summary>The 2,201 people aboard the Titanic, by class, sex, age and whether they survived: Dawson (1995), "The
/// 'unusual episode' data revisited", Journal of Statistics Education 3(3), as in R's <c>Titanic</c>.</summary>
internal static class Titanic
{
    // (lost, survived) for first, second, third class, crew.
    private static readonly (double IsWoman, double IsChild, (int Lost, int Survived)[] Counts)[] Cells =
    [
        (0, 0, [(118, 57), (154, 14), (387, 75), (670, 192)]),
        (1, 0, [(4, 140), (13, 80), (89, 76), (3, 20)]),
        (0, 1, [(0, 5), (0, 11), (35, 13), (0, 0)]),
        (1, 1, [(0, 1), (0, 13), (17, 14), (0, 0)]),
    ];

    public const int Columns = 5;

    /// <summary>Second, third, crew, woman, child; one row a person.</summary>
    public static (double[] Design, double[] Survived) Rows()
    {
        var design = new List<double>();
        var survived = new List<double>();
        foreach (var (isWoman, isChild, counts) in Cells)
        {
            for (int c = 0; c < counts.Length; c++)
            {
                for (int i = 0; i < counts[c].Lost + counts[c].Survived; i++)
                {
                    design.AddRange([c == 1 ? 1 : 0, c == 2 ? 1 : 0, c == 3 ? 1 : 0, isWoman, isChild]);
                    survived.Add(i < counts[c].Lost ? 0 : 1);
                }
            }
        }
        return ([.. design], [.. survived]);
    }
}
