using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Points on a spiral in the plane, the Swiss roll of two dimensions: (r cos φ, r sin φ) + s ε with φ uniform
/// on [1.5 π, 4.5 π], r = φ / 7 and ε normal. The data have no end: each batch has new ones, functions of the
/// seed.</summary>
public sealed class SwirlSource : BatchSource
{
    private const double Scale = 7, First = 1.5 * Math.PI, Length = 3 * Math.PI;

    private readonly RandomKey _key;
    private readonly double _spread;
    private readonly double[] _noise;

    /// <summary>Makes the source.</summary>
    /// <param name="batch">Points in a batch, at least 1.</param>
    /// <param name="spread">s, above 0.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not such.</exception>
    public SwirlSource(int batch, double spread = 0.07, ulong seed = 1)
    {
        BatchSize = Sizes.Positive(nameof(SwirlSource), batch);
        _spread = spread > 0 && double.IsFinite(spread) ? spread : throw new ArgumentOutOfRangeException(
            nameof(spread), spread, "SwirlSource: spread must be above 0 and finite, such as 0.07.");
        (_key, _noise) = (RandomKey.FromSeed(seed).Fold("swirl"), new double[3 * batch]);
    }

    /// <inheritdoc/>
    public override int BatchSize { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Shape> Fields { get; } =
        new Dictionary<string, Shape> { [DiffusionModel.Field] = [2] };

    /// <inheritdoc/>
    public override void Fill(long batch, string field, Span<float> destination)
    {
        int n = BatchSize;
        Noise.FillUniform(_key.Fold("angle"), (ulong)batch, 0, n, 0, 1, _noise.AsSpan(0, n));
        Noise.FillNormal(_key.Fold("spread"), (ulong)batch, 0, n, 0, 2, _noise.AsSpan(n));
        for (int i = 0; i < n; i++)
        {
            double angle = First + Length * _noise[i];
            destination[i] = (float)(angle / Scale * Math.Cos(angle) + _spread * _noise[n + i]);
            destination[n + i] = (float)(angle / Scale * Math.Sin(angle) + _spread * _noise[2 * n + i]);
        }
    }

    /// <summary>Points, one after another.</summary>
    /// <param name="batches">How many batches of them, from number 0.</param>
    /// <returns>x and y of each.</returns>
    public float[] Points(int batches)
    {
        var batch = new float[2 * BatchSize];
        var points = new float[batches * batch.Length];
        for (int b = 0; b < batches; b++)
        {
            Fill(b, DiffusionModel.Field, batch);
            for (int i = 0; i < BatchSize; i++)
            {
                points[(b * BatchSize + i) * 2] = batch[i];
                points[(b * BatchSize + i) * 2 + 1] = batch[BatchSize + i];
            }
        }
        return points;
    }

    /// <summary>The logarithm of the density of the points, in nats: the integral over φ, by 4000 intervals.</summary>
    /// <param name="x">The first coordinate.</param>
    /// <param name="y">The second.</param>
    public double LogDensity(double x, double y)
    {
        const int intervals = 4000;
        double sum = 0;
        for (int i = 0; i < intervals; i++)
        {
            double angle = First + Length * (i + 0.5) / intervals;
            double across = x - angle / Scale * Math.Cos(angle), along = y - angle / Scale * Math.Sin(angle);
            sum += Math.Exp(-0.5 * (across * across + along * along) / (_spread * _spread));
        }
        return Math.Log(sum / intervals) - MathConstants.LogTwoPi - 2 * Math.Log(_spread);
    }
}
