namespace Reparam;

/// <summary>How smooth an operation is in its operands: what decides whether the gradient of an expectation may be
/// taken inside it.</summary>
public enum Regularity
{
    /// <summary>Continuously differentiable wherever it is defined.</summary>
    Smooth,

    /// <summary>Continuous, and differentiable but on a set of measure zero (absolute value, maximum).</summary>
    PiecewiseSmooth,

    /// <summary>Jumps: its derivative is zero almost everywhere and says nothing (comparison, sign, floor).</summary>
    Discontinuous,
}
