using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>Σₖ αₖ N(cₖ, Lₖ Lₖᵀ) in a few dimensions, made to follow weighted draws.</summary>
/// <remarks>The components are evaluated eight at a time.</remarks>
internal sealed class GaussianMixture(int dimension)
{
    /// <summary>Prior draws' worth of what a component was, against what the weighted draws say that it should
    /// be.</summary>
    private const double Inertia = 8;

    private const int Lanes = 8;

    private readonly List<Component> _components = [];
    private Packed? _packed;

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
        Add(share / (1 - share) * Total, centre, covariance, true);

    private void Add(double weight, double[] centre, double[] covariance, bool isFixed)
    {
        var factor = new double[covariance.Length];
        if (!DenseCholesky.TryFactor(covariance, 0, factor, dimension))
        {
            throw new ArgumentException(
                "GaussianMixture: the covariance is not positive definite.", nameof(covariance));
        }
        _components.Add(new Component(weight, centre, factor, isFixed));
        _packed = null;
    }

    /// <summary>Makes what is computed from the components beforehand; afterwards threads may share the
    /// mixture.</summary>
    public void Prepare() => _packed ??= new Packed(_components, dimension, Total);

    /// <summary>Turns a uniform number and standard normal noise into a draw.</summary>
    public void Draw(double choice, ReadOnlySpan<double> noise, Span<double> draw)
    {
        double rest = choice * Components.Total;
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

    /// <summary>The logarithm of the density.</summary>
    /// <param name="point">Where.</param>
    /// <param name="terms">Receives the logarithm of what each component adds to it.</param>
    public double LogDensity(ReadOnlySpan<double> point, Span<double> terms)
    {
        Packed packed = Components;
        Span<Vector512<double>> logs = stackalloc Vector512<double>[packed.Packs];
        double log = packed.LogDensity(point, logs);
        MemoryMarshal.Cast<Vector512<double>, double>(logs)[..Count].CopyTo(terms);
        return log;
    }

    /// <summary>The logarithm of the density.</summary>
    /// <param name="point">Where.</param>
    public double LogDensity(ReadOnlySpan<double> point)
    {
        Span<Vector512<double>> logs = stackalloc Vector512<double>[Components.Packs];
        return Components.LogDensity(point, logs);
    }

    /// <summary>One step of expectation-maximisation on weighted draws (Cappé et al. 2008), held back by <see
    /// cref="Inertia"/>.</summary>
    /// <param name="points">[element · draws + draw].</param>
    /// <param name="weights">Of each draw, with sum one.</param>
    /// <param name="effective">How many draws they are worth.</param>
    public void Follow(double[] points, ReadOnlySpan<double> weights, double effective)
    {
        int h = dimension, draws = weights.Length;
        Packed packed = Components;
        var sums = new Vector512<double>[packed.Packs * (1 + h + h * h)];
        Span<Vector512<double>> logs = stackalloc Vector512<double>[packed.Packs];
        Span<Vector512<double>> offset = stackalloc Vector512<double>[h];
        var point = new double[h];
        for (int d = 0; d < draws; d++)
        {
            for (int i = 0; i < h; i++)
            {
                point[i] = points[i * draws + d];
            }
            double log = packed.LogDensity(point, logs);
            var factor = Vector512.Create(effective * weights[d]);
            for (int pack = 0, next = 0; pack < packed.Packs; pack++)
            {
                Vector512<double> share = factor * LaneMath.Exp(logs[pack] - Vector512.Create(log));
                sums[next++] += share;
                for (int i = 0; i < h; i++)
                {
                    offset[i] = Vector512.Create(point[i]) - packed.Centre(pack, i);
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
        var mass = new double[Count];
        var mean = new double[Count * h];
        var square = new double[Count * h * h];
        for (int k = 0; k < Count; k++)
        {
            ReadOnlySpan<Vector512<double>> own = sums.AsSpan(k / Lanes * (1 + h + h * h));
            mass[k] = own[0][k % Lanes];
            for (int i = 0; i < h; i++)
            {
                mean[k * h + i] = own[1 + i][k % Lanes];
                for (int j = 0; j < h; j++)
                {
                    square[(k * h + i) * h + j] = own[1 + h + i * h + j][k % Lanes];
                }
            }
        }
        double movable = _components.Where(c => !c.IsFixed).Sum(c => c.Weight), followed = 0;
        for (int k = 0; k < Count; k++)
        {
            followed += _components[k].IsFixed ? 0 : mass[k] + 1;
        }
        for (int k = 0; k < Count; k++)
        {
            Component old = _components[k];
            if (old.IsFixed)
            {
                continue;
            }
            double whole = mass[k] + Inertia;
            var centre = new double[h];
            var covariance = new double[h * h];
            for (int i = 0; i < h; i++)
            {
                centre[i] = old.Centre[i] + mean[k * h + i] / whole;
                for (int j = 0; j < h; j++)
                {
                    double was = DenseCholesky.InnerProduct(old.Factor.AsSpan(i * h, h), old.Factor.AsSpan(j * h, h));
                    covariance[i * h + j] = (square[(k * h + i) * h + j] + Inertia * was) / whole
                        - mean[k * h + i] * mean[k * h + j] / (whole * whole);
                }
            }
            var factor = new double[h * h];
            _components[k] = DenseCholesky.TryFactor(covariance, 0, factor, h)
                ? new Component(movable * (mass[k] + 1) / followed, centre, factor, false)
                : old with { Weight = movable * (mass[k] + 1) / followed };
        }
        _packed = null;
    }

    private double Total => _components.Sum(c => c.Weight);

    private Packed Components
    {
        get
        {
            Prepare();
            return _packed!;
        }
    }

    private sealed record Component(double Weight, double[] Centre, double[] Factor, bool IsFixed)
    {
        public double LogScale { get; } = Math.Log(Weight) - 0.5 * DenseCholesky.LogDeterminant(Factor, Centre.Length)
            - Centre.Length * HalfLogTwoPi;
    }

    /// <summary>The components side by side: [number · packs + pack].</summary>
    private sealed class Packed
    {
        private readonly int _dimension;
        private readonly Vector512<double>[] _logScales;
        private readonly Vector512<double>[] _centres;
        private readonly Vector512<double>[] _factors;

        public Packed(List<Component> components, int dimension, double total)
        {
            (_dimension, Total) = (dimension, total);
            Packs = (components.Count + Lanes - 1) / Lanes;
            _logScales = Pack(components, static c => c.LogScale, double.NegativeInfinity, -Math.Log(total));
            _centres = [.. Enumerable.Range(0, dimension).SelectMany(i => Pack(components, c => c.Centre[i], 0))];
            // Of the diagonal, the inverse.
            _factors = [.. Enumerable.Range(0, dimension * dimension).SelectMany(e => Pack(components,
                c => e / dimension == e % dimension ? 1 / c.Factor[e] : c.Factor[e], 0))];
        }

        public double Total { get; }

        public int Packs { get; }

        public Vector512<double> Centre(int pack, int i) => _centres[i * Packs + pack];

        /// <summary>The logarithm of the density; receives those of what the components add to it.</summary>
        public double LogDensity(ReadOnlySpan<double> point, Span<Vector512<double>> logs)
        {
            Span<Vector512<double>> offset = stackalloc Vector512<double>[_dimension];
            var most = Vector512.Create(double.NegativeInfinity);
            for (int pack = 0; pack < Packs; pack++)
            {
                var square = Vector512<double>.Zero;
                for (int i = 0; i < _dimension; i++)
                {
                    Vector512<double> sum = Vector512.Create(point[i]) - Centre(pack, i);
                    for (int j = 0; j < i; j++)
                    {
                        sum -= _factors[(i * _dimension + j) * Packs + pack] * offset[j];
                    }
                    offset[i] = sum * _factors[(i * _dimension + i) * Packs + pack];
                    square += offset[i] * offset[i];
                }
                logs[pack] = _logScales[pack] - Vector512.Create(0.5) * square;
                most = Vector512.Max(most, logs[pack]);
            }
            double greatest = double.NegativeInfinity;
            for (int lane = 0; lane < Lanes; lane++)
            {
                greatest = Math.Max(greatest, most[lane]);
            }
            var mass = Vector512<double>.Zero;
            for (int pack = 0; pack < Packs; pack++)
            {
                mass += LaneMath.Exp(logs[pack] - Vector512.Create(greatest));
            }
            double sumOfLanes = 0;
            for (int lane = 0; lane < Lanes; lane++)
            {
                sumOfLanes += mass[lane];
            }
            return greatest + Math.Log(sumOfLanes);
        }

        private static Vector512<double>[] Pack(
            List<Component> components, Func<Component, double> number, double rest, double plus = 0)
        {
            var packs = new Vector512<double>[(components.Count + Lanes - 1) / Lanes];
            for (int k = 0; k < packs.Length * Lanes; k++)
            {
                double value = k < components.Count ? number(components[k]) + plus : rest;
                packs[k / Lanes] = packs[k / Lanes].WithElement(k % Lanes, value);
            }
            return packs;
        }
    }
}
