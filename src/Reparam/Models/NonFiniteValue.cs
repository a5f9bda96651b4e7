using System.Globalization;

namespace Reparam;

/// <summary>An operand of the operation at which a value stopped being finite.</summary>
/// <param name="Source">Where it comes from: <c>unknown 'mu'</c>, <c>data 'x'</c>, the name of the operation that
/// computed it, or nothing for a number without a name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Element">The element that was read, in row-major order from 0; null where the operation reads many and
/// all of them are finite.</param>
/// <param name="Value">That element; null where <paramref name="Element"/> is.</param>
public sealed record NonFiniteOperand(string Source, Shape Shape, int? Element, double? Value)
{
    /// <summary>The value with its source, such as <c>-0.3 from subtract</c>.</summary>
    public override string ToString() => (Value, Source) switch
    {
        ({ } value, "") => Parameter.Text(value),
        ({ } value, _) => $"{Parameter.Text(value)} from {Source}",
        (null, "") => $"{Shape}, all finite",
        _ => $"{Shape} from {Source}, all finite",
    };
}

/// <summary>
/// Where a log density, or its gradient, stopped being finite: the operation whose result at one element is infinite or
/// NaN although the elements that it was computed from are finite, or are infinite constants.
/// </summary>
/// <remarks>Infinities that came to nothing, such as the exponential in 1 / (1 + exp(1000)), are not reported: what is
/// found is a cause of what is wrong at the end.</remarks>
/// <param name="Term">The name of the first term that is not finite: a site, data or a factor; null where each term is
/// finite and only their sum is not.</param>
/// <param name="Kind">What part that term plays; null where <paramref name="Term"/> is.</param>
/// <param name="InGradient">Whether the log density is finite there, and only its gradient is not.</param>
/// <param name="Operation">The name of the operation, such as <c>log</c> or <c>cholesky</c>.</param>
/// <param name="Shape">The shape of its result.</param>
/// <param name="Element">The element of the result, in row-major order from 0.</param>
/// <param name="Value">That element: infinite or NaN.</param>
/// <param name="Operands">What it was computed from.</param>
public sealed record NonFiniteValue(string? Term, TermKind? Kind, bool InGradient, string Operation, Shape Shape,
    int Element, double Value, IReadOnlyList<NonFiniteOperand> Operands)
{
    /// <summary>The element's place, from 0, along the first axis that is longer than 1: for a term with one value an
    /// observation, the observation. Null for a single number.</summary>
    public int? Row
    {
        get
        {
            int axis = FirstLongAxis;
            return axis < 0 ? null : Element / Shape.Strides()[axis] % Shape[axis];
        }
    }

    /// <summary>The row of the source, from 0, where the model has rows of one (<see cref="ModelBuilder.Rows"/>) and
    /// the value belongs to a row; otherwise null. <see cref="Row"/> is then its place in a block.</summary>
    public long? SourceRow { get; init; }

    /// <summary>The number of rows of the source.</summary>
    internal long SourceRows { get; init; }

    private int FirstLongAxis => Array.FindIndex(Shape.ToArray(), static length => length > 1);

    /// <summary>A sentence, such as <c>It began in the likelihood of 'y', row 16 of 50 (counted from 0): log(-0.3 from
    /// subtract) is NaN.</c></summary>
    public override string ToString()
    {
        string part = Kind switch
        {
            null => "the sum of the terms",
            TermKind.Factor => $"the factor '{Term}'",
            TermKind.Jacobian => $"the Jacobian of '{Term}'",
            TermKind.Marginal => $"the sum over '{Term}'",
            { } kind => $"the {kind.ToString().ToLowerInvariant()} of '{Term}'",
        };
        string place = SourceRow is { } source
            ? string.Create(CultureInfo.InvariantCulture, $", row {source} of {SourceRows} (counted from 0)")
            : Row is not { } row ? ""
            : Shape[FirstLongAxis] == Shape.Size
                ? string.Create(CultureInfo.InvariantCulture, $", row {row} of {Shape.Size} (counted from 0)")
                : $", element {Parameter.Place(Shape, Element)} of shape {Shape} (counted from 0)";
        string reason = Operation == Primitives.Triangular.Cholesky.Name && double.IsNaN(Value)
            && Operands.All(static o => o.Value is null) ? ": the matrix is not positive definite" : "";
        return $"{(InGradient ? "The log density is finite there, its gradient is not. " : "")}It began in " +
            $"{(InGradient ? "the gradient of " : "")}{part}{place}: {Operation}({string.Join(", ", Operands)}) is " +
            $"{Parameter.Text(Value)}{reason}.";
    }
}
