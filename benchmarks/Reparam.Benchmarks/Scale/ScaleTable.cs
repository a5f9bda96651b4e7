namespace Reparam.Benchmarks.Scale;

/// <summary>The tables of <c>scale</c>: many rows, many groups, many unknowns.</summary>
internal static class ScaleTable
{
    private static readonly string[] Rules = ["fixed draws", "fresh draws"];

    /// <param name="names">flights, insteval, election, the last also as election=N with N responses; all where there
    /// are none.</param>
    /// <param name="output">Where the tables go.</param>
    public static int Print(string[] names, TextWriter output)
    {
        foreach (string name in names.Length == 0 ? ["flights", "insteval", "election"] : names)
        {
            switch (name.Split('=')[0])
            {
                case "flights":
                    FlightsScale.Print(output, name.Contains('=') ? name.Split('=')[1].Split(';') : Rules);
                    break;
                case "insteval":
                    RatingsScale.Print(output,
                        name.Contains('=') ? name.Split('=')[1].Split(';')
                            : ["mean-field, 128 draws", "mean-field", "default"]);
                    break;
                case "election":
                    ElectionScale.Print(output, name.Contains('=')
                        ? int.Parse(name.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture) : 0);
                    break;
                default:
                    output.WriteLine($"There is no '{name}'. Known: flights, insteval, election.");
                    return 2;
            }
        }
        return 0;
    }
}
