namespace Reparam.Variational;

/// <summary>An approximation of continuous and discrete unknowns together.</summary>
/// <param name="name">Its name.</param>
internal abstract class DrawnApproximation(string name) : Approximation(name)
{
    public sealed override bool IsGaussian => false;

    /// <summary>The products that it is made of.</summary>
    public abstract IReadOnlyList<ProductApproximation> Parts { get; }

    /// <summary>log q at many points: [element · draws + draw], in nats.</summary>
    public abstract double[] LogDensities(double[] points, int count, int threads);

    public sealed override double LogDensity(ReadOnlySpan<double> point) => LogDensities(point.ToArray(), 1, 1)[0];
}
