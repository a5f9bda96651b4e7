using System.Globalization;
using Reparam.Execution;
using Reparam.Primitives;

namespace Reparam.Gradients;

/// <summary>
/// Decides whether two expressions are equal wherever two others are: writes all as polynomials in atoms, solves the
/// equation of the boundary for an atom in which it is linear, and puts the solution in.
/// </summary>
/// <remarks>Equality is found element by element of broadcast shapes, up to rounding of coefficients. It is not found
/// where it needs more than this algebra, such as sin² + cos² = 1.</remarks>
internal sealed class BoundaryAlgebra
{
    private readonly Dictionary<Tensor, Polynomial> _forms = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _numbers;
    private readonly List<HashSet<int>> _inside;
    private readonly Dictionary<int, int> _absolute;
    private readonly Dictionary<object, int> _identities;
    private readonly IReadOnlyCollection<Tensor> _wholes;
    private readonly int? _solved;
    private readonly Polynomial? _solution;

    private BoundaryAlgebra(IReadOnlyCollection<Tensor> wholes)
    {
        _wholes = wholes;
        (_numbers, _inside, _absolute) = (new(StringComparer.Ordinal), [], []);
        _identities = new(ReferenceEqualityComparer.Instance);
    }

    private BoundaryAlgebra(BoundaryAlgebra known, int solved, Polynomial solution)
    {
        (_numbers, _inside, _absolute) = (known._numbers, known._inside, known._absolute);
        (_identities, _wholes) = (known._identities, known._wholes);
        (_solved, _solution) = (solved, solution);
    }

    /// <summary>Whether <paramref name="x"/> = <paramref name="y"/> where <paramref name="a"/> =
    /// <paramref name="b"/>; false where that is not shown.</summary>
    /// <param name="a">One side of the equation.</param>
    /// <param name="b">The other side.</param>
    /// <param name="x">What is compared.</param>
    /// <param name="y">With this.</param>
    /// <param name="wholes">Tensors that are atoms whatever they are made of, such as draws.</param>
    public static bool AreEqualWhere(
        Tensor a, Tensor b, Tensor x, Tensor y, IReadOnlyCollection<Tensor> wholes)
    {
        var algebra = new BoundaryAlgebra(wholes);
        if (algebra.IsZero(x, y))
        {
            return true;
        }
        Polynomial boundary = Polynomial.Add(algebra.Form(a), algebra.Form(b), -1);
        foreach ((double coefficient, int[] atoms) in boundary.Terms.ToArray())
        {
            if (atoms is [int atom] && boundary.Terms.Count(t => algebra.Inside(t.Atoms).Contains(atom)) == 1)
            {
                Polynomial rest = Polynomial.Sum(boundary.Terms.Where(t => t.Atoms != atoms)
                    .Select(t => (-t.Coefficient / coefficient, t.Atoms)));
                if (new BoundaryAlgebra(algebra, atom, rest).IsZero(x, y))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private bool IsZero(Tensor x, Tensor y)
    {
        Polynomial left = Form(x), right = Form(y), difference = Polynomial.Add(left, right, -1);
        double size = left.Terms.Concat(right.Terms).Select(static t => Math.Abs(t.Coefficient)).DefaultIfEmpty().Max();
        return difference.Terms.All(t => Math.Abs(t.Coefficient) <= 1e-12 * size);
    }

    private IEnumerable<int> Inside(int[] atoms) => atoms.SelectMany(a => _inside[a]);

    private Polynomial Form(Tensor root)
    {
        foreach (Tensor node in Graph.TopologicalOrder([root]))
        {
            if (!_forms.ContainsKey(node))
            {
                _forms[node] = Of(node);
            }
        }
        return _forms[root];
    }

    private Polynomial Of(Tensor node)
    {
        Primitive p = node.Primitive;
        if (_wholes.Contains(node))
        {
            return Atom(Identity(node), []);
        }
        Polynomial Operand(int i) => _forms[node.Operands[i]];
        if (node.Attributes is ConstantAttributes { Values: [double first, ..] values }
            && Array.TrueForAll(values, v => v == first) && double.IsFinite(first))
        {
            return Polynomial.Of(first);
        }
        return (p == Elementwise.Add ? Polynomial.Add(Operand(0), Operand(1))
            : p == Elementwise.Subtract ? Polynomial.Add(Operand(0), Operand(1), -1)
            : p == Elementwise.Negate ? Polynomial.Add(Polynomial.Of(0), Operand(0), -1)
            : p == Elementwise.Multiply ? Product(Operand(0), Operand(1))
            : p == Elementwise.Divide ? Operand(1).Number is { } d and not 0 ? Product(Operand(0), Polynomial.Of(1 / d))
                : Product(Operand(0), Atom("reciprocal:" + Operand(1).Key, [Operand(1)]))
            : p == Elementwise.Power && Operand(1).Number is 2 ? Product(Operand(0), Operand(0))
            : p == Elementwise.Power && Operand(1).Number is 3 && Product(Operand(0), Operand(0)) is { } square
                ? Product(square, Operand(0))
            : p == Rearrangements.Detach || node.Attributes is IndexMap { Kind: "broadcast" } ? Operand(0)
            : null) ?? Function(node);
    }

    /// <summary>A function that is not taken apart: a number where its operands are.</summary>
    private Polynomial Function(Tensor node)
    {
        Polynomial[] operands = [.. node.Operands.Select(o => _forms[o])];
        if (operands.Length > 0 && ElementReads.IsElementwise(node)
            && Array.TrueForAll(operands, static o => o.Number is not null))
        {
            double value = new Tensor(node.Primitive, node.Attributes,
                [.. operands.Select(static o => (Tensor)o.Number!.Value)]).ToDouble();
            if (double.IsFinite(value))
            {
                return Polynomial.Of(value);
            }
        }
        string attributes = node.Attributes switch
        {
            null => "",
            IndexMap { Source.Length: <= 64 } map => $"{map.Shape}:{string.Join(',', map.Source)}",
            Shape shape => shape.ToString(),
            int number => number.ToString(CultureInfo.InvariantCulture),
            object other => Identity(other),
        };
        // Leaves are what they are; others are known by what they are computed from.
        string key = $"{node.Primitive.Name}[{attributes}]" + (operands.Length == 0
            ? Identity(node)
            : $"({string.Join(';', operands.Select(static o => o.Key))})");
        Polynomial atom = Atom(key, operands);
        if (node.Primitive == Elementwise.Abs && operands[0].Count == 1
            && operands[0].Terms.Single() is (1, [int argument]))
        {
            _absolute[_numbers[key]] = argument;
        }
        return atom;
    }

    private string Identity(object thing)
    {
        _identities.TryAdd(thing, _identities.Count);
        return "#" + _identities[thing].ToString(CultureInfo.InvariantCulture);
    }

    private Polynomial Atom(string key, Polynomial[] operands)
    {
        if (!_numbers.TryGetValue(key, out int number))
        {
            number = _inside.Count;
            _numbers[key] = number;
            _inside.Add([number, .. operands.SelectMany(o => o.Terms).SelectMany(t => Inside(t.Atoms))]);
        }
        return number == _solved ? _solution! : Polynomial.Atom(number);
    }

    /// <summary>A product; where |u| is known on the boundary, u² is too.</summary>
    private Polynomial? Product(Polynomial a, Polynomial b)
    {
        Polynomial? product = Polynomial.Multiply(a, b);
        if (product is null || _solved is not { } solved || !_absolute.TryGetValue(solved, out int argument))
        {
            return product;
        }
        Polynomial? square = Polynomial.Multiply(_solution!, _solution!), sum = Polynomial.Of(0);
        foreach ((double coefficient, int[] atoms) in product.Terms)
        {
            int pairs = atoms.Count(a => a == argument) / 2;
            Polynomial? term = Polynomial.Sum([(coefficient, [.. atoms.Where(a => a != argument),
                .. Enumerable.Repeat(argument, atoms.Count(a => a == argument) % 2)])]);
            for (int i = 0; i < pairs && term is not null && square is not null; i++)
            {
                term = Polynomial.Multiply(term, square);
            }
            sum = term is null || square is null || sum is null ? null : Polynomial.Add(sum, term);
        }
        return sum;
    }
}
