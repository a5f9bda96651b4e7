using Reparam.Benchmarks.Comparison;
using Reparam.Distributions;
using Reparam.Execution;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>paths</c>: nanoseconds per draw of a distribution whose path has no closed form, and per
/// draw with the derivative in its parameters, on one thread; of vectors, per element.</summary>
/// <remarks>Noise is drawn anew each time, as the others do, and its time stands by itself, too.</remarks>
internal sealed class PathTable
{
    private const int Draws = 16_384;
    private const int Parts = 5;

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
        var numbers = new double[Draws];
        double noise = Measurement.Of(() =>
        {
            table.Draw(numbers);
            return 0;
        }, isOneThread: true).Minimum / Draws;
        output.WriteLine(FormattableString.Invariant(
            $"Nanoseconds per draw, {Draws} draws at once, one thread; of which normal noise {noise:F2} a number."));
        output.WriteLine("'own' has parameters of its own for each draw, from those given to 1.5 times them.");
        output.WriteLine();
        output.WriteLine($"{"",-16}{"draw",9}{"PyTorch",9}{"ratio",7}   {"+ slope",9}{"PyTorch",9}{"ratio",7}"
            + $"   {"own: draw",9}{"+ slope",9}");
        foreach (double a in new[] { 0.1, 1, 5, 100, 1e4 })
        {
            table.Row("gamma", static p => new Gamma(p[0], 1), a);
        }
        foreach (double nu in new[] { 0.5, 3, 30, 1000 })
        {
            table.Row("student_t", static p => new StudentT(p[0], 0, 1), nu);
        }
        foreach ((double a, double b) in new[] { (0.5, 0.5), (2, 3), (1000.0, 2000.0) })
        {
            table.Row("beta", static p => new Beta(p[0], p[1]), a, b);
        }
        foreach (double a in new[] { 0.5, 2, 100 })
        {
            table.Row("dirichlet", static p => new Dirichlet(p[0]), parts: Parts, a);
        }
        output.WriteLine();
        PathVariance.Print(output);
        return 0;
    }

    private void Row(string name, Func<Tensor[], Distribution> make, params double[] parameters) =>
        Row(name, make, parts: 1, parameters);

    private void Row(string name, Func<Tensor[], Distribution> make, int parts, params double[] parameters)
    {
        name = FormattableString.Invariant($"{name}({string.Join(',', parameters)})");
        double draw = Time(make, parts, parameters, slope: false, own: false);
        double both = Time(make, parts, parameters, slope: true, own: false);
        double ownDraw = Time(make, parts, parameters, slope: false, own: true);
        double ownBoth = Time(make, parts, parameters, slope: true, own: true);
        _output.WriteLine($"{name,-16}{Cells(draw, $"pytorch.{name}.draw")}   {Cells(both, $"pytorch.{name}.slope")}"
            + FormattableString.Invariant($"   {ownDraw,9:F2}{ownBoth,9:F2}"));
    }

    private string Cells(double time, string other) => Figure.Find(_others, other) is { } figure
        ? FormattableString.Invariant($"{time,9:F2}{figure.Minimum,9:F2}{figure.Minimum / time,7:F1}")
        : FormattableString.Invariant($"{time,9:F2}{"-",9}{"-",7}");

    private double Time(Func<Tensor[], Distribution> make, int parts, double[] parameters, bool slope, bool own)
    {
        Shape shape = parts == 1 ? [] : [parts];
        Tensor[] inputs = [.. parameters.Select((_, i) => Input("p" + i, shape, own))];
        Distribution distribution = make(inputs);
        Tensor noise = Input("noise", distribution.NoiseShape, varies: true), x = distribution.FromNoise(noise);
        int size = x.Size;
        // Of parts that sum to one the sum would have no derivative.
        Tensor sum = size == 1 ? x : Sum(x * Enumerable.Range(1, size).Select(i => (double)i).ToArray());
        Tensor[] outputs = slope ? [x, .. Differentiate.Gradient(DrawSum(sum), inputs)] : [x];
        var runner = new PlanRunner(ExecutionPlan.Create([.. inputs, noise], outputs, fused: true), Draws);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (own)
            {
                runner.SetByDraw(i,
                    [.. Enumerable.Range(0, Draws * parts).Select(d => parameters[i] * (1 + 0.5 * (d * 0.618 % 1)))]);
            }
            else
            {
                runner.SetShared(i, [.. Enumerable.Repeat(parameters[i], parts)]);
            }
        }
        var numbers = new double[Draws * noise.Size];
        runner.BindInput(inputs.Length, numbers);
        return Measurement.Of(() =>
        {
            Draw(numbers);
            runner.Run();
            return 0;
        }, isOneThread: true).Minimum / (Draws * size);
    }

    private void Draw(double[] numbers)
    {
        int elements = numbers.Length / Draws;
        Noise.FillNormal(RandomKey.FromSeed(1), _step++, 0, Draws, 0, elements, numbers);
    }
}
