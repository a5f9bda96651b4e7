using Reparam.Execution;

namespace Reparam.Benchmarks;

/// <summary>One value and gradient of a log density at a number of points, by compiled loops, by the interpreter and,
/// where there is one, by a loop written by hand. What the library runs is chosen here and nowhere else.</summary>
internal sealed class GradientRunner
{
    private readonly string _name;
    private readonly IHandWritten? _byHand;
    private readonly Lazy<PlanRunner> _interpreter;
    private readonly Lazy<PlanRunner> _compiled;
    private readonly double[] _points;
    private readonly double[] _point;
    private readonly double[] _oneGradient;

    /// <summary>Prepares a benchmark model at its points, on one thread, and checks it against its loop.</summary>
    public GradientRunner(BenchmarkModel model, int draws)
        : this(model.Name, model.Model.LogDensity, model.Points(draws), threads: 1)
    {
        _byHand = model.HandWritten;
        Check();
    }

    /// <summary>Prepares a log density.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="target">The log density.</param>
    /// <param name="points">[element · draws + draw].</param>
    /// <param name="threads">The most threads to use.</param>
    public GradientRunner(string name, LogDensity target, double[] points, int threads)
    {
        _name = name;
        Draws = points.Length / target.Dimension;
        _interpreter = new(() => Runner(target, threads, fused: false));
        _compiled = new(() => Runner(target, threads, fused: true));
        _points = points;
        Values = new double[Draws];
        Gradients = new double[points.Length];
        _point = new double[target.Dimension];
        _oneGradient = new double[target.Dimension];
    }

    public int Draws { get; }

    public double[] Values { get; }

    public double[] Gradients { get; }

    /// <summary>The plan of a log density and its gradient, draw by draw.</summary>
    public static ExecutionPlan Plan(LogDensity target, bool fused)
    {
        Tensor x = Tensor.Input("x", [target.Dimension], varies: true);
        Tensor value = target.LogProb(x);
        return ExecutionPlan.Create([x], [value, Differentiate.Gradient(value, x)[0]], fused);
    }

    /// <summary>Points in, values and gradients out, by compiled loops.</summary>
    public double Compiled() => Run(_compiled.Value);

    /// <summary>The same, one operation at a time.</summary>
    public double Interpret() => Run(_interpreter.Value);

    /// <summary>The same, draw after draw.</summary>
    public double ByHand()
    {
        IHandWritten byHand = _byHand
            ?? throw new InvalidOperationException($"{_name} has no loop written by hand. Call Compiled.");
        int n = _point.Length;
        for (int d = 0; d < Draws; d++)
        {
            for (int e = 0; e < n; e++)
            {
                _point[e] = _points[e * Draws + d];
            }
            Values[d] = byHand.ValueAndGradient(_point, _oneGradient);
            for (int e = 0; e < n; e++)
            {
                Gradients[e * Draws + d] = _oneGradient[e];
            }
        }
        return Values[0];
    }

    private PlanRunner Runner(LogDensity target, int threads, bool fused)
    {
        var runner = new PlanRunner(Plan(target, fused), Draws, threads);
        runner.BindInput(0, _points);
        runner.BindOutput(0, Values);
        runner.BindOutput(1, Gradients);
        return runner;
    }

    private double Run(PlanRunner runner)
    {
        runner.Run();
        return Values[0];
    }

    /// <summary>All must agree before anything is timed.</summary>
    private void Check()
    {
        ByHand();
        double[] values = [.. Values], gradients = [.. Gradients];
        foreach (Func<double> run in new[] { Interpret, Compiled })
        {
            run();
            CheckClose(Values, values);
            CheckClose(Gradients, gradients);
        }
    }

    private void CheckClose(double[] ours, double[] byHand)
    {
        for (int i = 0; i < byHand.Length; i++)
        {
            if (!(Math.Abs(ours[i] - byHand[i]) <= 1e-10 * Math.Max(1, Math.Abs(byHand[i]))))
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"{_name}: the library gives {ours[i]:R}, the loop written by hand {byHand[i]:R}."));
            }
        }
    }
}
