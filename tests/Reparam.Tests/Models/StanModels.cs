using Reparam.Benchmarks.Posteriors;
using Reparam.DifferentialEquations;
using Reparam.Distributions;

namespace Reparam.Tests.Models;

/// <summary>Models of posteriordb, their unknowns in the order of the Stan program, and what Stan drops: the constants
/// of its sampling statements.</summary>
internal static class StanModels
{
    private static readonly double LogRootTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>The model.</summary>
    public static Model Create(string posterior) => posterior switch
    {
        "eight_schools-eight_schools_centered" => CentredEightSchools(),
        "wells_data-wells_dist" => Wells(),
        "radon_mn-radon_hierarchical_intercept_noncentered" => RadonPosterior.Create("radon_mn")!.Model,
        "hudson_lynx_hare-lotka_volterra" =>
            LotkaVolterraPosterior.Create(new DormandPrince(1e-11, 1e-11, 60))!.Model,
        _ => PublishedPosteriors.Find(posterior)!.Model,
    };

    /// <summary>What our log density is more than Stan's.</summary>
    public static double Dropped(string posterior) => posterior switch
    {
        "eight_schools-eight_schools_noncentered" or "eight_schools-eight_schools_centered" => -16 * LogRootTwoPi
            - EightSchoolsPosterior.StandardError.Sum(Math.Log) + NormalPrior(5) + HalfCauchyPrior(5),
        "kidiq-kidscore_momiq" => -434 * LogRootTwoPi + HalfCauchyPrior(2.5),
        "arK-arK" => -195 * LogRootTwoPi + 6 * NormalPrior(10) + HalfCauchyPrior(2.5),
        // Only the half of the prior of sigma is missing.
        "sblrc-blr" => Math.Log(2),
        // Only the priors are sampling statements.
        "radon_mn-radon_hierarchical_intercept_noncentered" =>
            -85 * LogRootTwoPi + 3 * NormalPrior(10) + 2 * HalfNormalPrior(1),
        // So here; 630 is 1 / B(5, 5).
        "low_dim_gauss_mix-low_dim_gauss_mix" => 2 * NormalPrior(2) + 2 * HalfNormalPrior(2) + Math.Log(630),
        "garch-garch11" => -200 * LogRootTwoPi,
        "gp_pois_regr-gp_regr" => -11 * LogRootTwoPi + 25 * Math.Log(4)
            - Enumerable.Range(1, 24).Sum(static k => Math.Log(k)) + HalfNormalPrior(2) + HalfNormalPrior(1),
        "hudson_lynx_hare-lotka_volterra" => LotkaVolterraConstants(),
        _ => 0,
    };

    private static Model CentredEightSchools() => Model.Define(m =>
    {
        // theta comes first in the Stan program, before mu and tau on which its prior depends: a flat site and a
        // factor.
        Tensor theta = m.Plate("school", 8).Sample("theta", new Flat(Support.Real));
        Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
        m.Factor("theta_prior", new Normal(mu, tau).LogProb(theta));
        m.Observe("y", new Normal(theta, EightSchoolsPosterior.StandardError), EightSchoolsPosterior.Effect);
    });

    private static Model Wells()
    {
        PosteriorData data = PosteriorData.Read("wells_data")!;
        return Model.Define(m =>
        {
            Tensor beta = m.Plate("coefficient", 2).Sample("beta", new Flat(Support.Real));
            m.Observe("switched", Bernoulli.FromLogits(beta[0] + beta[1] * data.Numbers("dist")),
                data.Numbers("switched"));
        });
    }

    private static double LotkaVolterraConstants()
    {
        PosteriorData data = PosteriorData.Read("hudson_lynx_hare")!;
        double[] y = [.. data.Numbers("y_init"), .. data.Numbers("y")];
        // The priors of theta are whole normal distributions here too.
        return -(y.Length + 4) * LogRootTwoPi - y.Sum(Math.Log) + 2 * NormalPrior(0.5) + 2 * NormalPrior(0.05);
    }

    private static double NormalPrior(double scale) => -LogRootTwoPi - Math.Log(scale);

    // A half-distribution is twice the whole one on its half; Stan's is the whole one, cut and not renormalised.
    private static double HalfNormalPrior(double scale) => Math.Log(2) + NormalPrior(scale);

    private static double HalfCauchyPrior(double scale) => Math.Log(2 / (Math.PI * scale));
}
