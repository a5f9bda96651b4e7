using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>Variables x(a, z) of a shape a &gt; 0 and normal noise z, with their slopes ∂x/∂a, as a
/// <see cref="QuantileTable{TFamily}"/> holds them.</summary>
/// <remarks>Both are to be interpolated, each in a form f with which it is <c>FromTable(f · Factor + Offset)</c>.
/// "Large" are shapes from 8 on, for which f is a function of 1/√a; below, of a.</remarks>
internal interface IQuantileFamily
{
    /// <summary>The binary exponent of the least shape that is tabulated.</summary>
    static abstract int LeastExponent { get; }

    /// <summary>The least of what <see cref="Noise"/> gives, as a multiple of
    /// <see cref="QuantileTable{TFamily}.LargestNoise"/>: −1, or 0.</summary>
    static abstract double LeastNoise { get; }

    /// <summary>The number that the polynomials are in: z, or its size.</summary>
    static abstract Vector512<double> Noise(Vector512<double> z);

    /// <summary>Terms in the noise for shapes up to one: an even number, at most
    /// <see cref="QuantileTable{TFamily}.MostTerms"/>.</summary>
    static abstract int Terms(double high, bool large);

    /// <summary>Both forms, from solving the equation.</summary>
    static abstract void Tabulate(bool large, Vector512<double> a, Vector512<double> z, out Vector512<double> value,
        out Vector512<double> slope);

    /// <summary>What the polynomial is multiplied by.</summary>
    static abstract Vector512<double> Factor(bool large, bool slope, Vector512<double> a);

    /// <summary>What is then added.</summary>
    static abstract Vector512<double> Offset(bool large, bool slope, Vector512<double> a);

    /// <summary>x, or its slope.</summary>
    static abstract Vector512<double> FromTable(bool slope, Vector512<double> value, Vector512<double> z);

    /// <summary>x, or its slope, from solving the equation.</summary>
    static abstract Vector512<double> Solve(bool slope, Vector512<double> a, Vector512<double> z);
}
