using Reparam.Benchmarks.Comparison;
using Reparam.Execution;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>paths</c>: nanoseconds per draw of a distribution whose path has no closed form, and per
/// draw with the derivative in its shape, on one thread.</summary>
/// <remarks>Noise is drawn anew each time, as the others do, and its time stands by itself, too.</remarks>
internal sealed class PathTable
{
    private const int Draws = 16_384;

    private readonly double[] _noise = new double[Draws];
    private readonly IReadOnlyList<Figure> _others;
    private readonly TextWriter _output;
    private ulong _step;

    private PathTable(IReadOnlyList<Figure> others, TextWriter output)
    {
        _others = others;
        _output = output;
    }

    /// <summary>Prints the table.</summary>
    /// <param name="files">Figures of others, such as benchmarks/baselines/pytorch_paths.py prints.</param>
    /// <param name="output">Where to.</param>
    public static int Print(IReadOnlyList<string> files, TextWriter output)
    {
        var table = new PathTable([.. files.SelectMany(Figure.Read)], output);
        double noise = Measurement.Of(() =>
        {
            table.Draw();
            return 0;
        }, isOneThread: true).Minimum / Draws;
        output.WriteLine(FormattableString.Invariant(
            $"Nanoseconds per draw, {Draws} draws at once, one thread; of which normal noise {noise:F2}."));
        output.WriteLine("'own' has a shape of its own for each draw, between a and 1.5 a.");
        output.WriteLine();
        output.WriteLine($"{"",-16}{"draw",9}{"PyTorch",9}{"ratio",7}   {"+ slope",9}{"PyTorch",9}{"ratio",7}"
            + $"   {"own: draw",9}{"+ slope",9}");
        foreach (double a in new[] { 0.1, 1, 5, 100, 1e4 })
        {
            table.Row(a);
        }
        return 0;
    }

    private void Row(double a)
    {
        string name = FormattableString.Invariant($"gamma({a})");
        double draw = Time(a, slope: false, own: false), both = Time(a, slope: true, own: false);
        _output.WriteLine($"{name,-16}{Cells(draw, $"pytorch.{name}.draw")}   {Cells(both, $"pytorch.{name}.slope")}"
            + FormattableString.Invariant($"   {Time(a, false, true),9:F2}{Time(a, true, true),9:F2}"));
    }

    private string Cells(double time, string other) => Figure.Find(_others, other) is { } figure
        ? FormattableString.Invariant($"{time,9:F2}{figure.Minimum,9:F2}{figure.Minimum / time,7:F1}")
        : FormattableString.Invariant($"{time,9:F2}{"-",9}{"-",7}");

    private double Time(double a, bool slope, bool own)
    {
        Tensor shape = Input("a", [], own), z = Input("z", [], varies: true);
        Tensor x = Exp(LogGammaQuantile(shape, z));
        Tensor[] outputs = slope ? [x, Differentiate.Gradient(DrawSum(x), shape)[0]] : [x];
        var runner = new PlanRunner(ExecutionPlan.Create([shape, z], outputs, fused: true), Draws);
        if (own)
        {
            runner.SetByDraw(0, [.. Enumerable.Range(0, Draws).Select(d => a * (1 + 0.5 * (d * 0.618 % 1)))]);
        }
        else
        {
            runner.SetShared(0, [a]);
        }
        return Measurement.Of(() =>
        {
            Draw();
            runner.SetByDraw(1, _noise);
            runner.Run();
            return 0;
        }, isOneThread: true).Minimum / Draws;
    }

    private void Draw() => Noise.FillNormal(RandomKey.FromSeed(1), _step++, 0, Draws, 0, 1, _noise);
}
