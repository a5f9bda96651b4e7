namespace Reparam.Cli.Tests;

/// <summary>Small tables on which fits take milliseconds.</summary>
internal static class TestData
{
    public const string Line = "y,x;1.2,1;1.9,2;3.1,3;4.2,4;4.8,5;6.1,6;7.3,7;7.9,8";

    /// <summary>Four groups of four, with a comma in the name of one.</summary>
    public const string Groups =
        "y,x,g;1.2,1,a;1.9,2,a;3.1,3,a;4.2,4,a;0.3,1,\"b,c\";1.1,2,\"b,c\";2.4,3,\"b,c\";2.9,4,\"b,c\";"
        + "2.2,1,d;3.3,2,d;4.1,3,d;5.2,4,d;1.3,1,e;2.4,2,e;2.9,3,e;4.1,4,e";

    /// <summary>25 groups of two.</summary>
    public static string ManyGroups { get; } =
        "y,g;" + string.Join(
            ';', Enumerable.Range(0, 50).Select(i => FormattableString.Invariant($"{i % 7 + i % 5 * 0.5},g{i / 2}")));

    /// <summary>Two predictors that are nearly one, so that their coefficients hang together.</summary>
    public static string Collinear { get; } = "y,x,z;" + string.Join(';', Enumerable.Range(0, 30).Select(i =>
        FormattableString.Invariant($"{Math.Sin(i) + 0.5 * Math.Sin(7.3 * i)},{Math.Sin(i)},")
            + FormattableString.Invariant($"{Math.Sin(i) + 0.05 * Math.Cos(3 * i)}")));

    /// <summary>A bernoulli response y of 6000 rows with predictors x and z and groups g, on which a fit takes a second
    /// or two; in lines.</summary>
    public static string ManyRows { get; } = "y,x,z,g\n" + string.Join('\n', Enumerable.Range(0, 6000).Select(i =>
        FormattableString.Invariant($"{(Math.Sin(i * 1.7) + 0.5 * Math.Sin(i) > 0 ? 1 : 0)},{Math.Sin(i):R},")
            + FormattableString.Invariant($"{Math.Sin(0.37 * i):R},{i % 40}"))) + "\n";
}
