using System.Collections.Immutable;

namespace Reparam.Variational;

/// <summary>All that <see cref="Adam"/> carries from step to step. Immutable; arrays compare by reference.</summary>
/// <param name="StepCount">t, the number of steps taken.</param>
/// <param name="FirstMoment">m, the exponential average of the gradient, not corrected for bias.</param>
/// <param name="SecondMoment">v, the exponential average of the squared gradient, not corrected for bias.</param>
public sealed record AdamState(
    long StepCount, ImmutableArray<double> FirstMoment, ImmutableArray<double> SecondMoment);
