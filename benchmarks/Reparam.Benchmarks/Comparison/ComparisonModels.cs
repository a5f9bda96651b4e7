using Reparam.Benchmarks.Posteriors;

namespace Reparam.Benchmarks.Comparison;

/// <summary>The models of the comparison by their keys, which are the names of the baselines' data files too.</summary>
internal static class ComparisonModels
{
    private static readonly Dictionary<string, Func<ComparisonModel?>> Makers = new(StringComparer.Ordinal)
    {
        ["eight_schools"] = () => Of(EightSchoolsPosterior.Create()),
        ["wells"] = WellsLogistic.Comparison,
        ["radon_mn"] = () => Of(RadonPosterior.Create("radon_mn")),
        ["radon_all"] = () => Of(RadonPosterior.Create("radon_all")),
        ["nes"] = () => Of(RegressionPosteriors.PartyIdentification()),
        ["diamonds"] = () => Of(DiamondsPosterior.Create()),
        ["diamonds_500"] = () => Of(DiamondsPosterior.Create(500)),
        ["a9a"] = IncomeLogistic.Create,
        ["garch"] = () => Of(GarchPosterior.Create()),
        ["hmm"] = () => Of(HiddenMarkovPosterior.Create()),
        ["mixture"] = () => Of(MixturePosterior.Create()),
        ["arK"] = () => Of(AutoregressivePosterior.Create()),
        ["lotka_volterra"] = LotkaVolterra.Create,
        ["gp_11"] = () => Of(GaussianProcessPosterior.Create()),
        ["gp_500"] = () => Of(SimulatedProcess.Create()),
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

    private static ComparisonModel? Of(PublishedPosterior? posterior) =>
        posterior is null ? null : new ComparisonModel(posterior.Model.LogDensity, posterior.Data);
}
