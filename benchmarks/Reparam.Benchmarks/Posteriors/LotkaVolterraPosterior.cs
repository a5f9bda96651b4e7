using Reparam.DifferentialEquations;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Posteriors;

/// <summary>Hares and lynxes, 20 years, by the equations of Lotka and Volterra: x = log (theta[1..4], z_init[1..2],
/// sigma[1..2]).</summary>
internal static class LotkaVolterraPosterior
{
    /// <summary>As many as give the accuracy of Stan's solver, which counts the error of the sensitivities too when it
    /// chooses its steps: against one with tolerances of 1e-12 its value is off by 1.1e-4 at most at the points of
    /// the comparison, its gradient by 2.7e-5 of the largest component.</summary>
    public const int StepsPerYear = 8;

    private static readonly double[] PriorMeans = [1, 0.05, 1, 0.05], PriorDeviations = [0.5, 0.05, 0.5, 0.05];

    public static PublishedPosterior? Create() => Create(new RungeKutta4(StepsPerYear));

    /// <param name="method">The solver.</param>
    /// <param name="units">Of theta and of z_init: the unknowns are multiples of these, and the search for the mode
    /// starts from them. One each where there are none.</param>
    public static PublishedPosterior? Create(OdeMethod method, (double[] Rates, double[] Starts)? units = null) =>
        PosteriorData.Read("hudson_lynx_hare") is { } data
            ? new PublishedPosterior(Model(data, method, units ?? ([1, 1, 1, 1], [1, 1])), "lotka_volterra",
                [
                    StanVariable.Integer("N", data.Count("N")), StanVariable.Reals("ts", data.Numbers("ts")),
                    StanVariable.Reals("y_init", data.Numbers("y_init")),
                    StanVariable.Matrix("y", data.Count("N"), data.Numbers("y")),
                ])
            : null;

    private static Model Model(PosteriorData data, OdeMethod method, (double[] Rates, double[] Starts) units)
    {
        double[] times = data.Numbers("ts"), first = data.Numbers("y_init");
        Tensor y = From(data.Numbers("y"), [times.Length, 2]);
        return Reparam.Model.Define(m =>
        {
            Plate species = m.Plate("species", 2);
            Tensor theta = Scaled("theta", units.Rates, m.Plate("rate", 4), new Flat(Support.Positive));
            Tensor start = Scaled(
                "z_init", units.Starts, species, new LogNormal(Log(10 / (Tensor)units.Starts), 1));
            Tensor sigma = species.Sample("sigma", new LogNormal(-1, 1));
            m.Factor("theta prior", new Normal(PriorMeans, PriorDeviations).LogProb(theta));
            OdeSolution solution = OrdinaryDifferentialEquation.Solve((t, z) => Stack(
                (theta[0] - theta[1] * z[1]) * z[0], (theta[3] * z[0] - theta[2]) * z[1]), start, 0, times, method);
            m.Observe("y_init", new LogNormal(Log(start), sigma), first);
            m.Observe("y", new LogNormal(Log(solution.Values), sigma), y);

            Tensor Scaled(string name, double[] unit, Plate plate, Distribution prior) => unit.All(u => u == 1)
                ? plate.Sample(name, prior)
                : m.Report(name, unit * plate.Sample(name + "_units", prior));
        });
    }
}
