using System.Globalization;
using System.Text;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>unconstrained.csv: the posterior draws in the coordinates of the fit, from which later commands go on. A
/// column for each unconstrained number of the model, under the name of its site and its place from 1; every digit is
/// kept.</summary>
internal static class UnconstrainedCsv
{
    public const string FileName = "unconstrained.csv";

    /// <summary>The file's text.</summary>
    public static string Text(ModelDraws draws)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', Names(draws.Model).Select(Csv.Text)).Append('\n');
        double[,] values = draws.Unconstrained();
        for (int d = 0; d < values.GetLength(0); d++)
        {
            for (int i = 0; i < values.GetLength(1); i++)
            {
                text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{values[d, i]:R}");
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The draws in a text.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="model">The model that they should be of.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="UserInputException">They are of another model.</exception>
    public static double[,] Read(string text, Model model, string path)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string header = string.Join(',', Names(model).Select(Csv.Text));
        if (lines.Length < 2 || lines[0] != header)
        {
            throw new UserInputException(
                $"{path} has draws of other unknowns than the model has: the model was written otherwise by the "
                    + $"version that fitted it. This is {ProgramVersion.Text}; fit again.");
        }
        int columns = model.LogDensity.Dimension;
        var values = new double[lines.Length - 1, columns];
        for (int d = 0; d < lines.Length - 1; d++)
        {
            string[] cells = lines[d + 1].Split(',');
            for (int i = 0; i < columns; i++)
            {
                if (cells.Length != columns || !double.TryParse(
                    cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[d, i]))
                {
                    throw new UserInputException(FormattableString.Invariant(
                        $"{path}, line {d + 2} is no row of {columns} numbers. Fit again."));
                }
            }
        }
        return values;
    }

    private static IEnumerable<string> Names(Model model) => model.Sites.SelectMany(site =>
        Enumerable.Range(1, site.UnconstrainedShape.Size)
            .Select(i => FormattableString.Invariant($"{site.Name}[{i}]")));
}
