namespace Reparam.Benchmarks.Comparison;

/// <summary>The models of the comparison by their keys, which are the names of the baselines' data files too.</summary>
internal static class ComparisonModels
{
    private static readonly Dictionary<string, Func<ComparisonModel?>> Makers = new(StringComparer.Ordinal)
    {
        ["eight_schools"] = EightSchools.Comparison,
        ["wells"] = WellsLogistic.Comparison,
        ["radon_mn"] = () => RadonHierarchy.Create("radon_mn"),
        ["radon_all"] = () => RadonHierarchy.Create("radon_all"),
        ["nes"] = LinearRegressions.PartyIdentification,
        ["diamonds"] = () => LinearRegressions.Diamonds(5000),
        ["diamonds_500"] = () => LinearRegressions.Diamonds(500),
        ["a9a"] = IncomeLogistic.Create,
        ["garch"] = Garch.Comparison,
        ["hmm"] = HiddenMarkov.Comparison,
        ["mixture"] = GaussianMixture.Create,
        ["arK"] = Autoregression.Create,
        ["lotka_volterra"] = LotkaVolterra.Create,
        ["gp_11"] = GaussianProcesses.Published,
        ["gp_500"] = GaussianProcesses.Simulated,
        ["flights"] = FlightsLogistic.Create,
    };

    private static readonly Dictionary<string, ComparisonModel?> Made = new(StringComparer.Ordinal);

    public static IEnumerable<string> Keys => Makers.Keys;

    /// <summary>The model, or null where its data are not beside the repository.</summary>
    public static ComparisonModel? Find(string key)
    {
        if (!Made.TryGetValue(key, out ComparisonModel? model))
        {
            Made[key] = model = Makers[key]();
        }
        return model;
    }
}
