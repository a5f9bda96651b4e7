namespace Reparam.Benchmarks.Posteriors;

/// <summary>The posteriors by the names of posteriordb.</summary>
internal static class PublishedPosteriors
{
    private static readonly Dictionary<string, Func<PublishedPosterior?>> Makers = new(StringComparer.Ordinal)
    {
        ["eight_schools-eight_schools_noncentered"] = EightSchoolsPosterior.Create,
        ["arK-arK"] = AutoregressivePosterior.Create,
        ["arma-arma11"] = MovingAveragePosterior.Create,
        ["diamonds-diamonds"] = () => DiamondsPosterior.Create(),
        ["earnings-earn_height"] = RegressionPosteriors.Earnings,
        ["earnings-logearn_interaction_z"] = RegressionPosteriors.LogEarnings,
        ["garch-garch11"] = GarchPosterior.Create,
        ["gp_pois_regr-gp_regr"] = GaussianProcessPosterior.Create,
        ["hmm_example-hmm_example"] = HiddenMarkovPosterior.Create,
        ["hudson_lynx_hare-lotka_volterra"] = LotkaVolterraPosterior.Create,
        ["kidiq-kidscore_momhs"] = () => RegressionPosteriors.Score("mom_hs"),
        ["kidiq-kidscore_momiq"] = () => RegressionPosteriors.Score("mom_iq"),
        ["kidiq-kidscore_momhsiq"] = () => RegressionPosteriors.Score("mom_hs", "mom_iq"),
        ["kidiq-kidscore_interaction"] = () => RegressionPosteriors.Score("mom_hs", "mom_iq", "mom_hs:mom_iq"),
        ["low_dim_gauss_mix-low_dim_gauss_mix"] = MixturePosterior.Create,
        ["mesquite-logmesquite_logvash"] = RegressionPosteriors.LogMesquite,
        ["mesquite-mesquite"] = RegressionPosteriors.Mesquite,
        ["nes1992-nes"] = RegressionPosteriors.PartyIdentification,
        ["sblrc-blr"] = RegressionPosteriors.Synthetic,
    };

    /// <summary>Those with reference draws.</summary>
    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>The posterior, or null where its data are not beside the repository.</summary>
    public static PublishedPosterior? Find(string name) => Makers[name]();
}
