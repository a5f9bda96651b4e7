using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Reparam;

/// <summary>Walks over expressions.</summary>
internal static class Graph
{
    /// <summary>Every tensor that the outputs depend on, operands before results, in an order that depends on the
    /// expressions alone.</summary>
    public static List<Tensor> TopologicalOrder(IEnumerable<Tensor> outputs)
    {
        var order = new List<Tensor>();
        var visited = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(Tensor Node, int Next)>();
        foreach (Tensor output in outputs)
        {
            if (visited.Add(output))
            {
                stack.Push((output, 0));
            }
            while (stack.TryPop(out var top))
            {
                if (top.Next == top.Node.Operands.Length)
                {
                    order.Add(top.Node);
                    continue;
                }
                stack.Push((top.Node, top.Next + 1));
                if (visited.Add(top.Node.Operands[top.Next]))
                {
                    stack.Push((top.Node.Operands[top.Next], 0));
                }
            }
        }
        return order;
    }

    /// <summary>The outputs with some of the tensors they depend on replaced by others of the same shape.</summary>
    public static Tensor[] Substitute(IReadOnlyList<Tensor> outputs, IReadOnlyDictionary<Tensor, Tensor> replacements)
    {
        var rewritten = new Dictionary<Tensor, Tensor>(replacements, ReferenceEqualityComparer.Instance);
        foreach (Tensor node in TopologicalOrder(outputs))
        {
            if (rewritten.ContainsKey(node))
            {
                continue;
            }
            Tensor[] operands = [.. node.Operands.Select(o => rewritten[o])];
            // Places of rows may be known now, or differ by draw.
            rewritten[node] = operands.SequenceEqual(node.Operands) ? node
                : node.Primitive == Primitives.IndexedRows.Gather ? Primitives.IndexedRows.Of(operands[0], operands[1])
                : new Tensor(node.Primitive, node.Attributes, operands);
        }
        return [.. outputs.Select(o => rewritten[o])];
    }

    /// <summary>A hash of everything that the values of expressions follow from, but for what their inputs are
    /// given.</summary>
    public static string Fingerprint(IReadOnlyList<Tensor> outputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var numbers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        foreach (Tensor node in TopologicalOrder(outputs))
        {
            numbers[node] = numbers.Count;
            Append(string.Create(CultureInfo.InvariantCulture, $"{node.Primitive.Name} {node.Shape} {node.Varies}"));
            Append(string.Join(' ', node.Operands.Select(o => numbers[o].ToString(CultureInfo.InvariantCulture))));
            switch (node.Attributes)
            {
                case Primitives.InputAttributes input:
                    Append(input.Name);
                    break;
                case Primitives.ConstantAttributes constant:
                    hash.AppendData(MemoryMarshal.AsBytes<double>(constant.Values));
                    break;
                case Primitives.IndexMap map:
                    Append(map.Kind);
                    hash.AppendData(MemoryMarshal.AsBytes<int>(map.Source));
                    break;
                case Primitives.ScanBody body:
                    Append(string.Create(CultureInfo.InvariantCulture, $"{body.Length} {body.IsReverse}"));
                    Append(Fingerprint([.. body.Results]));
                    break;
                default:
                    Append(Convert.ToString(node.Attributes, CultureInfo.InvariantCulture) ?? "");
                    break;
            }
        }
        Append(string.Join(' ', outputs.Select(o => numbers[o].ToString(CultureInfo.InvariantCulture))));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The expressions as numbered lines, one an operation: <c>%3 = exp %2 : [8] by draw</c>; the body of a
    /// scan is indented below it.</summary>
    public static string Print(IReadOnlyList<Tensor> outputs)
    {
        var text = new StringBuilder();
        var numbers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in TopologicalOrder(outputs))
        {
            numbers[node] = numbers.Count;
            string attributes = node.Attributes switch
            {
                Primitives.InputAttributes input => " " + input.Name,
                Primitives.ConstantAttributes { Values: [double value] } =>
                    " " + value.ToString("R", CultureInfo.InvariantCulture),
                Primitives.IndexMap map => " (" + map.Kind + ")",
                Primitives.ReductionAxes axes => " " + axes.Axes,
                Primitives.ScanBody body => string.Create(CultureInfo.InvariantCulture,
                    $" ({body.Length} steps{(body.IsReverse ? ", reverse" : "")})"),
                Primitives.Transposition t => (t.Left ? " left transposed" : "") + (t.Right ? " right transposed" : ""),
                _ => "",
            };
            text.Append(CultureInfo.InvariantCulture, $"%{numbers[node]} = {node.Primitive.Name}{attributes}");
            text.AppendJoin("", node.Operands.Select(o => " %" + numbers[o].ToString(CultureInfo.InvariantCulture)));
            text.Append(CultureInfo.InvariantCulture, $" : {node.Shape}{(node.Varies ? " by draw" : "")}\n");
            if (node.Attributes is Primitives.ScanBody step)
            {
                string body = Print([.. step.Results]).TrimEnd();
                text.Append("    ").Append(body.Replace("\n", "\n    ", StringComparison.Ordinal)).Append('\n');
            }
        }
        text.Append("return ")
            .AppendJoin(", ", outputs.Select(o => "%" + numbers[o].ToString(CultureInfo.InvariantCulture)));
        return text.Append('\n').ToString();
    }
}
