using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Comparison;

/// <summary>
/// Radon in houses (Gelman and Hill 2007) with intercepts by county, non-centred:
/// x = (z by county, b[1..2], mu, log sd, log sigma).
/// </summary>
internal static class RadonHierarchy
{
    public static ComparisonModel? Create(string dataSet)
    {
        if (PosteriorData.Read(dataSet) is not { } data)
        {
            return null;
        }
        int rows = data.Count("N"), counties = data.Count("J");
        double[] uranium = data.Numbers("log_uppm"), floor = data.Numbers("floor_measure");
        double[] radon = data.Numbers("log_radon"), county = data.Numbers("county_idx");
        int[] index = [.. county.Select(c => (int)c - 1)];
        Model model = Model.Define(m =>
        {
            Tensor z = m.Plate("county", counties).Sample("z", new Normal(0, 1));
            Tensor b = m.Plate("predictor", 2).Sample("b", new Normal(0, 10));
            Tensor mu = m.Sample("mu", new Normal(0, 10));
            Tensor sd = m.Sample("sd", new HalfNormal(1));
            Tensor sigma = m.Sample("sigma", new HalfNormal(1));
            Tensor mean = Gather(mu + sd * z, index) + b[0] * uranium + b[1] * floor;
            m.Observe("log_radon", new Normal(mean, sigma), radon);
        });
        return new ComparisonModel(model.LogDensity,
        [
            StanVariable.Integer("N", rows), StanVariable.Integer("J", counties),
            StanVariable.Integers("county", county), StanVariable.Reals("uranium", uranium),
            StanVariable.Reals("storey", floor), StanVariable.Reals("y", radon),
        ]);
    }
}
