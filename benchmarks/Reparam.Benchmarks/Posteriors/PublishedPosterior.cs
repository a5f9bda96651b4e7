namespace Reparam.Benchmarks.Posteriors;

/// <summary>A model of posteriordb (Magnusson et al. 2024) with its data, written as a user would.</summary>
/// <param name="Model">The model; names of what it reports are those of the Stan program.</param>
/// <param name="Program">The Stan program in <c>benchmarks/baselines/stan</c>, whose parameters stand in the order of
/// our unknowns.</param>
/// <param name="Data">The data block of that program.</param>
internal sealed record PublishedPosterior(Model Model, string Program, IReadOnlyList<StanVariable> Data);
