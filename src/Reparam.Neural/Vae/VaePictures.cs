using Reparam.Numerics;

namespace Reparam.Neural;

/// <summary>Images that a <see cref="VariationalAutoencoder"/> with given weights makes: the means of p(x | z), which
/// are easier on the eye than draws, at chosen z.</summary>
/// <remarks>Images are arrays of numbers, one after another, for <see cref="ImageGrid"/>. A condition is given as its
/// field, such as labels: one for each image, or none where the model has none. Not for use by two callers at
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
            Tensor parameters = model.Decode(inputs.Field("z", [model.Family.Latent]),
                model.Fields.Condition is { } condition
                    ? condition.Of(inputs.Field(condition.Field, condition.Shape)) : null);
            return [model.Likelihood.Mean(Tensor.Reshape(
                parameters, [model.Example.Size * model.Likelihood.ParametersPerElement]))];
        }, threads: threads);
    }

    /// <summary>The image of each z.</summary>
    /// <param name="latent">z after z, as the decoder reads it; where a network gives the prior, ε in its
    /// place.</param>
    /// <param name="condition">The field of the condition, for each z; null where there is none.</param>
    /// <exception cref="ArgumentException">The length is no multiple of that of z, or there is not one condition for
    /// each, or a label that is none.</exception>
    public float[] Decode(float[] latent, float[]? condition = null)
    {
        ArgumentNullException.ThrowIfNull(latent);
        int count = latent.Length / _model.Family.Latent;
        var fields = new Dictionary<string, float[]> { ["z"] = latent };
        if (CheckCondition(count, condition) is { } given)
        {
            fields[_model.Fields.Condition!.Field] = given;
        }
        return _decoder.Run(_weights, count, fields)[0];
    }

    /// <summary>Images at draws of z from the prior.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="condition">The field of the condition, for each image; null where there is none.</param>
    /// <exception cref="ArgumentException">There is not one condition for each, or a label that is none.</exception>
    public float[] Samples(int count, ulong seed, float[]? condition = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        CheckCondition(count, condition);
        return Decode(PriorDraws(count, seed), condition);
    }

    /// <summary>Images at draws of z from the prior, a row for each label; images of one column have the same z, so
    /// that what differs down a column is the label.</summary>
    /// <param name="columns">Images of each label, at least 1.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Row after row.</returns>
    /// <exception cref="InvalidOperationException">The condition is no label.</exception>
    public float[] SamplesByLabel(int columns, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (_model.Fields.Condition is not { Classes: > 0 and var classes })
        {
            throw new InvalidOperationException(
                "VaePictures: the network is told no label, but images of each were asked for. Train one whose " +
                "ModelFields.Condition is Condition.Label, or ask for Samples.");
        }
        float[] row = PriorDraws(columns, seed);
        return Decode([.. Enumerable.Repeat(row, classes).SelectMany(static z => z)],
            [.. Enumerable.Range(0, classes * columns).Select(i => (float)(i / columns))]);
    }

    /// <summary>Images as they come back: at the mean of q(z | x).</summary>
    /// <param name="examples">The images, with what else the model reads of them.</param>
    /// <param name="condition">Another condition for the decoder, for each image; null for that of the image.</param>
    /// <exception cref="ArgumentException">There is no whole number of images, or none; or not one condition for
    /// each.</exception>
    public float[] Reconstructions(ExampleValues examples, float[]? condition = null) =>
        Decode(_evaluation.PosteriorMeans(examples), condition ?? ConditionOf(examples));

    /// <summary>Images on the straight lines between the means of q(z | x) of one image and another, both ends
    /// included.</summary>
    /// <param name="from">Images.</param>
    /// <param name="to">As many others.</param>
    /// <param name="steps">Images of each line, at least 2.</param>
    /// <returns>Line after line; the decoder is told the conditions that lines begin with.</returns>
    /// <exception cref="ArgumentException">There is no whole number of images, or there are more of one than of the
    /// other.</exception>
    public float[] Interpolations(ExampleValues from, ExampleValues to, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        float[] begin = _evaluation.PosteriorMeans(from), end = _evaluation.PosteriorMeans(to);
        if (begin.Length != end.Length)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"VaePictures: {begin.Length / _model.Family.Latent} images were given to begin with and ") +
                FormattableString.Invariant($"{end.Length / _model.Family.Latent} to end with, but as many were ") +
                "expected. Give pairs of images.", nameof(to));
        }
        int latent = _model.Family.Latent, lines = begin.Length / latent;
        var between = new float[lines * steps * latent];
        for (int i = 0; i < between.Length; i++)
        {
            int line = i / (steps * latent), step = i / latent % steps, d = i % latent;
            float share = step / (steps - 1f), a = begin[line * latent + d];
            between[i] = a + share * (end[line * latent + d] - a);
        }
        float[]? condition = ConditionOf(from);
        int each = (condition?.Length ?? 0) / lines;
        return Decode(between, condition is null ? null : [.. Enumerable.Range(0, lines * steps)
            .SelectMany(i => condition.AsSpan(i / steps * each, each).ToArray())]);
    }

    /// <summary>Images over the plane of two latent variables: at Φ⁻¹ of a grid of evenly spaced points of the unit
    /// square, so that each has as much probability under the prior (Kingma and Welling 2013, figure 4).</summary>
    /// <param name="side">Images side by side and one above another, at least 1.</param>
    /// <param name="condition">The field of the condition, the same for all images; null where there is none.</param>
    /// <returns>Row after row: the first variable rises along rows, the second from the last row to the
    /// first.</returns>
    /// <exception cref="InvalidOperationException">There are not two latent variables, or their prior is not
    /// normal.</exception>
    public float[] Manifold(int side, float[]? condition = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (_model.Family.Latent != 2 || !_model.Family.HasNormalPrior)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"VaePictures: the network has {_model.Family.Latent} latent variables, but a manifold is ") +
                "drawn over two whose prior is normal. Train one with such.");
        }
        float At(int place) => (float)NormalQuantile.Evaluate((place + 0.5) / side);
        return Decode([.. Enumerable.Range(0, side * side)
            .SelectMany(i => (float[])[At(i % side), At(side - 1 - i / side)])],
            condition is null ? null
                : [.. Enumerable.Repeat(condition, side * side).SelectMany(static c => c)]);
    }

    private float[] PriorDraws(int count, ulong seed) => NetworkFunction.Compile(
        _model, inputs => [.. _model.PriorDraw(inputs)], seed: seed)
        .Run(_weights, count, new Dictionary<string, float[]>())[0];

    private float[]? ConditionOf(ExampleValues examples) =>
        _model.Fields.Condition is { } condition ? examples[condition.Field] : null;

    private float[]? CheckCondition(int count, float[]? condition)
    {
        int expected = count * (_model.Fields.Condition?.Shape.Size ?? 0);
        if ((condition?.Length ?? 0) != expected)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"VaePictures: {condition?.Length ?? 0} numbers were given as the condition of {count} images, but ") +
                FormattableString.Invariant($"{expected} were expected. ") + (expected == 0
                    ? "Leave them out: the network is told nothing." : "Give the condition's field of each image."),
                nameof(condition));
        }
        if (condition is not null)
        {
            _model.Fields.Condition!.Check(condition);
        }
        return condition;
    }
}
