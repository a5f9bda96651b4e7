using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Images that a <see cref="VariationalAutoencoder"/> with given weights makes: the means of p(x | z), which
/// are easier on the eye than draws, at chosen z.</summary>
/// <remarks>Images are arrays of numbers, one after another, for <see cref="ImageGrid"/>. Not for use by two callers at
/// once.</remarks>
public sealed class VaePictures
{
    private readonly VariationalAutoencoder _model;
    private readonly WeightValues _weights;
    private readonly VaeEvaluation _evaluation;
    private readonly NetworkFunction _decoder;

    /// <summary>Compiles what makes them.</summary>
    /// <param name="model">The network.</param>
    /// <param name="weights">The values of its weights.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    public VaePictures(VariationalAutoencoder model, WeightValues weights, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _weights) = (model, weights);
        _evaluation = new VaeEvaluation(model, weights, threads);
        _decoder = NetworkFunction.Compile(model, inputs =>
        {
            Tensor parameters = model.Decode(inputs.Field("z", [model.Family.Latent]));
            return [model.Likelihood.Mean(Tensor.Reshape(
                parameters, [model.Example.Size * model.Likelihood.ParametersPerElement]))];
        }, threads: threads);
    }

    /// <summary>The image of each z.</summary>
    /// <param name="latent">z after z.</param>
    /// <exception cref="ArgumentException">The length is no multiple of that of z.</exception>
    public float[] Decode(float[] latent)
    {
        ArgumentNullException.ThrowIfNull(latent);
        return _decoder.Run(_weights, latent.Length / _model.Family.Latent,
            new Dictionary<string, float[]> { ["z"] = latent })[0];
    }

    /// <summary>Images at draws of z from the prior.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The seed.</param>
    public float[] Samples(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        RandomKey key = RandomKey.FromSeed(seed).Fold("samples");
        int latent = _model.Family.Latent;
        return Decode([.. Enumerable.Range(0, count * latent)
            .Select(i => (float)Noise.Normal(key, 0, i / latent, i % latent))]);
    }

    /// <summary>Images as they come back: at the mean of q(z | x).</summary>
    /// <param name="examples">The images.</param>
    /// <exception cref="ArgumentException">There is no whole number of images, or none.</exception>
    public float[] Reconstructions(float[] examples) => Decode(_evaluation.PosteriorMeans(examples));

    /// <summary>Images on the straight lines between the means of q(z | x) of one image and another, both ends
    /// included.</summary>
    /// <param name="from">Images.</param>
    /// <param name="to">As many others.</param>
    /// <param name="steps">Images of each line, at least 2.</param>
    /// <returns>Line after line.</returns>
    /// <exception cref="ArgumentException">There is no whole number of images, or there are more of one than of the
    /// other.</exception>
    public float[] Interpolations(float[] from, float[] to, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from.Length != to.Length)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"VaePictures: {from.Length} numbers were given to begin with and {to.Length} to end with, but as ") +
                "many were expected. Give pairs of images.", nameof(to));
        }
        float[] begin = _evaluation.PosteriorMeans(from), end = _evaluation.PosteriorMeans(to);
        int latent = _model.Family.Latent, lines = begin.Length / latent;
        var between = new float[lines * steps * latent];
        for (int i = 0; i < between.Length; i++)
        {
            int line = i / (steps * latent), step = i / latent % steps, d = i % latent;
            float share = step / (steps - 1f), a = begin[line * latent + d];
            between[i] = a + share * (end[line * latent + d] - a);
        }
        return Decode(between);
    }

    /// <summary>Images over the plane of two latent variables: at Φ⁻¹ of a grid of evenly spaced points of the unit
    /// square, so that each has as much probability under the prior (Kingma and Welling 2013, figure 4).</summary>
    /// <param name="side">Images side by side and one above another, at least 1.</param>
    /// <returns>Row after row: the first variable rises along rows, the second from the last row to the
    /// first.</returns>
    /// <exception cref="InvalidOperationException">There are not two latent variables.</exception>
    public float[] Manifold(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (_model.Family.Latent != 2)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"VaePictures: the network has {_model.Family.Latent} latent variables, but a manifold is ") +
                "drawn over two. Train one with two.");
        }
        float At(int place) => (float)NormalQuantile.Evaluate((place + 0.5) / side);
        return Decode([.. Enumerable.Range(0, side * side)
            .SelectMany(i => (float[])[At(i % side), At(side - 1 - i / side)])]);
    }
}
