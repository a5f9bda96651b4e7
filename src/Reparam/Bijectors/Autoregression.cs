namespace Reparam.Bijectors;

/// <summary>The slow direction of autoregressive maps: element by element, each from those before it.</summary>
internal static class Autoregression
{
    /// <summary>The vectors r of which each element is a function of the same element of given vectors and of the
    /// elements of r before it.</summary>
    /// <param name="given">Vectors of length n, with any batch axes.</param>
    /// <param name="next">From the given vectors and r to r, where element i may read elements before i only.</param>
    public static Tensor Solve(Tensor given, Func<Tensor, Tensor, Tensor> next)
    {
        ArgumentNullException.ThrowIfNull(given);
        if (given.Rank == 0 || given.Shape[^1] == 0)
        {
            return next(given, given);
        }
        // Step i makes element i right. What lies beyond is kept at 0, so that nothing that is not yet known can
        // overflow.
        int n = given.Shape[^1];
        Tensor known = Events.Indicator(n, n, static (step, element) => element <= step);
        return Tensor.Scan([Tensor.Full(0, given.Shape)], [known], (carry, element) =>
            ([Tensor.Select(element[0], next(given, carry[0]), 0)], [])).Carry[0];
    }
}
