using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A member of a family, ready to be drawn from.</summary>
/// <param name="name">The family's name.</param>
internal abstract class Approximation(string name)
{
    /// <summary>The family's name.</summary>
    public string Name { get; } = name;

    /// <summary>The number of unknowns.</summary>
    public int Dimension => Coordinates.Dimension;

    /// <summary>Where it lies and how far it spreads: exactly, for a normal distribution; otherwise the coordinates that
    /// it was fitted in.</summary>
    public abstract Coordinates Coordinates { get; }

    /// <summary>The normal distributions that it is made of, where it is.</summary>
    public virtual IReadOnlyList<Coordinates> Pieces => [Coordinates];

    /// <summary>Whether it is the normal distribution that the coordinates describe.</summary>
    public abstract bool IsGaussian { get; }

    /// <summary>Quasi-random draws and log q at each: [element · draws + draw], in nats. The array of the
    /// points may be longer, and may be given back to <see cref="Numerics.LargeArrays"/>.</summary>
    /// <param name="key">The same key gives the same draws.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">The most threads to use.</param>
    public abstract (double[] Points, double[] LogDensities) Draw(RandomKey key, int count, int threads);

    /// <summary>The same with heavier tails, where it is known how.</summary>
    public virtual Approximation Defended => this;

    /// <summary>log q at a point, in nats.</summary>
    public abstract double LogDensity(ReadOnlySpan<double> point);
}
