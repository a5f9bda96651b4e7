using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>One function of <see cref="LaneMath"/> and what is promised of it.</summary>
/// <param name="Apply">The function.</param>
/// <param name="Ulps">Greatest error in units in the last place of the exact value.</param>
/// <param name="ZeroOnTheLeft">
/// Greatest error for negative arguments relative to max(1, |value|), where the function has zeros that are not kept;
/// null where the promise in ulps holds there, too.
/// </param>
/// <param name="Bits">Checksum of the results' bits, see <see cref="LaneMathBitsTests"/>.</param>
public sealed record LaneFunction(
    Func<Vector512<double>, Vector512<double>> Apply, double Ulps, ulong Bits, double? ZeroOnTheLeft = null)
{
    public static IReadOnlyDictionary<string, LaneFunction> All { get; } = new Dictionary<string, LaneFunction>
    {
        ["Exp"] = new(LaneMath.Exp, 1.1, 0x25b4be1b2fb259e7),
        ["Expm1"] = new(LaneMath.Expm1, 2.0, 0x6a213905a76fc250),
        ["Log"] = new(LaneMath.Log, 0.8, 0x061a21eb87ec8932),
        ["Log1p"] = new(LaneMath.Log1p, 1.2, 0x3fc62b3af0a55bc1),
        ["Tanh"] = new(LaneMath.Tanh, 2.6, 0x994d0082a0adcc0e),
        ["Sigmoid"] = new(LaneMath.Sigmoid, 2.0, 0x941b97d6a4436433),
        ["Softplus"] = new(LaneMath.Softplus, 1.6, 0x635489f3ee2bd496),
        ["Sin"] = new(LaneMath.Sin, 0.8, 0xf3d6502944d754c8),
        ["Cos"] = new(LaneMath.Cos, 0.8, 0x342e08316341fba5),
        ["Atan"] = new(LaneMath.Atan, 1.8, 0xaab9c74e8b7ccd04),
        ["Erf"] = new(LaneMath.Erf, 1.2, 0x92b3394594cea2b3),
        ["Erfcx"] = new(LaneMath.Erfcx, 3.5, 0xe43e835ec5754dcb),
        ["NormalCdf"] = new(LaneMath.NormalCdf, 4.5, 0x9961c0e2aa44aa41),
        ["LogNormalCdf"] = new(LaneMath.LogNormalCdf, 4.5, 0x91ebbef2029956dc),
        ["LogGamma"] = new(LaneMath.LogGamma, 4.0, 0x64872cb31fc28012, ZeroOnTheLeft: 1.5e-15),
        ["Digamma"] = new(LaneMath.Digamma, 4.0, 0xe5c595e89ae2ea93, ZeroOnTheLeft: 1.5e-15),
        ["Trigamma"] = new(LaneMath.Trigamma, 5.0, 0xe7fd5db0db5f678c),
        ["Tetragamma"] = new(x => LaneMath.Polygamma(2, x), 5.0, 0xa768b827a9b62770),
        ["Polygamma5"] = new(x => LaneMath.Polygamma(5, x), 6.5, 0x029c891cae96ce9d),
        ["Polygamma40"] = new(x => LaneMath.Polygamma(40, x), 20.0, 0x99599ca74f3f6737),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>The function of one number, in every lane.</summary>
    public double At(double x) => Apply(Vector512.Create(x)).ToScalar();
}
