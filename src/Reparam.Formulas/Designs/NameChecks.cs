namespace Reparam.Formulas;

/// <summary>Refuses two things whose parameters would have one name.</summary>
internal static class NameChecks
{
    public static void Distinct(IEnumerable<string> labels, Func<string, string> nameOf, string what)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var name = nameOf(label);
            if (!seen.TryAdd(name, label))
            {
                throw new UserInputException(
                    $"The {what} '{seen[name]}' and '{label}' would both be called '{name}'. Rename one in the table.");
            }
        }
    }
}
