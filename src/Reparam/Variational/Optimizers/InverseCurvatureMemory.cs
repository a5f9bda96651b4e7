using System.Runtime.CompilerServices;

namespace Reparam.Variational;

/// <summary>
/// The last m pairs (s, y) of step and gradient change, and the product of their BFGS matrix with a vector.
/// </summary>
/// <remarks>
/// The matrix starts from γD with D a diagonal and γ = sᵀy / yᵀDy of the newest pair. Source: Nocedal and Wright
/// (2006), algorithm 7.4 and equation 7.20.
/// </remarks>
internal sealed class InverseCurvatureMemory(int dimension, int capacity)
{
    private readonly double[] _steps = new double[dimension * capacity];
    private readonly double[] _changes = new double[dimension * capacity];
    private readonly double[] _curvature = new double[capacity];
    private readonly double[] _coefficients = new double[capacity];
    private readonly double[] _diagonal = new double[dimension];
    private double _scale;
    private int _newest;

    public int Count { get; private set; }

    public void Reset(ReadOnlySpan<double> diagonal)
    {
        Forget();
        if (diagonal.IsEmpty)
        {
            Array.Fill(_diagonal, 1.0);
        }
        else
        {
            diagonal.CopyTo(_diagonal);
        }
    }

    public void Forget()
    {
        Count = 0;
        _newest = -1;
        _scale = 1;
    }

    /// <summary>
    /// Adds the pair s = to − from, y = gradientTo − gradientFrom unless its curvature is not positive.
    /// </summary>
    public void Add(
        ReadOnlySpan<double> from,
        ReadOnlySpan<double> to,
        ReadOnlySpan<double> gradientFrom,
        ReadOnlySpan<double> gradientTo)
    {
        int slot = (_newest + 1) % capacity;
        Span<double> step = _steps.AsSpan(slot * dimension, dimension);
        Span<double> change = _changes.AsSpan(slot * dimension, dimension);
        double weighted = 0;
        for (int i = 0; i < dimension; i++)
        {
            step[i] = to[i] - from[i];
            change[i] = gradientTo[i] - gradientFrom[i];
            weighted += change[i] * change[i] * _diagonal[i];
        }

        double curvature = DenseVector.Dot(step, change);
        bool positive = curvature > Tolerances.MachineEpsilon * DenseVector.Norm(step) * DenseVector.Norm(change);
        if (!positive || !double.IsFinite(weighted))
        {
            // The slot may hold the oldest pair, now overwritten.
            Count = Math.Min(Count, capacity - 1);
            return;
        }

        _curvature[slot] = curvature;
        _scale = curvature / weighted;
        _newest = slot;
        Count = Math.Min(Count + 1, capacity);
    }

    /// <summary>Replaces v by H v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(Span<double> vector)
    {
        for (int age = 0; age < Count; age++)
        {
            int slot = Slot(age);
            ReadOnlySpan<double> change = _changes.AsSpan(slot * dimension, dimension);
            ReadOnlySpan<double> step = _steps.AsSpan(slot * dimension, dimension);
            _coefficients[slot] = DenseVector.Dot(step, vector) / _curvature[slot];
            DenseVector.Combine(vector, -_coefficients[slot], change, vector);
        }

        for (int i = 0; i < dimension; i++)
        {
            vector[i] *= _scale * _diagonal[i];
        }

        for (int age = Count - 1; age >= 0; age--)
        {
            int slot = Slot(age);
            double beta = DenseVector.Dot(_changes.AsSpan(slot * dimension, dimension), vector) / _curvature[slot];
            ReadOnlySpan<double> step = _steps.AsSpan(slot * dimension, dimension);
            DenseVector.Combine(vector, _coefficients[slot] - beta, step, vector);
        }
    }

    private int Slot(int age) => (_newest - age + capacity) % capacity;
}
