using Reparam.Distributions;
using Reparam.Gradients;

namespace Reparam;

/// <summary>A draw of a distribution inside a model, as an expression of the unknowns and fresh noise.</summary>
/// <param name="Noise">The noise.</param>
/// <param name="Values">The draw.</param>
internal sealed record Replicate(NoiseInput Noise, Tensor Values)
{
    /// <summary>Writes out a draw.</summary>
    /// <param name="site">The call that it belongs to, such as <c>Observe 'y'</c>.</param>
    /// <param name="name">What its noise is called.</param>
    /// <param name="distribution">Its distribution.</param>
    /// <param name="batch">The batch axes of the draw, to which those of the distribution broadcast.</param>
    /// <exception cref="NotSupportedException">The distribution has no sampler, or none for such a batch.</exception>
    public static Replicate Of(string site, string name, Distribution distribution, Shape batch)
    {
        Tensor values;
        NoiseInput noise;
        try
        {
            // Independent noise for each element of the batch, even where parameters are shared.
            Shape inner = distribution.NoiseShape[distribution.BatchShape.Rank..];
            noise = NoiseInput.Of(distribution.Noise, batch.Append(inner), name);
            values = distribution.FromNoise(noise.Input);
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"{site}: {e.Message}", e);
        }
        Shape expected = batch.Append(distribution.EventShape);
        return values.Shape == expected ? new(noise, values) : throw new NotSupportedException(
            $"{site}: draws of {distribution.GetType().Name} have shape {values.Shape}, but the model has " +
            $"{expected}. Give its parameters the shape of all elements.");
    }
}
