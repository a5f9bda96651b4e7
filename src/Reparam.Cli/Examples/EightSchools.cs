using Reparam.Distributions;

namespace Reparam.Cli;

/// <summary>
/// Eight parallel experiments on coaching for the SAT-V (Rubin 1981, "Estimation in parallel randomized experiments",
/// table 1): the estimated effect in each school and its standard error, with the priors of Gelman et al. (2013),
/// section 5.5, as stated in posteriordb. Non-centred: theta = mu + tau z with z standard normal, so that the
/// approximation does not meet the funnel of theta and tau.
/// </summary>
internal static class EightSchools
{
    public const string Name = "eight-schools";

    /// <summary>The schools in the order of theta[1], ..., theta[8], with effect and standard error in points of the
    /// test.</summary>
    private static readonly (string School, double Effect, double StandardError)[] Schools =
        [("A", 28, 15), ("B", 8, 10), ("C", -3, 16), ("D", 7, 11), ("E", -1, 9), ("F", 1, 11), ("G", 18, 10),
            ("H", 12, 18)];

    public static FitProblem Problem() => new()
    {
        Model = Model.Define(m =>
        {
            Tensor sigma = m.Data("sigma", Schools.Select(s => s.StandardError).ToArray());
            Tensor y = m.Data("y", Schools.Select(s => s.Effect).ToArray());
            Plate schools = m.Plate("school", Schools.Length);
            Tensor mu = m.Sample("mu", new Normal(0, 5));
            Tensor tau = m.Sample("tau", new HalfCauchy(5));
            Tensor z = schools.Sample("theta_trans", new Normal(0, 1));
            m.Hide("theta_trans");
            Tensor theta = m.Report("theta", mu + tau * z);
            schools.Observe("effect", new Normal(theta, sigma), y);
        }),
        Example = Name,
        Description =
        [
            "eight schools, non-centred (Rubin 1981): effects of coaching in schools A to H",
            "y[j] ~ normal(theta[j], sigma[j]), theta[j] = mu + tau z[j], z[j] ~ normal(0, 1)",
        ],
        Priors = [Prior("mu", "normal(0, 5)"), Prior("tau", "half_cauchy(0, 5)")],
        Rows = Schools.Length,
        DataHash = () => Reparam.Cli.DataHash.OfText(
            "school,y,sigma\n" + string.Concat(Schools.Select(s =>
                FormattableString.Invariant($"{s.School},{s.Effect},{s.StandardError}\n")))),
    };

    private static StatedPrior Prior(string parameter, string distribution) =>
        new(parameter, distribution, distribution, IsDefault: false);
}
