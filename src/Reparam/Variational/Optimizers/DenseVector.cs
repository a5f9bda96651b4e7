using System.Runtime.CompilerServices;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>The few vector operations that the optimisers share.</summary>
internal static class DenseVector
{
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right) =>
        DenseCholesky.InnerProduct(left, right);

    public static double Norm(ReadOnlySpan<double> vector) => Math.Sqrt(Dot(vector, vector));

    /// <summary>The Euclidean norm where squares might overflow or underflow.</summary>
    public static double SafeNorm(ReadOnlySpan<double> vector)
    {
        double largest = InfinityNorm(vector);
        if (largest == 0 || !double.IsFinite(largest))
        {
            return largest;
        }

        double sum = 0;
        foreach (double value in vector)
        {
            sum += value / largest * (value / largest);
        }

        return largest * Math.Sqrt(sum);
    }

    /// <summary>max |xᵢ|; NaN if any element is NaN.</summary>
    public static double InfinityNorm(ReadOnlySpan<double> vector)
    {
        double largest = 0;
        foreach (double value in vector)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    /// <summary>destination = vector + factor·direction; the destination may be either operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Combine(
        ReadOnlySpan<double> vector, double factor, ReadOnlySpan<double> direction, Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = vector[i] + (factor * direction[i]);
        }
    }

    public static void Scale(Span<double> vector, double factor)
    {
        foreach (ref double value in vector)
        {
            value *= factor;
        }
    }

    public static void RequireFinite(ReadOnlySpan<double> vector, string name)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            if (!double.IsFinite(vector[i]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{name}[{i}] = {vector[i]}. Every coordinate must be finite; ") +
                    "look for the computation that produced this one.",
                    name);
            }
        }
    }

    public static void RequireLength(ReadOnlySpan<double> vector, int expected, string name)
    {
        if (vector.Length != expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{name} has {vector.Length} coordinates, but {expected} were expected. ") +
                "Construct the optimiser with the dimension of the problem.",
                name);
        }
    }
}
