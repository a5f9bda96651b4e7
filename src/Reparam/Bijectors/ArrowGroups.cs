namespace Reparam.Bijectors;

/// <summary>Groups of equally many elements of a vector in an <see cref="ArrowAffine"/>: each depends on the head and
/// on itself.</summary>
/// <param name="Slope">How they follow the head: shape [groups, elements of a group, elements of the head].</param>
/// <param name="Scale">How they depend on themselves: lower triangular matrices, shape [groups, elements of a group,
/// elements of a group], no diagonal element 0.</param>
/// <param name="Places">Where their elements stand in the vector, group after group.</param>
public sealed record ArrowGroups(Tensor Slope, Tensor Scale, IReadOnlyList<int> Places);
