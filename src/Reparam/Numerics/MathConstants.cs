namespace Reparam.Numerics;

/// <summary>Logarithms and numbers that formulas of densities contain, rounded from 22 digits: a logarithm that is
/// taken when the program starts differs in its last bit between platforms.</summary>
internal static class MathConstants
{
    /// <summary>log 2.</summary>
    public const double LogTwo = 0.6931471805599453094172;

    /// <summary>log π.</summary>
    public const double LogPi = 1.144729885849400174143;

    /// <summary>log (π / 2).</summary>
    public const double LogHalfPi = 0.4515827052894548647262;

    /// <summary>log 2π.</summary>
    public const double LogTwoPi = 1.837877066409345483561;

    /// <summary>½ log 2π, of a normal density.</summary>
    public const double HalfLogTwoPi = 0.9189385332046727417803;

    /// <summary>log 4π.</summary>
    public const double LogFourPi = 2.531024246969290792978;

    /// <summary>Euler's constant γ: the limit of 1 + 1/2 + ... + 1/n - log n.</summary>
    public const double EulerGamma = 0.5772156649015328606065;
}
