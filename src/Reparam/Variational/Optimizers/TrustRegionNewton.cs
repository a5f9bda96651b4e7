using System.Collections.Immutable;

namespace Reparam.Variational;

/// <summary>Minimises a twice differentiable function by Newton's method within a trust region.</summary>
/// <remarks>
/// <para>Converges quadratically to a minimum that satisfies the second-order conditions. With a Hessian matrix, for n
/// up to a few hundred, each iteration costs some factorisations of n³/3 operations and leaves saddle points and
/// maxima even when started on one; with Hessian-vector products each costs at most 4n products, and a point of exactly
/// zero gradient is taken for a minimum. Indefinite Hessians need no precaution. Points where the objective is not
/// finite are treated as outside the domain: the region shrinks.</para>
/// <para>Deterministic. Iterations allocate nothing; the n × n work space is allocated at the first use of a Hessian
/// matrix. An instance may be used for one problem after the other but not for two at once.</para>
/// <para>Source: Conn, Gould and Toint (2000), "Trust-region methods", algorithm 6.1.1 and section 17.4.2 on rounding;
/// the subproblem by Moré and Sorensen (1983) or Steihaug (1983).</para>
/// </remarks>
public sealed class TrustRegionNewton
{
    private const double AcceptableRatio = 1e-4;
    private const double PoorRatio = 0.25;
    private const double GoodRatio = 0.75;

    private readonly int _dimension;
    private readonly TrustRegionNewtonOptions _options;
    private readonly ConjugateGradientTrustRegionModel _products;
    private readonly double[] _step;
    private ExactTrustRegionModel? _matrix;
    private double[] _point;
    private double[] _gradient;
    private double[] _trialPoint;
    private double[] _trialGradient;
    private double _value;
    private int _evaluations;

    /// <summary>Allocates the memory for problems of a given dimension.</summary>
    /// <param name="dimension">n, at least 1.</param>
    /// <param name="options">The settings, or null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension or an option is out of its range.</exception>
    public TrustRegionNewton(int dimension, TrustRegionNewtonOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        _dimension = dimension;
        _options = (options ?? new TrustRegionNewtonOptions()).Checked();
        _products = new ConjugateGradientTrustRegionModel(dimension);
        _step = new double[dimension];
        _point = new double[dimension];
        _gradient = new double[dimension];
        _trialPoint = new double[dimension];
        _trialGradient = new double[dimension];
    }

    /// <summary>Minimises an objective whose Hessian is available as a matrix.</summary>
    /// <param name="objective">The objective and its gradient.</param>
    /// <param name="hessian">The full symmetric Hessian.</param>
    /// <param name="start">The first point, n finite coordinates, where the objective is finite.</param>
    /// <param name="cancellationToken">Looked at before every evaluation.</param>
    /// <returns>The best point, and why the minimisation ended there.</returns>
    /// <exception cref="ArgumentException">The start has a wrong length or is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public OptimizationResult Minimize(
        ValueAndGradient objective,
        HessianMatrix hessian,
        ReadOnlySpan<double> start,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hessian);
        _matrix ??= new ExactTrustRegionModel(_dimension);
        _matrix.Hessian = hessian;
        return Minimize(objective, _matrix, start, cancellationToken);
    }

    /// <summary>Minimises an objective whose Hessian is available as products with vectors.</summary>
    /// <param name="objective">The objective and its gradient.</param>
    /// <param name="product">The product of the Hessian with a vector.</param>
    /// <param name="start">The first point, n finite coordinates, where the objective is finite.</param>
    /// <param name="cancellationToken">Looked at before every evaluation and product.</param>
    /// <returns>The best point, and why the minimisation ended there.</returns>
    /// <exception cref="ArgumentException">The start has a wrong length or is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public OptimizationResult Minimize(
        ValueAndGradient objective,
        HessianVectorProduct product,
        ReadOnlySpan<double> start,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(product);
        _products.Product = product;
        _products.CancellationToken = cancellationToken;
        return Minimize(objective, _products, start, cancellationToken);
    }

    private OptimizationResult Minimize(
        ValueAndGradient objective,
        TrustRegionModel model,
        ReadOnlySpan<double> start,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objective);
        DenseVector.RequireLength(start, _dimension, nameof(start));
        DenseVector.RequireFinite(start, nameof(start));
        cancellationToken.ThrowIfCancellationRequested();
        start.CopyTo(_point);
        _evaluations = 1;
        _value = objective(_point, _gradient);
        if (!double.IsFinite(_value) || !double.IsFinite(DenseVector.InfinityNorm(_gradient)))
        {
            return Result(0, OptimizationStatus.NonFinite);
        }

        double radius = _options.InitialRadius;
        bool moved = true;
        for (int iteration = 0; ; iteration++)
        {
            if (moved && !model.MoveTo(_point))
            {
                return Result(iteration, OptimizationStatus.NonFinite);
            }

            bool stationary = DenseVector.InfinityNorm(_gradient) <= _options.GradientTolerance;
            if (stationary && !model.MayBeIndefinite())
            {
                return Result(iteration, OptimizationStatus.GradientConverged);
            }

            if (iteration >= _options.MaximumIterations)
            {
                return Result(iteration, OptimizationStatus.IterationLimit);
            }

            if (!model.TryMinimize(_gradient, radius, _step))
            {
                radius = double.IsPositiveInfinity(radius) ? Math.Max(1, DenseVector.Norm(_point)) : radius;
                if (!model.TryMinimize(_gradient, radius, _step))
                {
                    return Result(iteration, OptimizationStatus.NonFinite);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            moved = TryStep(objective, model, ref radius, out bool negligible);
            if (!moved && negligible)
            {
                return Result(iteration + 1, OptimizationStatus.ObjectiveConverged);
            }

            if (!moved && radius <= Tolerances.MachineEpsilon * Math.Max(DenseVector.Norm(_point), 1e-100))
            {
                return Result(iteration + 1, OptimizationStatus.TrustRegionCollapsed);
            }
        }
    }

    // Moves to point + step if the objective falls about as promised, and adapts the radius. A step is negligible if
    // a full Newton step promises no more than the rounding error of the objective.
    private bool TryStep(ValueAndGradient objective, TrustRegionModel model, ref double radius, out bool negligible)
    {
        double length = DenseVector.Norm(_step);
        double promised = model.Decrease(_gradient, _step);
        DenseVector.Combine(_point, 1, _step, _trialPoint);
        _evaluations++;
        double trialValue = objective(_trialPoint, _trialGradient);
        bool finite = double.IsFinite(trialValue) && double.IsFinite(DenseVector.InfinityNorm(_trialGradient));
        double noise = _options.RelativeObjectiveNoise * Math.Abs(_value);
        negligible = finite && promised <= noise && length < 0.8 * radius;

        // With both differences below the noise the ratio is 1, and the gradients have to decide.
        double ratio = finite ? (_value - trialValue + noise) / (promised + noise) : double.NegativeInfinity;
        if (promised <= noise && !(DenseVector.InfinityNorm(_trialGradient) < DenseVector.InfinityNorm(_gradient)))
        {
            radius = 0.25 * length;
            return false;
        }

        if (!(ratio >= PoorRatio))
        {
            radius = 0.25 * length;
        }
        else if (ratio > GoodRatio && length >= 0.8 * radius)
        {
            radius *= 2;
        }

        if (!(ratio > AcceptableRatio))
        {
            return false;
        }

        (_point, _trialPoint) = (_trialPoint, _point);
        (_gradient, _trialGradient) = (_trialGradient, _gradient);
        _value = trialValue;
        return true;
    }

    private OptimizationResult Result(int iterations, OptimizationStatus status) => new(
        ImmutableArray.Create(_point),
        _value,
        DenseVector.InfinityNorm(_gradient),
        iterations,
        _evaluations,
        status);
}
