using Reparam.Benchmarks.Posteriors;
using Reparam.DifferentialEquations;

namespace Reparam.Benchmarks.Comparison;

/// <summary>The hares and lynxes, and how exactly their equation is solved.</summary>
internal static class LotkaVolterra
{
    // Where the posterior's mass is: elsewhere the equation is stiff, and its solver takes other steps.
    private static readonly double[] Means = [0.545, 0.0277, 0.80, 0.0241, 33.9, 5.93, 0.25, 0.25];

    public static ComparisonModel? Create() => LotkaVolterraPosterior.Create() is { } posterior
        ? new ComparisonModel(posterior.Model.LogDensity, posterior.Data, Typical: [.. Means.Select(v => Math.Log(v))],
            Exact: LotkaVolterraPosterior.Create(new DormandPrince(1e-12, 1e-12, 100))!.Model.LogDensity)
        : null;

    /// <summary>How exact our solution is.</summary>
    public static string? Accuracy() => Create() is { Exact: { } exact } model
        ? FormattableString.Invariant(
            $"{LotkaVolterraPosterior.StepsPerYear} steps of RungeKutta4 a year: ")
            + model.Error(model.LogDensity, exact) + "; Stan's solver: by 0.00011 and 2.7E-05"
        : null;
}
