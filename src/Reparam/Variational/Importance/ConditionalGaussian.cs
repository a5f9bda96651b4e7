using System.Runtime.CompilerServices;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>
/// Proposals in two steps: first the few unknowns t on which the curvature depends, from a mixture of normal
/// distributions; then the others, normal given t, with a mean and a covariance that move with t.
/// </summary>
/// <remarks>
/// Mean and covariance are known at nodes, by Laplace's method; between nodes they are interpolated. However rough that
/// is, draws and densities agree exactly, so that importance weights are right.
/// </remarks>
internal sealed partial class ConditionalGaussian(GivenUnknowns given)
{
    private const int Block = 128;

    private readonly List<Node> _nodes = [];

    /// <summary>The distribution of t, as places.</summary>
    public GaussianMixture Marginal { get; } = new(given.Indices.Length);

    /// <summary>Adds what is known of the others near one place.</summary>
    public void Add(ConditionalNode node)
    {
        var place = new double[given.Indices.Length];
        given.ToPlace(node.Given, place);
        _nodes.Add(new Node(node, place));
    }

    /// <summary>Draws of all unknowns, [element · draws + draw], and log q of each.</summary>
    public (double[] Points, double[] LogDensities) Draw(RandomKey key, int draws, int threads)
    {
        int n = given.Indices.Length + given.Others.Length;
        double[] points = QuasiMonteCarlo.RentNormal(key, n, draws);
        // Two more dimensions of the same net choose the component of the mixture and the scale of the others.
        double[] choice = LargeArrays.Rent(draws), scale = LargeArrays.Rent(draws);
        QuasiMonteCarlo.FillUniform(key, n, draws, choice.AsSpan(0, draws));
        QuasiMonteCarlo.FillUniform(key, n + 1, draws, scale.AsSpan(0, draws));
        var logDensities = new double[draws];
        int most = threads == 0 ? Environment.ProcessorCount : threads;
        Parallel.For(0, (draws + Block - 1) / Block, new ParallelOptions { MaxDegreeOfParallelism = most },
            () => new Work(given, _nodes, Marginal),
            (block, _, work) =>
            {
                int first = block * Block, count = Math.Min(draws - first, Block);
                work.Draw(choice.AsSpan(first, count), scale.AsSpan(first, count), points.AsSpan(first), draws,
                    logDensities.AsSpan(first, count));
                return work;
            },
            static _ => { });
        LargeArrays.Return(choice);
        LargeArrays.Return(scale);
        return (points, logDensities);
    }

    /// <summary>Moves the marginal towards the posterior, as weighted draws show it.</summary>
    public void Follow(double[] points, ReadOnlySpan<double> weights, double effective) =>
        Marginal.Follow(Places(points, weights.Length), weights, effective);

    /// <summary>The places of draws: [element · draws + draw].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] Places(double[] points, int draws)
    {
        int h = given.Indices.Length;
        var places = new double[h * draws];
        double[] values = new double[h], place = new double[h];
        for (int d = 0; d < draws; d++)
        {
            for (int i = 0; i < h; i++)
            {
                values[i] = points[given.Indices[i] * draws + d];
            }
            given.ToPlace(values, place);
            for (int i = 0; i < h; i++)
            {
                places[i * draws + d] = place[i];
            }
        }
        return places;
    }

    /// <summary>The approximation at a node, its columns padded to whole vectors.</summary>
    private sealed class Node
    {
        public Node(ConditionalNode at, double[] place)
        {
            (Given, Place) = (at.Given, place);
            int m = at.Mode.Length, h = at.Given.Length, padded = Work.Padded(m);
            (Mode, LogDiagonal) = (new double[padded], new double[padded]);
            (Slope, Factor, At) = (new double[h * padded], new double[at.Pattern is DensePattern ? m * padded : 0], at);
            at.Mode.CopyTo(Mode, 0);
            for (int i = 0; i < m; i++)
            {
                LogDiagonal[i] = Math.Log(at.Pattern.DiagonalElement(at.Factor, i));
                for (int j = 0; j < h; j++)
                {
                    Slope[j * padded + i] = at.Slope[i * h + j];
                }
                for (int j = 0; j < i && Factor.Length > 0; j++)
                {
                    Factor[j * padded + i] = at.Factor[i * m + j];
                }
            }
        }

        /// <summary>t₀.</summary>
        public double[] Given { get; }

        /// <summary>t₀ in standard units.</summary>
        public double[] Place { get; }

        public double[] Mode { get; }

        /// <summary>log Lᵢᵢ.</summary>
        public double[] LogDiagonal { get; }

        /// <summary>B, column by column.</summary>
        public double[] Slope { get; }

        public ConditionalNode At { get; }

        /// <summary>L below its diagonal, column by column, where it is dense.</summary>
        public double[] Factor { get; }
    }
}
