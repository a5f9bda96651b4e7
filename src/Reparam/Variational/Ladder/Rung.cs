namespace Reparam;

/// <summary>One step of a fit: an approximation, how good it is, and what it cost.</summary>
/// <param name="Approximation">The family, and what was made of it.</param>
/// <param name="Elbo">The evidence lower bound of the approximation in nats, over fresh draws.</param>
/// <param name="ElboStandardError">The standard error of <paramref name="Elbo"/>.</param>
/// <param name="ParetoShape">k-hat of the draws that the step ends with.</param>
/// <param name="EffectiveSampleSize">How many independent draws they are worth.</param>
/// <param name="Evaluations">Evaluations of the log density with its gradient that the step took.</param>
public sealed record Rung(string Approximation, double Elbo, double ElboStandardError, double ParetoShape,
    double EffectiveSampleSize, long Evaluations);
