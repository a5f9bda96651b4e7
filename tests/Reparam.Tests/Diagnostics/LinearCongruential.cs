namespace Reparam.Tests.Diagnostics;

/// <summary>Reproducible noise for tests that must not depend on the library's own: Knuth's MMIX generator.</summary>
internal static class LinearCongruential
{
    public static double Uniform(ref ulong state)
    {
        state = unchecked((state * 6364136223846793005UL) + 1442695040888963407UL);
        return ((state >> 11) + 0.5) * (1.0 / (1UL << 53));
    }

    public static double Normal(ref ulong state)
    {
        double radius = Math.Sqrt(-2 * Math.Log(Uniform(ref state)));
        return radius * Math.Cos(2 * Math.PI * Uniform(ref state));
    }
}
