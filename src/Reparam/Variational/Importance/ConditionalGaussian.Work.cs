using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Variational;

internal sealed partial class ConditionalGaussian
{
    /// <summary>Makes blocks of draws, with memory for one.</summary>
    /// <remarks>Node by node rather than draw by draw: a node's matrix is then read once for four draws.</remarks>
    private sealed class Work(GivenUnknowns given, List<Node> nodes, GaussianMixture marginal)
    {
        private const int Lanes = LaneMemory.Lanes;
        private const int Together = 4;

        private readonly MovingLeastSquares _interpolation = new([.. nodes.Select(k => k.Place)]);
        private readonly List<(int Draw, double Weight)>[] _users =
            [.. nodes.Select(_ => new List<(int, double)>())];
        private readonly int _h = given.Indices.Length;
        private readonly int _m = given.Others.Length;
        private readonly int _padded = Padded(given.Others.Length);
        private readonly DefensiveNoise _others = new(given.Others.Length);
        private readonly double[] _places = new double[Block * given.Indices.Length];
        private readonly double[] _values = new double[Block * given.Indices.Length];
        private readonly double[] _epsilon = new double[Block * Padded(given.Others.Length)];
        private readonly double[] _sums = new double[Block * Padded(given.Others.Length)];
        private readonly double[] _logDiagonals = new double[Block * Padded(given.Others.Length)];

        public static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

        /// <summary>Makes draws from noise, in its place; the log density of each.</summary>
        public void Draw(ReadOnlySpan<double> choice, ReadOnlySpan<double> scale, Span<double> points, int stride,
            Span<double> logDensities)
        {
            DrawGiven(choice, scale, points, stride);
            FindNodes(choice.Length);
            LogDensityOfGiven(logDensities);
            AddNodes(choice.Length);
            DrawOthers(points, stride, logDensities);
        }

        /// <summary>Draws of what is given; takes the noise of the others away.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void DrawGiven(ReadOnlySpan<double> choice, ReadOnlySpan<double> scale, Span<double> points, int stride)
        {
            Span<double> noiseOfGiven = stackalloc double[_h], place = stackalloc double[_h];
            for (int d = 0; d < choice.Length; d++)
            {
                for (int i = 0; i < _h; i++)
                {
                    noiseOfGiven[i] = points[i * stride + d];
                }
                double factor = _others.Scale(scale[d]);
                for (int i = 0; i < _m; i++)
                {
                    _epsilon[d * _padded + i] = factor * points[(_h + i) * stride + d];
                }
                Span<double> value = _values.AsSpan(d * _h, _h);
                marginal.Draw(choice[d], noiseOfGiven, place);
                given.ToValues(place, value);
                for (int i = 0; i < _h; i++)
                {
                    _places[i * Block + d] = place[i];
                    points[given.Indices[i] * stride + d] = value[i];
                }
            }
        }

        /// <summary>Who uses which nodes.</summary>
        private void FindNodes(int count)
        {
            foreach (List<(int, double)> users in _users)
            {
                users.Clear();
            }
            Span<Vector512<double>> places = stackalloc Vector512<double>[_h];
            for (int d = 0; d < count; d += Lanes)
            {
                for (int i = 0; i < _h; i++)
                {
                    places[i] = LaneMemory.Load(_places.AsSpan(i * Block + d));
                }
                _interpolation.Weigh(places);
                for (int lane = 0; lane < Math.Min(Lanes, count - d); lane++)
                {
                    for (int k = 0; k < _interpolation.Used; k++)
                    {
                        _users[_interpolation.Node(k, lane)].Add((d + lane, _interpolation.Weight(k, lane)));
                    }
                }
            }
        }

        private void LogDensityOfGiven(Span<double> logDensities)
        {
            Span<Vector512<double>> places = stackalloc Vector512<double>[_h],
                terms = stackalloc Vector512<double>[marginal.Count];
            for (int d = 0; d < logDensities.Length; d += Lanes)
            {
                for (int i = 0; i < _h; i++)
                {
                    places[i] = LaneMemory.Load(_places.AsSpan(i * Block + d));
                }
                Vector512<double> log = marginal.LogDensity(places, terms) - Vector512.Create(given.LogScale);
                for (int lane = 0; lane < Math.Min(Lanes, logDensities.Length - d); lane++)
                {
                    logDensities[d + lane] = log[lane];
                }
            }
        }

        /// <summary>What the nodes tell of the others' means, factors and noise.</summary>
        private void AddNodes(int count)
        {
            _sums.AsSpan(0, count * _padded).Clear();
            _logDiagonals.AsSpan(0, count * _padded).Clear();
            for (int k = 0; k < nodes.Count; k++)
            {
                Span<(int Draw, double Weight)> users = CollectionsMarshal.AsSpan(_users[k]);
                AddMode(nodes[k], users);
                for (int first = 0; first < users.Length; first += Together)
                {
                    AddFactor(nodes[k], users.Slice(first, Math.Min(Together, users.Length - first)));
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void DrawOthers(Span<double> points, int stride, Span<double> logDensities)
        {
            Span<double> lengths = stackalloc double[Block];
            for (int d = 0; d < logDensities.Length; d++)
            {
                Span<double> sums = _sums.AsSpan(d * _padded, _padded);
                Vector512<double> logs = Vector512<double>.Zero, squares = Vector512<double>.Zero;
                for (int i = 0; i < _padded; i += Lanes)
                {
                    Vector512<double> epsilon = LaneMemory.Load(_epsilon.AsSpan(d * _padded + i));
                    Vector512<double> logDiagonal = LaneMemory.Load(_logDiagonals.AsSpan(d * _padded + i));
                    Vector512.FusedMultiplyAdd(LaneMath.Exp(logDiagonal), epsilon, LaneMemory.Load(sums[i..]))
                        .CopyTo(sums[i..]);
                    logs += logDiagonal;
                    squares += epsilon * epsilon;
                }
                for (int i = 0; i < _m; i++)
                {
                    points[given.Others[i] * stride + d] = sums[i];
                }
                lengths[d] = LaneMemory.Sum(squares);
                logDensities[d] -= LaneMemory.Sum(logs);
            }
            for (int d = 0; d < logDensities.Length; d += Lanes)
            {
                Span<double> own = logDensities[d..];
                LaneMemory.Store(LaneMemory.Load(own) + _others.LogDensity(LaneMemory.Load(lengths[d..])), own);
            }
        }

        /// <summary>weight · (m + B (t - t₀)), and the logarithms of the diagonal.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddMode(Node node, ReadOnlySpan<(int Draw, double Weight)> users)
        {
            foreach (var (d, weight) in users)
            {
                Span<double> sums = _sums.AsSpan(d * _padded, _padded);
                AddProduct(weight, node.Mode, sums);
                AddProduct(weight, node.LogDiagonal, _logDiagonals.AsSpan(d * _padded, _padded));
                for (int j = 0; j < _h; j++)
                {
                    AddProduct(weight * (_values[d * _h + j] - node.Given[j]),
                        node.Slope.AsSpan(j * _padded, _padded), sums);
                }
            }
        }

        /// <summary>weight · L ε for up to four draws.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddFactor(Node node, ReadOnlySpan<(int Draw, double Weight)> users)
        {
            if (node.Factor.Length == 0)
            {
                foreach (var (d, weight) in users)
                {
                    ReadOnlySpan<double> noise = _epsilon.AsSpan(d * _padded, _m);
                    for (int i = 0; i < _m; i++)
                    {
                        _sums[d * _padded + i] += weight * node.At.Pattern.LowerProduct(node.At.Factor, i, noise);
                    }
                }
                return;
            }
            // Where there are fewer than four, the last takes the empty places, and adds nothing.
            Span<int> draws = stackalloc int[Together];
            Span<double> weights = stackalloc double[Together];
            for (int u = 0; u < Together; u++)
            {
                (draws[u], double weight) = users[Math.Min(u, users.Length - 1)];
                (draws[u], weights[u]) = (draws[u] * _padded, u < users.Length ? weight : 0);
            }
            ReadOnlySpan<double> first = _epsilon.AsSpan(draws[0], _padded), second = _epsilon.AsSpan(draws[1], _padded),
                third = _epsilon.AsSpan(draws[2], _padded), fourth = _epsilon.AsSpan(draws[3], _padded);
            for (int start = 0; start < _padded; start += Lanes)
            {
                Vector512<double> a = Vector512<double>.Zero, b = a, c = a, d = a;
                int columns = Math.Min(start + Lanes, _m) - 1;
                for (int j = 0; j < columns; j++)
                {
                    Vector512<double> column = LaneMemory.Load(node.Factor.AsSpan(j * _padded + start));
                    a = Vector512.FusedMultiplyAdd(Vector512.Create(first[j]), column, a);
                    b = Vector512.FusedMultiplyAdd(Vector512.Create(second[j]), column, b);
                    c = Vector512.FusedMultiplyAdd(Vector512.Create(third[j]), column, c);
                    d = Vector512.FusedMultiplyAdd(Vector512.Create(fourth[j]), column, d);
                }
                AddPack(weights[0], a, draws[0] + start);
                AddPack(weights[1], b, draws[1] + start);
                AddPack(weights[2], c, draws[2] + start);
                AddPack(weights[3], d, draws[3] + start);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void AddPack(double weight, Vector512<double> pack, int start)
        {
            Span<double> sums = _sums.AsSpan(start, Lanes);
            Vector512.FusedMultiplyAdd(Vector512.Create(weight), pack, LaneMemory.Load(sums)).CopyTo(sums);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
