using Reparam.Execution;

namespace Reparam.Benchmarks;

/// <summary>One value and gradient at a number of points, by the interpreter on one thread and by hand.</summary>
internal sealed class GradientRunner
{
    private readonly BenchmarkModel _model;
    private readonly Interpreter _interpreter;
    private readonly Interpreter _compiled;
    private readonly double[] _points;
    private readonly double[] _point;
    private readonly double[] _oneGradient;

    public GradientRunner(BenchmarkModel model, int draws)
    {
        _model = model;
        Draws = draws;
        int n = model.Dimension;
        _interpreter = new Interpreter(Plan(model), draws, threads: 1);
        _compiled = new Interpreter(Plan(model, fused: true), draws, threads: 1);
        _points = model.Points(draws);
        Values = new double[draws];
        Gradients = new double[n * draws];
        _point = new double[n];
        _oneGradient = new double[n];
        Check();
    }

    public int Draws { get; }

    public double[] Values { get; }

    public double[] Gradients { get; }

    /// <summary>The plan of a model's log joint and its gradient, draw by draw.</summary>
    public static ExecutionPlan Plan(BenchmarkModel model, bool fused = false)
    {
        Tensor x = Tensor.Input("x", [model.Dimension], varies: true);
        Tensor value = model.Model.LogDensity.LogProb(x);
        return ExecutionPlan.Create([x], [value, Differentiate.Gradient(value, x)[0]], fused);
    }

    /// <summary>Points in, values and gradients out.</summary>
    public double Interpret() => Run(_interpreter);

    /// <summary>The same, by compiled loops.</summary>
    public double Compiled() => Run(_compiled);

    private double Run(Interpreter interpreter)
    {
        interpreter.SetByDraw(0, _points);
        interpreter.Run();
        interpreter.CopyByDraw(0, Values);
        interpreter.CopyByDraw(1, Gradients);
        return Values[0];
    }

    /// <summary>The same, draw after draw.</summary>
    public double ByHand()
    {
        int n = _point.Length;
        for (int d = 0; d < Draws; d++)
        {
            for (int e = 0; e < n; e++)
            {
                _point[e] = _points[e * Draws + d];
            }
            Values[d] = _model.HandWritten.ValueAndGradient(_point, _oneGradient);
            for (int e = 0; e < n; e++)
            {
                Gradients[e * Draws + d] = _oneGradient[e];
            }
        }
        return Values[0];
    }

    /// <summary>Both must agree before anything is timed.</summary>
    private void Check()
    {
        Interpret();
        double[] values = [.. Values], gradients = [.. Gradients];
        Compiled();
        CheckClose(values, Values);
        CheckClose(gradients, Gradients);
        ByHand();
        CheckClose(values, Values);
        CheckClose(gradients, Gradients);
    }

    private void CheckClose(double[] interpreted, double[] byHand)
    {
        for (int i = 0; i < byHand.Length; i++)
        {
            if (!(Math.Abs(interpreted[i] - byHand[i]) <= 1e-10 * Math.Max(1, Math.Abs(byHand[i]))))
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"{_model.Name}: the interpreter gives {interpreted[i]:R}, the loop written by hand {byHand[i]:R}."));
            }
        }
    }
}
