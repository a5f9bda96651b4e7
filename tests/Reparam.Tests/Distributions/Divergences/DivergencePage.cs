using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

/// <summary>The table of docs/divergences.md.</summary>
internal static class DivergencePage
{
    /// <summary>A row for each p: the types of q with a formula, conditions as in the list below the table, and those
    /// that are infinitely far.</summary>
    public static string Table() => string.Join('\n',
        KullbackLeibler.Pairs.Where(static pair => pair.P.Assembly == typeof(KullbackLeibler).Assembly)
            .Where(static pair => pair.Q.Assembly == typeof(KullbackLeibler).Assembly)
            .GroupBy(static pair => pair.P)
            .Select(static group =>
            {
                string[] formula = [.. group.Where(static pair => !KullbackLeibler.IsAlwaysInfinite(pair.P, pair.Q))
                    .Select(static pair => Name(pair.P, pair.Q))];
                string[] infinite = [.. group.Where(static pair => KullbackLeibler.IsAlwaysInfinite(pair.P, pair.Q))
                    .Select(static pair => pair.Q.Name)];
                return $"| {group.Key.Name} | {string.Join(", ", formula)} | {string.Join(", ", infinite)} |";
            })
            .Prepend("| --- | --- | --- |").Prepend("| p | q with a formula | q at +∞ always |"));

    private static string Name(Type p, Type q) =>
        q.Name + (KullbackLeibler.Condition(p, q) is { } condition ? $" ({condition})" : "");
}
