using Reparam.Distributions;
using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Missing elements of examples, drawn by a Markov chain that alternates ξ ~ q(ξ | x) and x_missing ~
/// p(x_missing | ξ) (Rezende, Mohamed and Wierstra 2014, appendix F).</summary>
/// <remarks>
/// <para>Where q is the posterior, the chain's stationary distribution is that of the missing elements given the
/// observed ones; otherwise it is as near as q is to the posterior. It begins at a draw from the model.</para>
/// <para>The encoder is told that all pixels are seen, also where the model has a mask: it reads the completed
/// example.</para>
/// <para>All examples go at once. Noise is a function of the seed, the step, the example's place and the element. Not
/// for use by two callers at once.</para>
/// </remarks>
public sealed class ImputationChain
{
    private readonly NetworkProgram _program;
    private readonly int _elements, _count;

    // As programs read and write them: [element · count + example].
    private readonly float[] _values, _mask, _expected, _condition;

    /// <summary>Prepares the chain and draws its beginning.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">The values of its weights.</param>
    /// <param name="examples">The examples, with the condition where the model has one; what stands in missing places
    /// does not matter.</param>
    /// <param name="isObserved">Of each element of each example, whether it is observed.</param>
    /// <param name="seed">The seed of all noise.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <exception cref="ArgumentException">The examples are none, no whole number, or not as many as the flags; or an
    /// observed element is not finite.</exception>
    public ImputationChain(LatentVariableModel model, WeightValues weights, ExampleValues examples,
        ReadOnlySpan<bool> isObserved, ulong seed = 1, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(examples);
        _elements = model.Example.Size;
        float[] images = examples[LatentVariableModel.Field];
        Check(model, images, isObserved);
        ExampleValues all = LatentEvaluation.Completed(model, examples, out _count);
        (_values, _mask, _expected) = (new float[images.Length], new float[images.Length], new float[images.Length]);
        for (int i = 0; i < images.Length; i++)
        {
            int place = PlaceOf(i);
            (_values[place], _mask[place]) = isObserved[i] ? (images[i], 1) : (0, 0);
        }
        _condition = model.Fields.Condition is { } condition ? ByPlace(all[condition.Field], condition.Shape.Size) : [];
        RandomKey key = RandomKey.FromSeed(seed).Fold("imputation");
        Step(Compile(model, isPrior: true, weights, key.Fold("start"), threads), 0, default);
        _program = Compile(model, isPrior: false, weights, key, threads);
    }

    /// <summary>The number of steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>The examples with the missing elements as last drawn, example after example.</summary>
    public float[] Values => ByExample(_values);

    /// <summary>The examples with the missing elements averaged over the steps of the last <see cref="Run"/>: the
    /// average of E[x_missing | ξ], which has less variance than that of the draws.</summary>
    public float[] Means { get; private set; } = [];

    /// <summary>Takes some steps.</summary>
    /// <param name="steps">How many, at least 1.</param>
    /// <param name="cancellation">Looked at in each step; what was done stays done.</param>
    public void Run(int steps, CancellationToken cancellation = default)
    {
        Sizes.Positive(nameof(ImputationChain), steps);
        var sums = new double[_values.Length];
        for (int i = 0; i < steps; i++)
        {
            Step(_program, Steps, cancellation);
            Steps++;
            for (int e = 0; e < sums.Length; e++)
            {
                sums[e] += _expected[e];
            }
        }
        Means = ByExample([.. sums.Select(sum => (float)(sum / steps))]);
    }

    private NetworkProgram Compile(
        LatentVariableModel model, bool isPrior, WeightValues weights, RandomKey key, int threads)
    {
        var inputs = new NetworkInputs();
        Tensor x = inputs.Field(LatentVariableModel.Field, model.Example);
        Tensor isObserved = inputs.Field("is observed", model.Example);
        Tensor? condition = model.Fields.Condition is { } of ? of.Of(inputs.Field(of.Field, of.Shape)) : null;
        var example = new LatentExample(
            x, model.Fields.HasMask ? Tensor.Full(1, model.Example) : null, condition);
        Tensor parameters = model.Parameters(
            isPrior ? model.PriorDraw(inputs)
                : LatentVariableModel.Decoded(model.Draw(inputs, example, 0, isEvaluation: true)), condition);
        parameters = Tensor.Reshape(parameters, [_elements * model.Likelihood.ParametersPerElement]);
        Tensor uniform = inputs.Noise("elements", [_elements], NoiseKind.Uniform);
        Tensor Completed(Tensor missing) => Tensor.Select(isObserved, x, Tensor.Reshape(missing, model.Example));
        Tensor[] outputs =
            [Completed(model.Likelihood.Draw(parameters, uniform)), Completed(model.Likelihood.Mean(parameters))];
        var program = new NetworkProgram(model, inputs.All, BatchStatistic.Fixed(outputs), _count, threads, key);
        program.Load(weights);
        // The fields were the first inputs to be made.
        program.Runner.BindInput(0, (ReadOnlyMemory<float>)_values);
        program.Runner.BindInput(1, (ReadOnlyMemory<float>)_mask);
        if (condition is not null)
        {
            program.Runner.BindInput(2, (ReadOnlyMemory<float>)_condition);
        }
        return program;
    }

    private void Step(NetworkProgram program, long step, CancellationToken cancellation)
    {
        program.Prepare(step);
        program.Runner.Run(cancellation);
        program.Runner.CopyByDraw(1, _expected);
        program.Runner.CopyByDraw(0, _values);
    }

    private int PlaceOf(int i) => i % _elements * _count + i / _elements;

    private float[] ByPlace(float[] values, int size)
    {
        var placed = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            placed[i % size * _count + i / size] = values[i];
        }
        return placed;
    }

    private float[] ByExample(float[] values) =>
        [.. Enumerable.Range(0, values.Length).Select(i => values[PlaceOf(i)])];

    private static void Check(
        LatentVariableModel model, ReadOnlySpan<float> examples, ReadOnlySpan<bool> isObserved)
    {
        if (examples.IsEmpty || examples.Length % model.Example.Size != 0 || examples.Length != isObserved.Length)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"ImputationChain: {examples.Length} elements and {isObserved.Length} flags were given, but as many ") +
                FormattableString.Invariant($"of both are expected, {model.Example.Size} for each of at least one ") +
                $"example of shape {model.Example}. Give whole examples, and a flag for each of their elements.",
                nameof(examples));
        }
        for (int i = 0; i < examples.Length; i++)
        {
            if (isObserved[i] && !float.IsFinite(examples[i]))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"ImputationChain: element {i % model.Example.Size} of example {i / model.Example.Size} is ") +
                    FormattableString.Invariant($"{examples[i]}, but is marked as observed. Mark it as missing."),
                    nameof(examples));
            }
        }
    }
}
