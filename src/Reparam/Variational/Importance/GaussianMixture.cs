using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>Σₖ αₖ N(cₖ, Lₖ Lₖᵀ) in a few dimensions, made to follow weighted draws.</summary>
/// <remarks>Points are evaluated eight at a time.</remarks>
internal sealed class GaussianMixture(int dimension)
{
    /// <summary>Prior draws' worth of what a component was, against what the weighted draws say that it should
    /// be.</summary>
    private const double Inertia = 8;

    private readonly List<Component> _components = [];
    private double _total;

    /// <summary>The number of components.</summary>
    public int Count => _components.Count;

    /// <summary>Adds a component; its weight is relative to those of the others.</summary>
    /// <param name="weight">α, before all are scaled to sum to one.</param>
    /// <param name="centre">c.</param>
    /// <param name="covariance">L Lᵀ, row-major.</param>
    public void Add(double weight, double[] centre, double[] covariance) => Add(weight, centre, covariance, false);

    /// <summary>Adds a component that stays as it is, with a share of the whole: a defence against tails that no draw
    /// has shown (Hesterberg 1995).</summary>
    public void Guard(double share, double[] centre, double[] covariance) =>
        Add(share / (1 - share) * _total, centre, covariance, true);

    private void Add(double weight, double[] centre, double[] covariance, bool isFixed)
    {
        var factor = new double[covariance.Length];
        if (!DenseCholesky.TryFactor(covariance, 0, factor, dimension))
        {
            throw new ArgumentException(
                "GaussianMixture: the covariance is not positive definite.", nameof(covariance));
        }
        _components.Add(new Component(weight, centre, factor, isFixed));
        _total += weight;
    }

    /// <summary>Turns a uniform number and standard normal noise into a draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Draw(double choice, ReadOnlySpan<double> noise, Span<double> draw)
    {
        double rest = choice * _total;
        int k = 0;
        while (k + 1 < Count && rest >= _components[k].Weight)
        {
            rest -= _components[k++].Weight;
        }
        Component component = _components[k];
        for (int i = 0; i < dimension; i++)
        {
            draw[i] = component.Centre[i]
                + DenseCholesky.InnerProduct(component.Factor.AsSpan(i * dimension, i + 1), noise[..(i + 1)]);
        }
    }

    /// <summary>The logarithms of the density at eight points.</summary>
    /// <param name="points">Where: the points side by side, coordinate by coordinate.</param>
    /// <param name="terms">Receives the logarithms of what each component adds to it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector512<double> LogDensity(ReadOnlySpan<Vector512<double>> points, Span<Vector512<double>> terms)
    {
        Span<Vector512<double>> offset = stackalloc Vector512<double>[dimension];
        var most = Vector512.Create(double.NegativeInfinity);
        for (int k = 0; k < terms.Length; k++)
        {
            Component component = _components[k];
            var square = Vector512<double>.Zero;
            for (int i = 0; i < offset.Length; i++)
            {
                Vector512<double> sum = points[i] - Vector512.Create(component.Centre[i]);
                for (int j = 0; j < i; j++)
                {
                    sum -= Vector512.Create(component.Factor[i * dimension + j]) * offset[j];
                }
                offset[i] = sum * Vector512.Create(1 / component.Factor[i * dimension + i]);
                square += offset[i] * offset[i];
            }
            terms[k] = Vector512.Create(component.LogScale) - Vector512.Create(0.5) * square;
            most = Vector512.Max(most, terms[k]);
        }
        var mass = Vector512<double>.Zero;
        foreach (Vector512<double> term in terms)
        {
            mass += LaneMath.Exp(term - most);
        }
        var logTotal = Vector512.Create(Math.Log(_total));
        foreach (ref Vector512<double> term in terms)
        {
            term -= logTotal;
        }
        return most + LaneMath.Log(mass) - logTotal;
    }

    /// <summary>One step of expectation-maximisation on weighted draws (Cappé et al. 2008), held back by <see
    /// cref="Inertia"/>.</summary>
    /// <param name="points">[element · draws + draw].</param>
    /// <param name="weights">Of each draw, with sum one.</param>
    /// <param name="effective">How many draws they are worth.</param>
    public void Follow(double[] points, ReadOnlySpan<double> weights, double effective)
    {
        int h = dimension, draws = weights.Length, numbers = 1 + h + h * h;
        var sums = new Vector512<double>[Count * numbers];
        Span<Vector512<double>> terms = stackalloc Vector512<double>[Count];
        Span<Vector512<double>> place = stackalloc Vector512<double>[h], offset = stackalloc Vector512<double>[h];
        for (int d = 0; d < draws; d += LaneMemory.Lanes)
        {
            int lanes = Math.Min(LaneMemory.Lanes, draws - d);
            for (int i = 0; i < h; i++)
            {
                place[i] = LaneMemory.Load(points.AsSpan(i * draws + d, lanes));
            }
            Vector512<double> log = LogDensity(place, terms);
            Vector512<double> factor = effective * LaneMemory.Load(weights.Slice(d, lanes));
            for (int k = 0, next = 0; k < Count; k++)
            {
                Vector512<double> share = factor * LaneMath.Exp(terms[k] - log);
                sums[next++] += share;
                for (int i = 0; i < h; i++)
                {
                    offset[i] = place[i] - Vector512.Create(_components[k].Centre[i]);
                    sums[next++] += share * offset[i];
                }
                for (int i = 0; i < h; i++)
                {
                    for (int j = 0; j < h; j++)
                    {
                        sums[next++] += share * offset[i] * offset[j];
                    }
                }
            }
        }
        double[] totals = [.. sums.Select(LaneMemory.Sum)];
        double movable = _components.Where(c => !c.IsFixed).Sum(c => c.Weight), followed = 0;
        for (int k = 0; k < Count; k++)
        {
            followed += _components[k].IsFixed ? 0 : totals[k * numbers] + 1;
        }
        for (int k = 0; k < Count; k++)
        {
            Component old = _components[k];
            if (old.IsFixed)
            {
                continue;
            }
            ReadOnlySpan<double> own = totals.AsSpan(k * numbers, numbers);
            double mass = own[0], whole = mass + Inertia, weight = movable * (mass + 1) / followed;
            var centre = new double[h];
            var covariance = new double[h * h];
            for (int i = 0; i < h; i++)
            {
                centre[i] = old.Centre[i] + own[1 + i] / whole;
                for (int j = 0; j < h; j++)
                {
                    double was = DenseCholesky.InnerProduct(old.Factor.AsSpan(i * h, h), old.Factor.AsSpan(j * h, h));
                    covariance[i * h + j] = (own[1 + h + i * h + j] + Inertia * was) / whole
                        - own[1 + i] * own[1 + j] / (whole * whole);
                }
            }
            var factor = new double[h * h];
            _components[k] = DenseCholesky.TryFactor(covariance, 0, factor, h)
                ? new Component(weight, centre, factor, false)
                : new Component(weight, old.Centre, old.Factor, false);
        }
        _total = _components.Sum(c => c.Weight);
    }

    private sealed record Component(double Weight, double[] Centre, double[] Factor, bool IsFixed)
    {
        public double LogScale { get; } = Math.Log(Weight) - 0.5 * DenseCholesky.LogDeterminant(Factor, Centre.Length)
            - Centre.Length * HalfLogTwoPi;
    }
}
