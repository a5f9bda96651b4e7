using Reparam.Random;

namespace Reparam.Variational;

/// <summary>q(x, z) = q(x) ∏ q(zₑ | x): a family for the continuous unknowns, and a factor for each discrete one that
/// is drawn.</summary>
/// <param name="Continuous">The family of q(x), one bijector.</param>
/// <param name="Held">The log density with the discrete unknowns held: it has the continuous ones alone.</param>
/// <param name="Factors">The factors.</param>
internal sealed record ProductFamily(VariationalFamily Continuous, LogDensity Held, IReadOnlyList<DrawnFactor> Factors)
    : VariationalFamily
{
    /// <summary>The estimator of the gradient of all factors; null for the one of each by rule.</summary>
    public DrawnEstimator? Estimator { get; init; }

    /// <summary>Of which unknowns it leaves out values that are possible together with other values of the other
    /// unknowns, and by what, in words.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>A slope for each parameter and continuous unknown is had where these are few.</summary>
    private const int MostLinked = 32, MostSlopes = 20_000;

    public override string Name => $"{Continuous.Name} with discrete factors";

    /// <summary>On how many continuous unknowns the parameters of factors depend.</summary>
    /// <param name="unknowns">The number of continuous unknowns.</param>
    /// <param name="parameters">The number of parameters without them.</param>
    public static int Linked(int unknowns, int parameters) =>
        unknowns <= MostLinked && unknowns * parameters <= MostSlopes ? unknowns : 0;

    public override int ParameterCount(LogDensity target) =>
        Continuous.ParameterCount(Held) + Factors.Sum(static f => f.ParameterCount);

    public override double[] Start(LogDensity target, RandomKey key) =>
        [.. Continuous.Start(Held, key), .. Factors.SelectMany(static f => f.Start())];

    public override IReadOnlyList<FamilyComponent> Components(Tensor parameters, LogDensity target) =>
        throw new NotSupportedException("A product with discrete factors is no bijector of noise.");

    internal override FactorPattern Pattern(LogDensity target) => Continuous.Pattern(Held);

    internal override Approximation Fitted(
        LogDensity target, Coordinates coordinates, ReadOnlySpan<double> parameters) =>
        new ProductApproximation(target, this, coordinates, parameters.ToArray());

    internal override DensityPlan LossPlan(LogDensity target, VariationalObjective objective, FactorPattern pattern) =>
        new ProductLoss(target, this, (ElboObjective)objective, pattern).Plan();
}
