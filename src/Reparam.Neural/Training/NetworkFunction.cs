using Reparam.Random;

namespace Reparam.Neural;

/// <summary>A function of a network, compiled once, that is run for any number of examples and any values of the
/// weights: for evaluation, samples and pictures.</summary>
/// <remarks>Examples go through it in blocks of one size. Noise is a function of the seed, the number of the block and the
/// example's place in it. Not for use by two callers at once.</remarks>
public sealed class NetworkFunction
{
    private readonly NetworkProgram _program;
    private readonly FieldInput[] _fields;
    private readonly int[] _places;
    private readonly float[][] _buffers;
    private readonly Tensor[] _outputs;
    private readonly int _block;

    private NetworkFunction(
        Module module, NetworkInputs inputs, IReadOnlyList<Tensor> outputs, int block, int threads, ulong seed)
    {
        // What does not depend on the example is spread over them, so that all values are laid out alike.
        _outputs = [.. BatchStatistic.Fixed(outputs).Select(static output => output.Varies ? output : Tensor.Spread(output))];
        _block = block;
        _program = new NetworkProgram(
            module, inputs.All, _outputs, block, threads, RandomKey.FromSeed(seed).Fold("noise of functions"));
        _fields = [.. inputs.All.OfType<FieldInput>()];
        _places = [.. _fields.Select(field => inputs.All.Index().First(p => p.Item == field).Index)];
        _buffers = [.. _fields.Select(field => new float[field.Tensor.Size * block])];
        for (int i = 0; i < _fields.Length; i++)
        {
            _program.Runner.BindInput(_places[i], (ReadOnlyMemory<float>)_buffers[i]);
        }
    }

    /// <summary>Compiles a function.</summary>
    /// <param name="module">The network whose weights it uses.</param>
    /// <param name="define">Makes the inputs, and from them the values for one example.</param>
    /// <param name="block">Examples at once, at least 1.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="seed">The seed of its noise.</param>
    public static NetworkFunction Compile(Module module, Func<NetworkInputs, IReadOnlyList<Tensor>> define,
        int block = 128, int threads = 1, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(define);
        Sizes.Positive(nameof(NetworkFunction), block);
        var inputs = new NetworkInputs();
        return new NetworkFunction(module, inputs, define(inputs), block, threads, seed);
    }

    /// <summary>Runs it.</summary>
    /// <param name="weights">The values of the weights.</param>
    /// <param name="count">The number of examples.</param>
    /// <param name="fields">The fields of all examples, example after example, each in row-major order.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    /// <returns>For each value, the examples' one after another, each in row-major order.</returns>
    /// <exception cref="ArgumentException">A field is missing, or has another length.</exception>
    public float[][] Run(WeightValues weights, int count, IReadOnlyDictionary<string, float[]> fields,
        CancellationToken cancellation = default) => Run(weights, count, fields, 0, null, cancellation);

    /// <summary>The number of blocks that some examples are.</summary>
    internal int Blocks(int count) => (count + _block - 1) / _block;

    /// <summary>Runs it.</summary>
    /// <param name="weights">The values of the weights.</param>
    /// <param name="count">The number of examples.</param>
    /// <param name="fields">The fields of all examples.</param>
    /// <param name="firstBlock">The number of the first block, by which noise is told apart from that of other
    /// runs.</param>
    /// <param name="progress">Told the number of examples that are done.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    internal float[][] Run(WeightValues weights, int count, IReadOnlyDictionary<string, float[]> fields,
        int firstBlock, IProgress<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(fields);
        float[][] values = [.. _fields.Select(field => Field(field, fields, count))];
        float[][] results = [.. _outputs.Select(output => new float[(long)output.Size * count])];
        float[][] block = [.. _outputs.Select(output => new float[output.Size * _block])];
        _program.Load(weights);
        for (int first = 0; first < count; first += _block)
        {
            cancellation.ThrowIfCancellationRequested();
            int there = Math.Min(_block, count - first);
            for (int i = 0; i < _fields.Length; i++)
            {
                // A block that is not full repeats its last example.
                int size = _fields[i].Tensor.Size;
                for (int example = 0; example < _block; example++)
                {
                    int source = (first + Math.Min(example, there - 1)) * size;
                    for (int e = 0; e < size; e++)
                    {
                        _buffers[i][e * _block + example] = values[i][source + e];
                    }
                }
            }
            _program.Prepare(firstBlock + first / _block);
            _program.Runner.Run(cancellation);
            for (int o = 0; o < _outputs.Length; o++)
            {
                int size = _outputs[o].Size;
                _program.Runner.CopyByDraw(o, block[o]);
                for (int example = 0; example < there; example++)
                {
                    for (int e = 0; e < size; e++)
                    {
                        results[o][(first + example) * size + e] = block[o][e * _block + example];
                    }
                }
            }
            progress?.Report(first + there);
        }
        return results;
    }

    private static float[] Field(FieldInput field, IReadOnlyDictionary<string, float[]> fields, int count)
    {
        if (!fields.TryGetValue(field.Name, out float[]? values))
        {
            throw new ArgumentException(
                $"The function reads the field '{field.Name}', which was not given. Given were: " +
                $"{string.Join(", ", fields.Keys)}.", nameof(fields));
        }
        long expected = (long)field.Tensor.Size * count;
        return values.Length == expected ? values : throw new ArgumentException(FormattableString.Invariant(
            $"The field '{field.Name}' has {values.Length} numbers, but {count} examples of shape ") +
            FormattableString.Invariant($"{field.Tensor.Shape} have {expected}."), nameof(fields));
    }
}
