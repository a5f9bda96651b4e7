using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>
/// Radon in houses (Gelman and Hill 2007) with intercepts by county, non-centred:
/// x = (alpha_raw by county, beta[1..2], mu_alpha, log sigma_alpha, log sigma_y).
/// </summary>
internal static class RadonPosterior
{
    /// <summary>Minnesota's, with the effects of the counties in standard form, or as one thinks of them.</summary>
    public static Model? Hierarchy(bool isStandard) => Create("radon_mn", isStandard)?.Model;

    public static PublishedPosterior? Create(string dataSet, bool isStandard = true)
    {
        if (PosteriorData.Read(dataSet) is not { } data)
        {
            return null;
        }
        int rows = data.Count("N"), counties = data.Count("J");
        double[] uranium = data.Numbers("log_uppm"), floor = data.Numbers("floor_measure");
        double[] radon = data.Numbers("log_radon"), countyOfRow = data.Numbers("county_idx");
        int[] index = [.. countyOfRow.Select(c => (int)c - 1)];
        Model model = Model.Define(m =>
        {
            Plate county = m.Plate("county", counties);
            Tensor? z = isStandard ? county.Sample("alpha_raw", new Normal(0, 1)) : null;
            Tensor b = m.Plate("predictor", 2).Sample("beta", new Normal(0, 10));
            Tensor mu = m.Sample("mu_alpha", new Normal(0, 10));
            Tensor spread = m.Sample("sigma_alpha", new HalfNormal(1));
            Tensor sigma = m.Sample("sigma_y", new HalfNormal(1));
            Tensor alpha = z is null ? county.Sample("alpha", new Normal(mu, spread)) : mu + spread * z;
            Tensor mean = Gather(alpha, index) + b[0] * uranium + b[1] * floor;
            m.Observe("log_radon", new Normal(mean, sigma), radon);
        });
        return new PublishedPosterior(model, "radon",
        [
            StanVariable.Integer("N", rows), StanVariable.Integer("J", counties),
            StanVariable.Integers("county", countyOfRow), StanVariable.Reals("uranium", uranium),
            StanVariable.Reals("storey", floor), StanVariable.Reals("y", radon),
        ]);
    }
}
