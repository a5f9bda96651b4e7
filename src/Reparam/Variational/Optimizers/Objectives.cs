namespace Reparam.Variational;

/// <summary>An objective to be minimised: its value, and its gradient as a side product.</summary>
/// <remarks>A NaN or infinite value or gradient marks a point outside the domain; the optimisers step back from it.
/// </remarks>
/// <param name="point">x, n coordinates.</param>
/// <param name="gradient">Receives ∇f(x), n coordinates.</param>
/// <returns>f(x).</returns>
public delegate double ValueAndGradient(ReadOnlySpan<double> point, Span<double> gradient);

/// <summary>The second derivatives of an objective as a matrix.</summary>
/// <param name="point">x, n coordinates.</param>
/// <param name="hessian">Receives the full symmetric Hessian ∇²f(x), n² values, row-major.</param>
public delegate void HessianMatrix(ReadOnlySpan<double> point, Span<double> hessian);

/// <summary>The second derivatives of an objective along a direction.</summary>
/// <param name="point">x, n coordinates.</param>
/// <param name="vector">v, n coordinates.</param>
/// <param name="result">Receives ∇²f(x) v, n coordinates.</param>
public delegate void HessianVectorProduct(
    ReadOnlySpan<double> point, ReadOnlySpan<double> vector, Span<double> result);
