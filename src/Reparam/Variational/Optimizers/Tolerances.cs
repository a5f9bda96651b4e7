namespace Reparam.Variational;

/// <summary>What the settings of the optimisers have in common.</summary>
internal static class Tolerances
{
    /// <summary>2⁻⁵², the distance from 1 to the next double.</summary>
    public const double MachineEpsilon = 2.220446049250313e-16;

    public static void Require(double tolerance, string name)
    {
        if (!(tolerance >= 0 && double.IsFinite(tolerance)))
        {
            throw new ArgumentOutOfRangeException(
                name, tolerance, $"{name} must be finite and not negative. Leave it unset for the default.");
        }
    }
}
