namespace Reparam.Formulas.Tests;

/// <summary>Small tables for tests.</summary>
internal static class Tables
{
    /// <summary>Reads CSV text through a file named t.csv; a semicolon stands for a line break.</summary>
    public static DataTable Csv(string text)
    {
        using var folder = new TemporaryFolder();
        return DataTable.ReadCsv(folder.Write("t.csv", text.Replace(';', '\n')));
    }

    public static Design Design(string formula, Family family, string csv) =>
        Formulas.Design.Create(Formula.Parse(formula), family, Csv(csv));

    public static string MessageOf<TException>(Action action)
        where TException : Exception => Assert.Throws<TException>(action).Message.ReplaceLineEndings("\n");
}
