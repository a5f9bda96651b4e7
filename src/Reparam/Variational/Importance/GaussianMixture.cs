using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>Σₖ αₖ N(cₖ, Lₖ Lₖᵀ) in a few dimensions, made to follow weighted draws.</summary>
internal sealed class GaussianMixture(int dimension)
{
    /// <summary>Prior draws' worth of what a component was, against what the weighted draws say that it should
    /// be.</summary>
    private const double Inertia = 8;

    private readonly List<Component> _components = [];

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
    }

    /// <summary>Turns a uniform number and standard normal noise into a draw.</summary>
    public void Draw(double choice, ReadOnlySpan<double> noise, Span<double> draw)
    {
        double rest = choice * Total;
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
        Span<double> offset = stackalloc double[dimension];
        double most = double.NegativeInfinity, logTotal = Math.Log(Total);
        for (int k = 0; k < Count; k++)
        {
            Component component = _components[k];
            double log = component.LogScale - logTotal;
            for (int i = 0; i < dimension; i++)
            {
                double sum = point[i] - component.Centre[i];
                for (int j = 0; j < i; j++)
                {
                    sum -= component.Factor[i * dimension + j] * offset[j];
                }
                offset[i] = sum / component.Factor[i * dimension + i];
                log -= 0.5 * offset[i] * offset[i];
            }
            terms[k] = log;
            most = Math.Max(most, log);
        }
        double mass = 0;
        for (int k = 0; k < Count; k++)
        {
            mass += Math.Exp(terms[k] - most);
        }
        return most + Math.Log(mass);
    }

    /// <summary>One step of expectation-maximisation on weighted draws (Cappé et al. 2008), held back by <see
    /// cref="Inertia"/>.</summary>
    /// <param name="points">[element · draws + draw].</param>
    /// <param name="weights">Of each draw, with sum one.</param>
    /// <param name="effective">How many draws they are worth.</param>
    public void Follow(double[] points, ReadOnlySpan<double> weights, double effective)
    {
        int h = dimension, draws = weights.Length;
        var mass = new double[Count];
        var mean = new double[Count * h];
        var square = new double[Count * h * h];
        double[] terms = new double[Count], point = new double[h];
        for (int d = 0; d < draws; d++)
        {
            for (int i = 0; i < h; i++)
            {
                point[i] = points[i * draws + d];
            }
            double log = LogDensity(point, terms);
            for (int k = 0; k < Count; k++)
            {
                double share = effective * weights[d] * Math.Exp(terms[k] - log);
                mass[k] += share;
                for (int i = 0; i < h; i++)
                {
                    double offset = point[i] - _components[k].Centre[i];
                    mean[k * h + i] += share * offset;
                    for (int j = 0; j < h; j++)
                    {
                        square[(k * h + i) * h + j] += share * offset * (point[j] - _components[k].Centre[j]);
                    }
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
    }

    private double Total => _components.Sum(c => c.Weight);

    private sealed record Component(double Weight, double[] Centre, double[] Factor, bool IsFixed)
    {
        public double LogScale { get; } = Math.Log(Weight) - 0.5 * DenseCholesky.LogDeterminant(Factor, Centre.Length)
            - Centre.Length * HalfLogTwoPi;
    }
}
