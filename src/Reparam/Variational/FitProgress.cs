namespace Reparam;

/// <summary>Where a fit stands.</summary>
/// <param name="Phase">What it is doing, in a word or two.</param>
/// <param name="Evaluations">Evaluations of the log density and its gradient so far.</param>
/// <param name="Elbo">The current estimate of the bound in nats; NaN before there is one.</param>
public sealed record FitProgress(string Phase, long Evaluations, double Elbo);
