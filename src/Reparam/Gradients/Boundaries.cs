using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>The boundaries at which an integrand jumps, as affine functions of noise or draw that are 0 there: their
/// margins.</summary>
internal sealed class Boundaries
{
    private static readonly double InverseRootTwoPi = 1 / Math.Sqrt(2 * Math.PI);

    private readonly ProblemTrace _trace;
    private readonly Tensor[] _operations;
    private readonly Tensor _margins;
    private readonly Tensor _variable;
    private readonly bool _isNoise;
    private readonly bool _isProjected;
    private readonly BoundaryGroups _groups;

    private Boundaries(ProblemTrace trace, Tensor[] operations, Tensor margins, bool isNoise, bool isProjected)
    {
        (_trace, _operations, _margins) = (trace, operations, margins);
        (_isNoise, _isProjected) = (isNoise, isProjected);
        _variable = isNoise ? trace.Noise[0].Input : trace.Paths[0];
        _groups = BoundaryGroups.Of(trace, margins, _variable);
    }

    /// <summary>The number of different boundaries.</summary>
    public int Count => _groups.Count;

    /// <summary>The boundaries of a problem, or why they cannot be drawn from.</summary>
    public static Boundaries? Of(ProblemTrace trace, SurfaceSampling surface, out string? refusal)
    {
        refusal = null;
        if (trace.Problem.Samples > 1)
        {
            refusal = "it is made for one draw, but the bound has several samples. Use ScoreFunction.";
            return null;
        }
        Jump[] jumps = [.. trace.Jumps.Where(static j => j.Continuity == Continuity.Jumps)];
        if (jumps.Length == 0)
        {
            refusal = "the integrand does not jump, so that there is nothing to correct. Use Pathwise.";
            return null;
        }
        if (Array.Find(jumps, static j => !HasMargin(j)) is { } other)
        {
            refusal = $"the operation '{other.Operation.Primitive.Name}', {trace.Words(other.Operation)}, " +
                (other.Scan is not null ? "jumps inside a recurrence. "
                    : "is no comparison of which one boundary is known. ") +
                "Use ScoreFunction.";
            return null;
        }
        Tensor[] operations = [.. jumps.Select(static j => j.Operation)];
        Tensor[] margins = [.. operations.Select(static o => ContinuityTest.Margin(o)!)];
        Tensor joined = Concatenate([.. margins.Select(static m => Reshape(m, [m.Size]))]);
        if (trace.Law.Noise == NoiseKind.Normal && AffineNoise.Holds(joined, trace.Noise[0].Input))
        {
            return new(trace, operations, joined, isNoise: true, surface == SurfaceSampling.Conditional);
        }
        int curved = Array.FindIndex(margins, m => !AffineNoise.Holds(m, trace.Paths[0]));
        Distribution elements = Elements(trace.Law);
        refusal = curved >= 0
            ? $"the boundary of the operation '{operations[curved].Primitive.Name}', " +
                $"{trace.Words(operations[curved])}, is not affine in the draw. Use ScoreFunction."
            : elements.EventShape.Rank > 0 || (elements.Support != Support.Real && !IsPositive(elements))
                ? $"one number of a draw of {trace.Law.GetType().Name} cannot be moved onto a boundary by " +
                    "itself. Use ScoreFunction."
            : LacksPath(elements, trace.Paths[0]);
        return refusal is null ? new(trace, operations, joined, isNoise: false, isProjected: false) : null;
    }

    private static bool IsPositive(Distribution law) =>
        law.Support == Support.Positive || law.Support == Support.NonNegative;

    /// <summary>Whether one boundary of the operation is known.</summary>
    public static bool HasMargin(Jump jump) => jump.Scan is null && ContinuityTest.Margin(jump.Operation) is not null;

    /// <summary>Probabilities to begin with: of normal noise in proportion to the density of the margin at 0.</summary>
    public double[] Rates() => _groups.Rates(_isNoise);

    /// <summary>The term, with one boundary for each draw, taken with given probabilities.</summary>
    public BoundaryTerm Term(double[] probabilities)
    {
        var (chosen, probability, noise) = Choose(probabilities);
        Tensor owned = Gather(chosen, _groups.Owners), representative = owned * _groups.IsFirst;
        Tensor margin = Sum(representative * _margins);
        Tensor row = StopGradient(Differentiate.VectorJacobianProduct(_margins, representative, _variable)[0]);
        var (point, path, density) = _isProjected ? Projected(margin, row)
            : _isNoise ? MovedNoise(margin, row, chosen) : Moved(margin, row, chosen);
        var moved = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [_variable] = point };
        Tensor jump = Side(owned, moved, above: true) - Side(owned, moved, above: false);
        moved[_variable] = path;
        Tensor crossing = Sum(representative * Graph.Substitute([_margins], moved)[0]);
        return new(StopGradient(jump * density / probability) * crossing,
            Sum(chosen * Constant([.. Enumerable.Range(0, Count)], [Count])), [.. _trace.Noise, .. noise]);
    }

    /// <summary>Which boundary a draw takes: 1 at it, 0 elsewhere.</summary>
    private (Tensor Chosen, Tensor Probability, NoiseInput[] Noise) Choose(double[] probabilities)
    {
        if (Count == 1)
        {
            return (Full(1, [1]), 1, []);
        }
        var ends = new double[Count + 1];
        for (int k = 0; k < Count; k++)
        {
            ends[k + 1] = ends[k] + probabilities[k];
        }
        // The sum is 1 but for rounding.
        double[] scaled = [.. ends.Select(e => e / ends[^1])];
        NoiseInput uniform = NoiseInput.Of(NoiseKind.Uniform, Shape.Scalar, "boundary");
        Tensor chosen = LessOrEqual(Constant(scaled[..^1], [Count]), uniform.Input)
            * Less(uniform.Input, Constant(scaled[1..], [Count]));
        return (chosen, Sum(chosen * Constant([.. probabilities.Select(p => p / ends[^1])], [Count])), [uniform]);
    }

    /// <summary>Normal noise given that an affine function m + a·ε of it is 0, and the density of that function
    /// there.</summary>
    private (Tensor Point, Tensor Path, Tensor Density) Projected(Tensor margin, Tensor row)
    {
        Tensor square = Sum(Square(row)), offset = margin - Sum(row * _variable);
        Tensor point = StopGradient(_variable - row * (margin / square));
        return (point, point, InverseRootTwoPi * Exp(-0.5 * Square(offset) / square) / Sqrt(square));
    }

    /// <summary>Normal noise with one number moved onto the boundary, and its density there.</summary>
    private (Tensor Point, Tensor Path, Tensor Density) MovedNoise(Tensor margin, Tensor row, Tensor chosen)
    {
        Tensor number = Coordinate(chosen), slope = Sum(row * number);
        Tensor point = StopGradient(_variable - number * (margin / slope));
        return (point, point, InverseRootTwoPi * Exp(-0.5 * Square(Sum(number * point))) / Abs(slope));
    }

    /// <summary>1 at the number that is moved onto the chosen boundary.</summary>
    private Tensor Coordinate(Tensor chosen) => Reshape(
        MatMul(chosen, Constant(_groups.Coordinates(_variable), [Count, _variable.Size])), _variable.Shape);

    /// <summary>A draw with one number moved onto the boundary, and the density of that number there.</summary>
    private (Tensor Point, Tensor Path, Tensor Density) Moved(Tensor margin, Tensor row, Tensor chosen)
    {
        Distribution law = Elements(_trace.Law);
        Tensor number = Coordinate(chosen);
        Tensor slope = Sum(row * number), moved = StopGradient(_variable - number * (margin / slope));
        Tensor isInside = IsPositive(law) ? Sum(number * moved) > 0 : Full(1, Shape.Scalar);
        Tensor point = StopGradient(Select(isInside, moved, _variable));
        // So far out the density is zero, and the path of a number is not known.
        Tensor logDensity = Sum(number * law.LogProb(point));
        Tensor isReached = isInside * (logDensity > -600);
        Tensor safe = StopGradient(Select(isReached, point, _variable));
        Tensor path = Select(number, ImplicitPath.Attach(safe, law), _variable);
        return (safe, path, Select(isReached, Exp(logDensity), 0) / Abs(slope));
    }

    /// <summary>The integrand on one side of the chosen boundary.</summary>
    private Tensor Side(Tensor owned, Dictionary<Tensor, Tensor> moved, bool above)
    {
        Tensor[] there = Graph.Substitute(_operations, moved);
        var forced = new Dictionary<Tensor, Tensor>(moved, ReferenceEqualityComparer.Instance);
        for (int i = 0, start = 0; i < _operations.Length; start += _operations[i++].Size)
        {
            Shape shape = _operations[i].Shape;
            (double low, double high) = ContinuityTest.Sides(_operations[i]);
            double[] results = [.. _groups.Signs.Skip(start).Take(shape.Size).Select(s => s > 0 == above ? high : low)];
            Tensor isForced = Reshape(Slice(owned, 0, start, start + shape.Size), shape);
            forced[_operations[i]] = Select(isForced, Constant(results, shape), there[i]);
        }
        return Graph.Substitute([_trace.PathValue], forced)[0];
    }

    /// <summary>Says that a distribution has no formula by which a moved number has a path, or null.</summary>
    private static string? LacksPath(Distribution law, Tensor draw)
    {
        try
        {
            _ = ImplicitPath.Attach(draw, law);
            return null;
        }
        catch (NotSupportedException e)
        {
            return e.Message;
        }
    }

    private static Distribution Elements(Distribution law) =>
        law is Independent independent ? Elements(independent.Source) : law;
}
