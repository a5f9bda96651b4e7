using System.Globalization;

namespace Reparam.Gradients;

/// <summary>The chosen estimator beside another one.</summary>
/// <param name="Against">The other one.</param>
/// <param name="Deviation">The greatest difference of a number of the gradient, in standard errors of the difference;
/// NaN where they could not be compared.</param>
/// <param name="Parameter">The place of that number.</param>
/// <param name="Compared">How many numbers were compared.</param>
public sealed record AuditCheck(string Against, double Deviation, int Parameter, int Compared)
{
    /// <summary>Beyond this many standard errors estimators disagree: by chance once in a million numbers where errors
    /// are normal; those of a score function have heavier tails.</summary>
    public const double Allowed = 5;

    /// <summary>The estimate by the other one, or null where there is none.</summary>
    public GradientEstimate? Estimate { get; init; }

    /// <summary>Why they could not be compared, or null.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Whether they agree, or could not be compared.</summary>
    public bool Agrees => Obstacle is not null || Deviation <= Allowed;

    /// <summary>One line.</summary>
    public override string ToString() => Obstacle is not null ? $"  {Against}: not compared: {Obstacle}"
        : string.Create(CultureInfo.InvariantCulture, $"  {Against}: {(Agrees ? "agrees" : "DISAGREES")}, at most " +
            $"{Deviation:F1} standard errors apart (at[{Parameter}], of {Compared} compared)");
}
