using Reparam.Distributions;

namespace Reparam;

/// <summary>A discrete unknown that was not summed out of a model: it stays an unknown of the log density, and a fit
/// draws it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prior">Its distribution.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Reason">Why it was not summed out, in words.</param>
public sealed record DrawnUnknown(string Name, Distribution Prior, Shape Shape, string Reason)
{
    /// <summary>A line such as <c>z drawn (6 elements): Factor 'pull' takes several elements together</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Name} drawn ({Shape.Size} element{(Shape.Size == 1 ? "" : "s")}): {Reason}");
}
