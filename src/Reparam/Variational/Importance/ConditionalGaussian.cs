using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
        var place = new double[given.Indices.Length];
        given.ToPlace(node.Given, place);
        _nodes.Add(new Node(node, place));
    }

    /// <summary>Draws of all unknowns, [element · draws + draw], and log q of each.</summary>
    public (double[] Points, double[] LogDensities) Draw(RandomKey key, int draws, int threads)
    {
        int n = given.Indices.Length + given.Others.Length;
        double[] noise = QuasiMonteCarlo.Normal(key, n, draws);
        // Two more dimensions of the same net choose the component of the mixture and the scale of the others.
        double[] choice = new double[draws], scale = new double[draws];
        QuasiMonteCarlo.FillUniform(key, n, draws, choice);
        QuasiMonteCarlo.FillUniform(key, n + 1, draws, scale);
        var points = new double[n * draws];
        var logDensities = new double[draws];
        Marginal.Prepare();
        int most = threads == 0 ? Environment.ProcessorCount : threads;
        Parallel.For(0, (draws + Block - 1) / Block, new ParallelOptions { MaxDegreeOfParallelism = most }, block =>
        {
            int first = block * Block, count = Math.Min(draws - first, Block);
            new Work(given, _nodes, Marginal).Draw(
                choice.AsSpan(first, count), scale.AsSpan(first, count), noise.AsSpan(first), points.AsSpan(first), draws,
                logDensities.AsSpan(first, count));
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

    /// <summary>A block of draws with scratch of its own.</summary>
    /// <remarks>Node by node rather than draw by draw: a node's matrix is then read once for four draws.</remarks>
    private sealed class Work(GivenUnknowns given, List<Node> nodes, GaussianMixture marginal)
    {
        private const int Lanes = 8;
        private const int Together = 4;

        private readonly MovingLeastSquares _interpolation = new([.. nodes.Select(k => k.Place)]);
        private readonly List<(int Draw, double Weight)>[] _users =
            [.. nodes.Select(_ => new List<(int, double)>())];
        private readonly int _h = given.Indices.Length;
        private readonly int _m = given.Others.Length;
        private readonly int _padded = Padded(given.Others.Length);
        private readonly DefensiveNoise _others = new(given.Others.Length);

        public static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

        /// <summary>Draws from their noise, into columns of the points; the log density of each.</summary>
        public void Draw(ReadOnlySpan<double> choice, ReadOnlySpan<double> scale, ReadOnlySpan<double> noise,
            Span<double> points, int stride, Span<double> logDensities)
        {
            int count = choice.Length;
            var values = new double[count * _h];
            var epsilon = new double[count * _padded];
            double[] noiseOfGiven = new double[_h], place = new double[_h];
            for (int d = 0; d < count; d++)
            {
                for (int i = 0; i < _h; i++)
                {
                    noiseOfGiven[i] = noise[i * stride + d];
                }
                double factor = _others.Scale(scale[d]);
                for (int i = 0; i < _m; i++)
                {
                    epsilon[d * _padded + i] = factor * noise[(_h + i) * stride + d];
                }
                Span<double> value = values.AsSpan(d * _h, _h);
                marginal.Draw(choice[d], noiseOfGiven, place);
                given.ToValues(place, value);
                logDensities[d] = marginal.LogDensity(place) - given.LogScale;
                for (int i = 0; i < _h; i++)
                {
                    points[given.Indices[i] * stride + d] = value[i];
                }
                foreach (var (node, weight) in _interpolation.Weights(place))
                {
                    _users[node].Add((d, weight));
                }
            }
            double[] sums = new double[count * _padded], logDiagonals = new double[count * _padded];
            for (int k = 0; k < nodes.Count; k++)
            {
                Span<(int Draw, double Weight)> users = CollectionsMarshal.AsSpan(_users[k]);
                foreach (var (d, weight) in users)
                {
                    AddMode(nodes[k], weight, values.AsSpan(d * _h, _h), sums.AsSpan(d * _padded, _padded),
                        logDiagonals.AsSpan(d * _padded, _padded));
                }
                for (int first = 0; first < users.Length; first += Together)
                {
                    AddFactor(nodes[k], users.Slice(first, Math.Min(Together, users.Length - first)), epsilon, sums);
                }
            }
            for (int d = 0; d < count; d++)
            {
                double log = 0, square = 0;
                for (int i = 0; i < _m; i++)
                {
                    double noiseOfOther = epsilon[d * _padded + i], logDiagonal = logDiagonals[d * _padded + i];
                    points[given.Others[i] * stride + d] =
                        sums[d * _padded + i] + Math.Exp(logDiagonal) * noiseOfOther;
                    log += logDiagonal;
                    square += noiseOfOther * noiseOfOther;
                }
                logDensities[d] += _others.LogDensity(square) - log;
            }
        }

        /// <summary>weight · (m + B (t - t₀)), and the logarithms of the diagonal.</summary>
        private void AddMode(
            Node node, double weight, ReadOnlySpan<double> values, Span<double> sums, Span<double> logDiagonals)
        {
            AddProduct(weight, node.Mode, sums);
            AddProduct(weight, node.LogDiagonal, logDiagonals);
            for (int j = 0; j < _h; j++)
            {
                AddProduct(weight * (values[j] - node.Given[j]), node.Slope.AsSpan(j * _padded, _padded), sums);
            }
        }

        /// <summary>weight · L ε for up to four draws.</summary>
        private void AddFactor(
            Node node, ReadOnlySpan<(int Draw, double Weight)> users, double[] epsilon, double[] sums)
        {
            if (node.Factor.Length == 0)
            {
                foreach (var (d, weight) in users)
                {
                    ReadOnlySpan<double> noise = epsilon.AsSpan(d * _padded, _m);
                    for (int i = 0; i < _m; i++)
                    {
                        sums[d * _padded + i] += weight * node.At.Pattern.LowerProduct(node.At.Factor, i, noise);
                    }
                }
                return;
            }
            for (int j = 0; j < _m - 1; j++)
            {
                int start = (j + 1) / Lanes * Lanes;
                ReadOnlySpan<double> column = node.Factor.AsSpan(j * _padded + start, _padded - start);
                foreach (var (d, weight) in users)
                {
                    AddProduct(weight * epsilon[d * _padded + j], column,
                        sums.AsSpan(d * _padded + start, _padded - start));
                }
            }
        }

        private static void AddProduct(double factor, ReadOnlySpan<double> values, Span<double> sums)
        {
            var factors = Vector512.Create(factor);
            ref double source = ref MemoryMarshal.GetReference(values);
            ref double target = ref MemoryMarshal.GetReference(sums);
            for (nuint i = 0; i < (nuint)sums.Length; i += Lanes)
            {
                Vector512.FusedMultiplyAdd(factors, Vector512.LoadUnsafe(ref source, i),
                    Vector512.LoadUnsafe(ref target, i)).StoreUnsafe(ref target, i);
            }
        }
    }
}
