namespace Reparam.Bijectors;

/// <summary>
/// A smooth one-to-one map x ↦ y with a known log |det ∂y/∂x|: a change of variables.
/// </summary>
/// <remarks>
/// To write one, give <see cref="Forward"/>, <see cref="Inverse"/> and <see cref="LogDetJacobian"/>; a map of whole
/// vectors or matrices also gives <see cref="EventRank"/> and, where the number of elements changes,
/// <see cref="ForwardShape"/> and <see cref="InverseShape"/>. Leading axes are a batch: each of their elements is
/// mapped by itself.
/// </remarks>
public abstract record Bijector
{
    /// <summary>The number of innermost axes that are mapped together: 0 for a map of numbers, 1 of vectors, 2 of
    /// matrices.</summary>
    public virtual int EventRank => 0;

    /// <summary>The number of innermost axes of y that one event has; differs from <see cref="EventRank"/> where a
    /// vector becomes a matrix.</summary>
    public virtual int ForwardEventRank => EventRank;

    /// <summary>y for a given x.</summary>
    /// <param name="x">Batch axes, then the event.</param>
    public abstract Tensor Forward(Tensor x);

    /// <summary>x for a given y.</summary>
    /// <param name="y">Batch axes, then the event.</param>
    public abstract Tensor Inverse(Tensor y);

    /// <summary>log |det ∂y/∂x|, one number for each element of the batch.</summary>
    /// <param name="x">A point.</param>
    /// <param name="y">Its image, <see cref="Forward"/> of x: often the formula is shorter in it.</param>
    public abstract Tensor LogDetJacobian(Tensor x, Tensor y);

    /// <summary>The image together with its log |det ∂y/∂x|.</summary>
    /// <param name="x">Batch axes, then the event.</param>
    public virtual (Tensor Value, Tensor LogDet) ForwardAndLogDet(Tensor x)
    {
        Tensor y = Forward(x);
        return (y, LogDetJacobian(x, y));
    }

    /// <summary>The preimage together with log |det ∂x/∂y|.</summary>
    /// <param name="y">Batch axes, then the event.</param>
    public virtual (Tensor Value, Tensor LogDet) InverseAndLogDet(Tensor y)
    {
        Tensor x = Inverse(y);
        return (x, -LogDetJacobian(x, y));
    }

    /// <summary>The shape of y for x of a given shape.</summary>
    /// <param name="shape">The shape of x.</param>
    public virtual Shape ForwardShape(Shape shape) => shape;

    /// <summary>The shape of x for y of a given shape.</summary>
    /// <param name="shape">The shape of y.</param>
    public virtual Shape InverseShape(Shape shape) => shape;
}
