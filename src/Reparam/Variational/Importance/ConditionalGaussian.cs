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
internal sealed class ConditionalGaussian(GivenUnknowns given)
{
    private const int Block = 128;

    private readonly List<Node> _nodes = [];

    /// <summary>The distribution of t, as places.</summary>
    public GaussianMixture Marginal { get; } = new(given.Indices.Length);

    /// <summary>Adds what is known of the others near one place.</summary>
    public void Add(ConditionalNode node)
    {
        int m = given.Others.Length;
        var place = new double[given.Indices.Length];
        given.ToPlace(node.Given, place);
        _nodes.Add(new Node(node, place, [.. Enumerable.Range(0, m).Select(i => Math.Log(node.Pattern.DiagonalElement(node.Factor, i)))]));
    }

    /// <summary>Draws of all unknowns, [element · draws + draw], and log q of each.</summary>
    public (double[] Points, double[] LogDensities) Draw(RandomKey key, int draws, int threads)
    {
        int n = given.Indices.Length + given.Others.Length;
        double[] noise = QuasiMonteCarlo.Normal(key, n, draws);
        // One more dimension of the same net chooses the component of the mixture.
        var choice = new double[draws];
        QuasiMonteCarlo.FillUniform(key, n, draws, choice);
        var points = new double[n * draws];
        var logDensities = new double[draws];
        int most = threads == 0 ? Environment.ProcessorCount : threads;
        Parallel.For(0, (draws + Block - 1) / Block, new ParallelOptions { MaxDegreeOfParallelism = most }, block =>
        {
            var work = new Work(given, _nodes, Marginal);
            for (int d = block * Block; d < Math.Min(draws, (block + 1) * Block); d++)
            {
                logDensities[d] = work.Draw(choice[d], noise.AsSpan(d), points.AsSpan(d), draws);
            }
        });
        return (points, logDensities);
    }

    /// <summary>Moves the marginal towards the posterior, as weighted draws show it.</summary>
    public void Follow(double[] points, ReadOnlySpan<double> weights, double effective)
    {
        int draws = weights.Length, h = given.Indices.Length;
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
        Marginal.Follow(places, weights, effective);
    }

    /// <param name="At">The approximation there.</param>
    /// <param name="Place">t₀ in standard units.</param>
    /// <param name="LogDiagonal">log Lᵢᵢ.</param>
    private sealed record Node(ConditionalNode At, double[] Place, double[] LogDiagonal);

    /// <summary>Draws with scratch of its own, for one thread.</summary>
    private sealed class Work(GivenUnknowns given, List<Node> nodes, GaussianMixture marginal)
    {
        private readonly MovingLeastSquares _interpolation = new([.. nodes.Select(k => k.Place)]);
        private readonly double[] _noise = new double[given.Indices.Length];
        private readonly double[] _place = new double[given.Indices.Length];
        private readonly double[] _values = new double[given.Indices.Length];
        private readonly double[] _epsilon = new double[given.Others.Length];
        private readonly double[] _terms = new double[marginal.Count];

        /// <summary>One draw from its noise, into a column of the points; its log density.</summary>
        public double Draw(double choice, ReadOnlySpan<double> noise, Span<double> point, int stride)
        {
            int h = _place.Length, m = _epsilon.Length;
            for (int i = 0; i < h; i++)
            {
                _noise[i] = noise[i * stride];
            }
            for (int i = 0; i < m; i++)
            {
                _epsilon[i] = noise[(h + i) * stride];
            }
            marginal.Draw(choice, _noise, _place);
            given.ToValues(_place, _values);
            double log = marginal.LogDensity(_place, _terms) - given.LogScale;
            for (int i = 0; i < h; i++)
            {
                point[given.Indices[i] * stride] = _values[i];
            }
            ReadOnlySpan<(int Node, double Weight)> nearest = _interpolation.Weights(_place);
            for (int i = 0; i < m; i++)
            {
                double value = 0, logDiagonal = 0;
                foreach (var (k, weight) in nearest)
                {
                    ConditionalNode at = nodes[k].At;
                    double moved = at.Mode[i];
                    for (int j = 0; j < h; j++)
                    {
                        moved += at.Slope[i * h + j] * (_values[j] - at.Given[j]);
                    }
                    value += weight * (moved + at.Pattern.LowerProduct(at.Factor, i, _epsilon));
                    logDiagonal += weight * nodes[k].LogDiagonal[i];
                }
                point[given.Others[i] * stride] = value + Math.Exp(logDiagonal) * _epsilon[i];
                log -= logDiagonal + 0.5 * _epsilon[i] * _epsilon[i] + Distributions.Normal.HalfLogTwoPi;
            }
            return log;
        }
    }
}
