using System.Globalization;
using Reparam.Distributions;

namespace Reparam;

/// <summary>A discrete unknown that was summed out of a model: log Σ over its values stands in the log density in its
/// place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prior">Its distribution.</param>
/// <param name="Shape">Its shape: one sum for each element.</param>
/// <param name="ValueCount">K, the values of an element; the most, where elements differ.</param>
/// <param name="Terms">The names of the terms that are in the sum, its own first.</param>
public sealed record Summation(
    string Name, Distribution Prior, Shape Shape, int ValueCount, IReadOnlyList<string> Terms)
{
    /// <summary>A line such as <c>z summed out: 2 values x 300 elements, with y</c>.</summary>
    public override string ToString()
    {
        IEnumerable<string> others = Terms.Where(t => t != Name);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Name} summed out: {ValueCount} value{(ValueCount == 1 ? "" : "s")} x {Shape.Size} ") +
            $"element{(Shape.Size == 1 ? "" : "s")}" +
            (others.Any() ? ", with " + string.Join(", ", others) : "; nothing else depends on it");
    }
}
