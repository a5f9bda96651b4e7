using Reparam.DifferentialEquations;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Comparison;

/// <summary>Hares and lynxes, 20 years, by the equations of Lotka and Volterra: x = log (theta[1..4], z_init[1..2],
/// sigma[1..2]).</summary>
internal static class LotkaVolterra
{
    // As many as give the accuracy of Stan's solver, which counts the error of the sensitivities too when it
    // chooses its steps: against one with tolerances of 1e-12 its value is off by 1.1e-4 at most at the points of
    // the comparison, its gradient by 2.7e-5 of the largest component.
    private const int StepsPerYear = 8;

    // Where the posterior's mass is: elsewhere the equation is stiff, and its solver takes other steps.
    private static readonly double[] Means = [0.545, 0.0277, 0.80, 0.0241, 33.9, 5.93, 0.25, 0.25];

    private static readonly double[] PriorMeans = [1, 0.05, 1, 0.05], PriorDeviations = [0.5, 0.05, 0.5, 0.05];

    public static ComparisonModel? Create() => PosteriorData.Read("hudson_lynx_hare") is not { } data
        ? null
        : new ComparisonModel(LogDensity(data, new RungeKutta4(StepsPerYear)),
            [
                StanVariable.Integer("N", data.Count("N")), StanVariable.Reals("ts", data.Numbers("ts")),
                StanVariable.Reals("y_init", data.Numbers("y_init")),
                StanVariable.Matrix("y", data.Count("N"), data.Numbers("y")),
            ],
            Typical: [.. Means.Select(v => Math.Log(v))],
            Exact: LogDensity(data, new DormandPrince(1e-12, 1e-12, 100)));

    /// <summary>How exact our solution is.</summary>
    public static string? Accuracy() => Create() is { Exact: { } exact } model
        ? FormattableString.Invariant(
            $"{StepsPerYear} steps of RungeKutta4 a year: {model.Error(model.LogDensity, exact)}")
            + "; Stan's solver: by 0.00011 and 2.7E-05"
        : null;

    private static LogDensity LogDensity(PosteriorData data, OdeMethod method)
    {
        double[] times = data.Numbers("ts"), first = data.Numbers("y_init");
        Tensor y = From(data.Numbers("y"), [times.Length, 2]);
        return Model.Define(m =>
        {
            Tensor theta = m.Plate("rate", 4).Sample("theta", new Flat(Support.Positive));
            Plate species = m.Plate("species", 2);
            Tensor start = species.Sample("z_init", new LogNormal(Math.Log(10), 1));
            Tensor sigma = species.Sample("sigma", new LogNormal(-1, 1));
            m.Factor("theta prior", new Normal(PriorMeans, PriorDeviations).LogProb(theta));
            OdeSolution solution = OrdinaryDifferentialEquation.Solve((t, z) => Stack(
                (theta[0] - theta[1] * z[1]) * z[0], (theta[3] * z[0] - theta[2]) * z[1]), start, 0, times, method);
            m.Observe("y_init", new LogNormal(Log(start), sigma), first);
            m.Observe("y", new LogNormal(Log(solution.Values), sigma), y);
        }).LogDensity;
    }
}
