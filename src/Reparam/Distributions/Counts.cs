using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>What distributions of integers from 0 on have in common.</summary>
internal static class Counts
{
    // Up to here log y! and y log λ leave 1e-12 of a log probability when they cancel.
    private const double GreatestPlain = 1000;

    /// <summary>Whether values are numbers so small that the plain formula of a density, in which what belongs to the
    /// data alone is computed once, loses no digits to cancellation.</summary>
    public static bool ArePlain(params ReadOnlySpan<Tensor> values)
    {
        foreach (Tensor value in values)
        {
            if (value.Attributes is not ConstantAttributes constant || !constant.Values.All(v => v <= GreatestPlain))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>A function of the integer below x, or what it is below 0.</summary>
    public static Tensor AtInteger(Tensor x, double below, Func<Tensor, Tensor> function)
    {
        Tensor integer = Floor(x);
        return Select(integer < 0, below, function(Maximum(integer, 0)));
    }
}
