namespace Reparam.Variational;

/// <summary>Evaluates a log density, its gradient and its curvature at points.</summary>
internal sealed class TargetEvaluator
{
    /// <summary>Hessian-vector products in one run: enough to fill the lanes, few enough to fit in memory.</summary>
    private const int DirectionsAtOnce = 256;

    private readonly LogDensity _target;
    private readonly int _threads;
    private readonly TargetEvaluator? _whole;
    private readonly long[]? _rows;
    private readonly DensityPlan _gradientPlan;
    private readonly DensityExecutor _gradient;
    private readonly Lazy<DensityPlan> _products;
    private DensityExecutor? _lanes;
    private DensityExecutor? _several;

    /// <summary>-log g and its gradient at a point, where the curvature there was the last that was asked for and took
    /// a pass over rows: the next question is often this one.</summary>
    private (double[] Point, double Value, double[] Gradient)? _told;

    public TargetEvaluator(LogDensity target, int threads)
    {
        _target = target;
        _threads = threads;
        _gradientPlan = target.Plan("value and gradient", () =>
        {
            Tensor x = Tensor.Input("x", [target.Dimension], varies: true);
            Tensor value = Tensor.Spread(target.LogProb(x));
            return ([x], [value, Differentiate.Gradient(value, x)[0]]);
        });
        _gradient = new DensityExecutor(_gradientPlan, 1);
        _products = new(() => target.Plan("Hessian-vector product", () =>
        {
            Tensor x = Tensor.Input("x", [target.Dimension], varies: true),
                vector = Tensor.Input("v", [target.Dimension], varies: true);
            Tensor value = target.LogProb(x), product = Differentiate.HessianVectorProduct(value, x, vector);
            // Where rows are read, a pass tells these too.
            return ([x, vector], target.Rows is null ? [product]
                : [product, Tensor.Spread(value), Tensor.Spread(Differentiate.Gradient(value, x)[0])]);
        }));
    }

    private TargetEvaluator(TargetEvaluator whole, long[] rows)
        : this(whole._target, whole._threads) => (_whole, _rows) = (whole, rows);

    /// <summary>Evaluations of value and gradient so far; a Hessian-vector product counts as two, and one over some of
    /// the rows as their part of it.</summary>
    public long Evaluations => (long)_evaluations;

    /// <summary>The most threads; 0 for as many as there are.</summary>
    public int Threads => _threads;

    /// <summary>Whether it is over a sample of the rows.</summary>
    public bool IsSample => _rows is not null;

    /// <summary>The same over a sample of the rows, each of which stands for as many as there are to one of
    /// it.</summary>
    public TargetEvaluator Sampled(long[] rows) => new(this, rows);

    private double _evaluations;

    /// <summary>Counts evaluations, its own and those that were made elsewhere on its behalf.</summary>
    public void Count(long evaluations)
    {
        _evaluations += evaluations;
        if (_whole is not null)
        {
            _whole._evaluations += (double)evaluations * _rows!.Length / _target.Rows!.Source.RowCount;
        }
    }

    private void Run(DensityExecutor executor)
    {
        if (_rows is null)
        {
            executor.Run();
        }
        else
        {
            executor.Run(_rows, default);
        }
    }

    /// <summary>Writes what it has counted.</summary>
    public void Save(BinaryWriter writer)
    {
        _told = null;
        writer.Write(_evaluations);
        writer.Write(_gradientPlan.Plan.Work);
        writer.Write(_products.IsValueCreated ? _products.Value.Plan.Work : -1);
    }

    /// <summary>Goes on from what was counted.</summary>
    public void Load(BinaryReader reader)
    {
        _evaluations = reader.ReadDouble();
        _gradientPlan.Plan.Work = reader.ReadInt64();
        long products = reader.ReadInt64();
        if (products >= 0)
        {
            _products.Value.Plan.Work = products;
        }
    }

    /// <summary>-log g and its gradient: what minimisers take.</summary>
    public double NegativeValueAndGradient(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var told = _told;
        _told = null;
        if (told is var (place, known, slopes) && point.SequenceEqual(place))
        {
            slopes.CopyTo(gradient);
            return known;
        }
        Count(1);
        _gradient.SetByDraw(0, point);
        Run(_gradient);
        _gradient.CopyByDraw(1, gradient);
        Negate(gradient);
        double value = 0;
        _gradient.CopyByDraw(0, new Span<double>(ref value));
        return -value;
    }

    /// <summary>-log g and its gradient at several points: [element · draws + draw].</summary>
    /// <param name="points">The points.</param>
    /// <param name="values">Receives -log g.</param>
    /// <param name="gradients">Receives the gradients.</param>
    /// <param name="asked">How many of the points count.</param>
    public void NegativeValuesAndGradients(double[] points, double[] values, double[] gradients, int asked)
    {
        Count(asked);
        if (_several?.Draws != values.Length)
        {
            _several?.Release();
            _several = new DensityExecutor(_gradientPlan, values.Length, _threads);
        }
        _several.BindInput(0, points);
        _several.BindOutput(0, values);
        _several.BindOutput(1, gradients);
        Run(_several);
        Negate(values);
        Negate(gradients);
    }

    /// <summary>log g at many points: [element · draws + draw].</summary>
    public double[] LogProb(double[] points, int draws)
    {
        Count(draws);
        var executor = new DensityExecutor(ValuePlan(_target), draws, _threads);
        var values = new double[draws];
        executor.BindInput(0, points.AsMemory(0, _target.Dimension * draws));
        executor.BindOutput(0, values);
        Run(executor);
        executor.Release();
        return values;
    }

    /// <summary>log g alone.</summary>
    public static DensityPlan ValuePlan(LogDensity target) => target.Plan("value", () =>
    {
        Tensor x = Tensor.Input("x", [target.Dimension], varies: true);
        return ([x], [Tensor.Spread(target.LogProb(x))]);
    });

    /// <summary>∇² log g(x) v for many x and v: [element · draws + draw].</summary>
    public double[] HessianVectorProducts(double[] points, double[] vectors, int draws)
    {
        Count(2 * draws);
        if (_lanes?.Draws != draws)
        {
            _lanes?.Release();
            _lanes = new DensityExecutor(_products.Value, draws, _threads);
        }
        var products = new double[points.Length];
        _lanes.BindInput(0, points);
        _lanes.BindInput(1, vectors);
        _lanes.BindOutput(0, products);
        Run(_lanes);
        _told = null;
        return products;
    }

    /// <summary>-∇² log g(x) v for many v at one x.</summary>
    public double[][] NegativeHessianProducts(double[] point, IReadOnlyList<double[]> vectors)
    {
        int n = _target.Dimension;
        var results = new double[vectors.Count][];
        for (int first = 0; first < results.Length; first += DirectionsAtOnce)
        {
            int count = Math.Min(DirectionsAtOnce, results.Length - first);
            double[] points = new double[n * count], directions = new double[n * count];
            for (int e = 0; e < n; e++)
            {
                points.AsSpan(e * count, count).Fill(point[e]);
                for (int d = 0; d < count; d++)
                {
                    directions[e * count + d] = vectors[first + d][e];
                }
            }
            double[] products = HessianVectorProducts(points, directions, count);
            for (int d = 0; d < count; d++)
            {
                var result = results[first + d] = new double[n];
                for (int e = 0; e < n; e++)
                {
                    result[e] = -products[e * count + d];
                }
            }
        }
        Tell(point);
        return results;
    }

    /// <summary>Fills the Hessian of -log g: all columns in one run, the directions in the place of the
    /// draws.</summary>
    public void NegativeHessian(ReadOnlySpan<double> point, Span<double> hessian)
    {
        int n = _target.Dimension;
        var points = new double[n * n];
        var directions = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            points.AsSpan(i * n, n).Fill(point[i]);
            directions[i * n + i] = 1;
        }
        HessianVectorProducts(points, directions, n).CopyTo(hessian);
        Tell(point);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = -0.5 * (hessian[i * n + j] + hessian[j * n + i]);
                hessian[i * n + j] = hessian[j * n + i] = value;
            }
        }
    }

    /// <summary>Keeps what the last products told of the value and the gradient, all at one point.</summary>
    private void Tell(ReadOnlySpan<double> point)
    {
        if (_target.Rows is null)
        {
            return;
        }
        int n = _target.Dimension, draws = _lanes!.Draws;
        double[] values = new double[draws], slopes = new double[n * draws];
        _lanes.CopyByDraw(1, values);
        _lanes.CopyByDraw(2, slopes);
        _told = (point.ToArray(), -values[0], [.. Enumerable.Range(0, n).Select(e => -slopes[e * draws])]);
    }

    private static void Negate(Span<double> values)
    {
        foreach (ref double value in values)
        {
            value = -value;
        }
    }

    /// <summary>The diagonal of the Hessian of -log g, by a product with each unit vector.</summary>
    public double[] NegativeHessianDiagonal(ReadOnlySpan<double> point)
    {
        int n = _target.Dimension, together = Math.Min(n, DirectionsAtOnce);
        double[] diagonal = new double[n], points = new double[n * together], directions = new double[n * together];
        for (int e = 0; e < n; e++)
        {
            points.AsSpan(e * together, together).Fill(point[e]);
        }
        for (int first = 0; first < n; first += together)
        {
            Array.Clear(directions);
            int count = Math.Min(together, n - first);
            for (int d = 0; d < count; d++)
            {
                directions[(first + d) * together + d] = 1;
            }
            double[] products = HessianVectorProducts(points, directions, together);
            for (int d = 0; d < count; d++)
            {
                diagonal[first + d] = -products[(first + d) * together + d];
            }
        }
        return diagonal;
    }
}
