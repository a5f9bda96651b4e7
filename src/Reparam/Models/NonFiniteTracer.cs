using Reparam.Execution;
using Reparam.Primitives;

namespace Reparam;

/// <summary>Finds where a log density, or its gradient, stops being finite at a point.</summary>
/// <remarks>
/// Every operation is an output of the run, so nothing is lost to reuse of buffers. From the result the walk goes back
/// through elements that are not finite to one whose own operands are: so it ends at a cause, and not at an infinity
/// that came to nothing on the way.
/// </remarks>
internal sealed class NonFiniteTracer
{
    private readonly IReadOnlyList<string> _unknownNames;
    private readonly Dictionary<Tensor, double[]> _values = new(ReferenceEqualityComparer.Instance);

    private readonly Tensor _x;

    private NonFiniteTracer(
        IReadOnlyList<Tensor> inputs, double[][] point, IReadOnlyList<string> unknownNames, Tensor output)
    {
        _x = inputs[0];
        _unknownNames = unknownNames;
        List<Tensor> nodes = Graph.TopologicalOrder([output]);
        double[][] values = Evaluation.Run(inputs, point, nodes, draws: 1);
        for (int i = 0; i < nodes.Count; i++)
        {
            _values.Add(nodes[i], values[i]);
        }
    }

    /// <summary>The origin, or null where value and gradient are finite.</summary>
    public static NonFiniteValue? Find(LogDensity density, double[] point)
    {
        Tensor x = Tensor.Input("x", [density.Dimension]);
        IReadOnlyList<Term> terms = density.Terms(x);
        Tensor total = density.LogProb(x), gradient = Differentiate.Gradient(total, x)[0];
        if (density.Rows is not { } rows)
        {
            return Find(density, terms, [x], [point], total, gradient);
        }
        double[][] buffers = rows.Buffers();
        for (long block = 0; block < rows.Count; block++)
        {
            long first = rows.First(block);
            rows.Load(first, (int)(rows.First(block + 1) - first), buffers);
            if (Find(density, terms, [x, .. rows.Inputs], [point, .. buffers], total, gradient) is { } found)
            {
                return found.Row is not null && found.Shape[0] == rows.Length
                    ? found with { SourceRow = first + found.Row, SourceRows = rows.Source.RowCount }
                    : found;
            }
        }
        return null;
    }

    private static NonFiniteValue? Find(LogDensity density, IReadOnlyList<Term> terms, IReadOnlyList<Tensor> inputs,
        double[][] point, Tensor total, Tensor gradient)
    {
        Tensor x = inputs[0];
        double[][] results = Evaluation.Run(inputs, point, [total, gradient], draws: 1);
        bool inGradient = double.IsFinite(results[0][0]);
        if (inGradient && Array.TrueForAll(results[1], double.IsFinite))
        {
            return null;
        }
        NonFiniteValue? Origin(Term? term, Tensor value) =>
            new NonFiniteTracer(inputs, point, density.UnknownNames, value).Origin(term, value, inGradient);
        Tensor Part(Tensor value) => inGradient ? Differentiate.Gradient(value, x)[0] : value;
        return terms.Select(term => Origin(term, Part(term.Value))).FirstOrDefault(static origin => origin is not null)
            ?? Origin(null, inGradient ? gradient : total);
    }

    private NonFiniteValue? Origin(Term? term, Tensor output, bool inGradient)
    {
        int start = Array.FindIndex(_values[output], static v => !double.IsFinite(v));
        if (start < 0)
        {
            return null;
        }
        var path = new List<(Tensor Node, int Element)> { (output, start) };
        while (Before(path[^1].Node, path[^1].Element) is { } before)
        {
            path.Add(before);
        }
        // An infinite constant is no operation: what counts is who reads it.
        int last = path.FindLastIndex(static p =>
            p.Node.Primitive != Leaves.Constant && !ElementReads.IsRearrangement(p.Node.Primitive));
        (Tensor node, int element) = path[Math.Max(last, 0)];
        var (shape, place) = node.Attributes is ScanBody body ? body.Locate(element) : (node.Shape, element);
        return new NonFiniteValue(term?.Name, term?.Kind, inGradient, node.Primitive.Name, shape, place,
            Value(node, element), Operands(node, element));
    }

    /// <summary>An element that is not finite and that this one was computed from; a NaN where this is one and there is
    /// one.</summary>
    private (Tensor Node, int Element)? Before(Tensor node, int element)
    {
        (Tensor, int)? infinite = null;
        bool isNaN = double.IsNaN(Value(node, element));
        foreach (var (operand, read) in ElementReads.Of(node, element, Value))
        {
            double value = Value(node.Operands[operand], read);
            if (!double.IsFinite(value))
            {
                if (double.IsNaN(value) == isNaN)
                {
                    return (node.Operands[operand], read);
                }
                infinite ??= (node.Operands[operand], read);
            }
        }
        return infinite;
    }

    private NonFiniteOperand[] Operands(Tensor node, int element)
    {
        ILookup<int, int> reads =
            ElementReads.Of(node, element, Value).ToLookup(static r => r.Operand, static r => r.Element);
        return [.. reads.OrderBy(static r => r.Key).Select(read =>
        {
            Tensor operand = node.Operands[read.Key];
            int? shown = ElementReads.IsElementwise(node) ? read.First()
                : read.Where(e => !double.IsFinite(Value(operand, e))).Select(static e => (int?)e).FirstOrDefault();
            double? value = shown is { } place ? Value(operand, place) : null;
            return new NonFiniteOperand(Source(operand, shown ?? read.First()), operand.Shape, shown, value);
        })];
    }

    /// <summary>What an element was before it was moved about.</summary>
    private string Source(Tensor node, int element)
    {
        while (ElementReads.IsRearrangement(node.Primitive))
        {
            (int Operand, int Element)[] reads = [.. ElementReads.Of(node, element, Value)];
            if (reads.Length == 0)
            {
                return "";
            }
            (node, element) = (node.Operands[reads[0].Operand], reads[0].Element);
        }
        return node.Attributes switch
        {
            ConstantAttributes constant => constant.Name is { } name ? $"data '{name}'" : "",
            InputAttributes when ReferenceEquals(node, _x) => $"unknown '{_unknownNames[element]}'",
            InputAttributes input => $"data '{input.Name}'",
            _ => node.Primitive.Name,
        };
    }

    private double Value(Tensor node, int element) => _values[node][element];
}
