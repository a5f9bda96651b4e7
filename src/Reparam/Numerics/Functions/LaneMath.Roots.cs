using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

/// <summary>An increasing function of one number with its slope, for eight at once.</summary>
internal interface IIncreasingLanes
{
    void Invoke(Vector512<double> x, out Vector512<double> value, out Vector512<double> slope);
}

internal static partial class LaneMath
{
    private const int MostSteps = 200;

    /// <summary>The roots of eight increasing functions by Newton's method, with bisection where a step would leave
    /// what is known to hold the root.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">Where to start; brought between the ends.</param>
    /// <param name="lower">Not above the root.</param>
    /// <param name="upper">Not below the root.</param>
    /// <param name="size">A size of the root below which its error need not be relative.</param>
    private static Vector512<double> Root<TFunction>(
        in TFunction function, Vector512<double> x, Vector512<double> lower, Vector512<double> upper,
        Vector512<double> size)
        where TFunction : struct, IIncreasingLanes
    {
        x = Min(Max(x, lower), upper);
        Vector512<double> settled = Zero;
        for (int step = 0; step < MostSteps; step++)
        {
            function.Invoke(x, out Vector512<double> value, out Vector512<double> slope);
            lower = ConditionalSelect(LessThan(value, Zero), x, lower);
            upper = ConditionalSelect(GreaterThan(value, Zero), x, upper);
            Vector512<double> next = x - value / slope;
            // A step that is not a number is not inside, either.
            Vector512<double> inside = GreaterThanOrEqual(next, lower) & LessThanOrEqual(next, upper);
            next = ConditionalSelect(inside, next, Create(0.5) * (lower + upper));
            next = ConditionalSelect(Vector512.Equals(value, Zero), x, next);
            // What has settled stays, or its bits would depend on its neighbours.
            next = ConditionalSelect(settled, x, next);
            // As the number of right digits doubles with each step of Newton's method, after one so small all are.
            settled |= (inside & LessThanOrEqual(Abs(next - x), Create(1e-9) * (Abs(next) + size)))
                | ~Vector512.Equals(next, next);
            x = next;
            if (settled.AsInt64() == Vector512<long>.AllBitsSet)
            {
                break;
            }
        }
        return x;
    }

    /// <summary>Φ⁻¹(p) of each of eight probabilities.</summary>
    private static Vector512<double> NormalQuantiles(Vector512<double> p)
    {
        Vector512<double> result = p;
        for (int lane = 0; lane < 8; lane++)
        {
            result = result.WithElement(lane, p[lane] is >= 0 and <= 1 ? NormalQuantile.Evaluate(p[lane]) : double.NaN);
        }
        return result;
    }
}
