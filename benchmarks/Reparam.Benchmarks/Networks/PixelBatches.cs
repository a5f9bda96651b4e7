using Reparam.Neural;
using Reparam.Random;

namespace Reparam.Benchmarks.Networks;

/// <summary>Numbers between 0 and 1 as images, made 0 or 1 anew for each batch: what a step costs does not depend on
/// what they show.</summary>
internal sealed class PixelBatches(int pixels, int batch) : BatchSource
{
    private readonly float[] _levels =
        [.. Enumerable.Range(0, pixels).Select(static i => 0.13f + 0.1f * (float)Math.Sin(i * 0.7))];

    private readonly double[] _noise = new double[batch];

    public override int BatchSize => batch;

    public override IReadOnlyDictionary<string, Shape> Fields { get; } =
        new Dictionary<string, Shape> { [VariationalAutoencoder.Field] = [pixels] };

    public override void Fill(long step, string field, Span<float> destination)
    {
        RandomKey key = RandomKey.FromSeed(1);
        for (int e = 0; e < pixels; e++)
        {
            Noise.FillUniform(key, (ulong)step, 0, batch, e, 1, _noise);
            for (int i = 0; i < batch; i++)
            {
                destination[e * batch + i] = _noise[i] < _levels[e] ? 1 : 0;
            }
        }
    }
}
