namespace Reparam.Tests.Expressions;

/// <summary>Reproducible numbers for tests of deterministic laws: SplitMix64 (Steele, Lea and Flood 2014).</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>An integer in 0 ... count - 1.</summary>
    public int Integer(int count) => (int)(Next() % (ulong)count);

    /// <summary>A number in (lower, upper).</summary>
    public double Number(double lower, double upper) =>
        lower + (upper - lower) * (((Next() >> 11) + 0.5) * (1.0 / (1UL << 53)));

    /// <summary>Numbers in (lower, upper).</summary>
    public double[] Numbers(int count, double lower = -1, double upper = 1)
    {
        var numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = Number(lower, upper);
        }
        return numbers;
    }
}
