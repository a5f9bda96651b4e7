namespace Reparam.Formulas;

/// <summary>A factor of terms on the rows in use: numbers, or levels in ordinal string order.</summary>
/// <param name="Label">Its name as in R: "x", "log(x)".</param>
/// <param name="Values">The numbers, or for each row the index of its level.</param>
/// <param name="Levels">The levels; null for numbers.</param>
internal sealed record Variable(string Label, double[] Values, string[]? Levels)
{
    public bool IsCategorical => Levels is not null;

    public static Variable Categories(string label, string[] categories)
    {
        string[] levels = [.. categories.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var places = levels.Index()
            .ToDictionary(level => level.Item, level => (double)level.Index, StringComparer.Ordinal);
        return new(label, Array.ConvertAll(categories, category => places[category]), levels);
    }
}
