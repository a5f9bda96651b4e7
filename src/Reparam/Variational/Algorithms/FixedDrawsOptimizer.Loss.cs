using Reparam.Random;

namespace Reparam.Variational;

/// <summary>The loss over the draws of a round, its gradient, and products of its Hessian.</summary>
internal abstract partial class FixedDrawsOptimizer
{
    private double[] _answer = [], _productAnswer = [];
    private (double[] Parameters, Coordinates? Coordinates) _asked = ([], null);
    private DensityExecutor? _products;

    private double[][] Noise { get; set; } = [];

    protected double Loss(ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        // Where one search ends the next begins: its first question has just been answered.
        if (ReferenceEquals(_asked.Coordinates, Coordinates) && parameters.SequenceEqual(_asked.Parameters))
        {
            _answer.AsSpan(1).CopyTo(gradient);
            return _answer[0];
        }
        Evaluations += Executor.Draws * Points;
        Array.Resize(ref _answer, 1 + gradient.Length);
        _asked = ([], null);
        Executor.SetShared(0, parameters);
        bool isNew = _log.Answer(Question(parameters), _answer, answer =>
        {
            Executor.Run(_context.Cancellation);
            answer[0] = Executor.Shared(0)[0];
            Executor.Shared(1).CopyTo(answer.AsSpan(1));
        });
        _asked = (parameters.ToArray(), Coordinates);
        _answer.AsSpan(1).CopyTo(gradient);
        double value = _answer[0];
        if (value < _best.Loss && double.IsFinite(DenseVector.InfinityNorm(gradient)))
        {
            _best = (value, Coordinates, parameters.ToArray());
        }
        if (!isNew)
        {
            Executor.Skip();
        }
        else
        {
            _context.Progress?.Report(
                new FitProgress($"{Family.Name}, {Executor.Draws} draws", Evaluations, -value));
        }
        return value;
    }

    /// <summary>The Hessian of the loss times a vector.</summary>
    private void Product(ReadOnlySpan<double> parameters, ReadOnlySpan<double> vector, Span<double> result)
    {
        Evaluations += 2 * Executor.Draws * Points;
        if (_products?.Draws != Executor.Draws)
        {
            _products?.Release();
            _products = new DensityExecutor(
                LossExpression.Products(Target, Family, _objective, Coordinates.Pattern), Executor.Draws, Threads);
            Give(_products);
        }
        _products.SetShared(0, parameters);
        _products.SetShared(3 + Points, vector);
        DensityExecutor products = _products;
        Array.Resize(ref _productAnswer, result.Length);
        bool isNew = _log.Answer(EvaluationLog.Hash(vector, Question(parameters)), _productAnswer, answer =>
        {
            products.Run(_context.Cancellation);
            products.Shared(0).CopyTo(answer);
        });
        if (!isNew)
        {
            products.Skip();
        }
        _productAnswer.CopyTo(result);
    }

    private ulong Question(ReadOnlySpan<double> parameters) => _context.Checkpoint is null ? 0
        : EvaluationLog.Hash(parameters,
            EvaluationLog.Hash(Coordinates.Factor, EvaluationLog.Hash(Coordinates.Centre)));

    protected void MoveTo(Coordinates coordinates)
    {
        Coordinates = coordinates;
        Executor.SetShared(1, coordinates.Centre);
        Executor.SetShared(2, coordinates.Factor);
        _products?.Release();
        _products = null;
    }

    private void Begin(RandomKey key, int draws)
    {
        Executor.Release();
        Executor = new DensityExecutor(_plan, draws, Threads);
        Noise = FixedNoise.Make(key, Points, draws, Coordinates.Pattern);
        for (int point = 0; point < Points; point++)
        {
            Executor.SetByDraw(3 + point, Noise[point]);
        }
        MoveTo(Coordinates);
        _asked = ([], null);
        _best.Loss = double.PositiveInfinity;
    }

    private void Give(DensityExecutor executor)
    {
        executor.SetShared(1, Coordinates.Centre);
        executor.SetShared(2, Coordinates.Factor);
        for (int point = 0; point < Points; point++)
        {
            executor.SetByDraw(3 + point, Noise[point]);
        }
    }
}
