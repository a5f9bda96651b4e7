using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Diagnostics;

/// <summary>The conditions that weights and weighted values must meet, and the words that say so.</summary>
internal static class WeightChecks
{
    public static double PositiveTotal(ReadOnlySpan<double> weights, string name)
    {
        var total = new CompensatedSum();
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{name}[{i}] = {weights[i]}. A weight must be finite and not ") +
                    "negative. Exponentiate log weights after subtracting their LogSumExp.",
                    name);
            }

            total.Add(weights[i]);
        }

        if (!(total.Value > 0 && double.IsFinite(total.Value)))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The {weights.Length} values of {name} sum to {total.Value}. ") +
                "The sum must be positive and finite. Normalise the weights in the log domain first.",
                name);
        }

        return total.Value;
    }

    public static void SameLength(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        if (values.Length != weights.Length)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"There are {values.Length} values but {weights.Length} weights. ") +
                "Each value needs one weight; pass the weights of these very draws.",
                nameof(weights));
        }
    }

    public static void Finite(ReadOnlySpan<double> values, string name)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException($"{name} is empty. Pass at least one value.", name);
        }

        if (AreFinite(values))
        {
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{name}[{i}] = {values[i]}. Every value must be finite; ") +
                    "look for the draw that gave this one, or leave it out.",
                    name);
            }
        }
    }
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AreFinite(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i += LaneMemory.Lanes)
        {
            // Infinity less itself is not a number.
            Vector512<double> pack = LaneMemory.Load(values[i..]);
            if (!Vector512.EqualsAll(pack - pack, Vector512<double>.Zero))
            {
                return false;
            }
        }

        return true;
    }
}
