using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Batches of a set, by number: what batch number n holds is a function of the seed, so that training that
/// goes on where it was ended sees what it would have seen.</summary>
/// <remarks>Epochs follow one another without a gap: each has every example once, in an order of its own, and a batch
/// may have the last examples of one and the first of the next. Nothing is allocated after the first batch.</remarks>
public sealed class ExampleBatches : BatchSource
{
    private readonly Lock _gate = new();
    private readonly ExampleSet _examples;
    private readonly PixelNoise[] _noise;
    private readonly RandomKey[] _keys;
    private readonly ExampleOrder _order;
    private readonly bool _isShuffled;
    private readonly ulong _seed;
    private readonly int[] _chosen;
    private long _chosenBatch = -1;

    /// <summary>Makes batches of a set.</summary>
    /// <param name="examples">The set.</param>
    /// <param name="batchSize">Examples in a batch, from 1 to all.</param>
    /// <param name="seed">The seed of the order and of the noise.</param>
    /// <param name="noise">What chance does to fields, by name; nothing to others.</param>
    /// <param name="isShuffled">Whether each epoch has an order of its own; otherwise all have that of the
    /// set.</param>
    /// <exception cref="ArgumentException">There are not so many examples, no such field, or one of floats is to be
    /// dequantised.</exception>
    public ExampleBatches(ExampleSet examples, int batchSize, ulong seed,
        IReadOnlyDictionary<string, PixelNoise>? noise = null, bool isShuffled = true)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (batchSize < 1 || batchSize > examples.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, FormattableString.Invariant(
                $"ExampleBatches: a batch was to have {batchSize} examples, but the set has {examples.Count}, and 1 ") +
                "to as many were expected. Give such a size.");
        }
        _examples = examples;
        (_isShuffled, _seed) = (isShuffled, seed);
        _chosen = new int[batchSize];
        _order = new ExampleOrder(seed, examples.Count);
        RandomKey key = RandomKey.FromSeed(seed).Fold("noise of examples");
        _keys = [.. examples.Fields.Select(field => key.Fold(field.Name))];
        _noise = new PixelNoise[examples.Fields.Count];
        foreach ((string name, PixelNoise kind) in noise ?? new Dictionary<string, PixelNoise>())
        {
            _noise[examples.IndexOf(name)] = kind != PixelNoise.Dequantised || examples[name].IsBytes ? kind
                : throw new ArgumentException(
                    $"ExampleBatches: field '{name}' was to be dequantised, but it holds floats, and bytes were " +
                    "expected. Read it as it is.", nameof(noise));
        }
        Fields = examples.Fields.ToDictionary(field => field.Name, field => field.Shape, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override int BatchSize => _chosen.Length;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Shape> Fields { get; }

    /// <inheritdoc/>
    public override string Identity => FormattableString.Invariant($"{_examples.Fingerprint}, seed {_seed}, ")
        + (_isShuffled ? "shuffled" : "in their order")
        + string.Concat(_noise.Select((noise, i) => noise == PixelNoise.None ? ""
            : FormattableString.Invariant($", '{_examples.Fields[i].Name}' {noise}")));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such field, or the destination has another length.</exception>
    public override void Fill(long batch, string field, Span<float> destination)
    {
        int at = _examples.IndexOf(field), size = _examples.Fields[at].Shape.Size;
        if (destination.Length != (long)BatchSize * size)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"ExampleBatches: the destination has {destination.Length} numbers, but {BatchSize} examples of ") +
                FormattableString.Invariant($"'{field}' have {size} each. Pass a span of exactly their product."),
                nameof(destination));
        }
        // A trainer's next batch may be made while someone else asks for one.
        lock (_gate)
        {
            Choose(batch);
            Fill(batch, at, _chosen, 0, destination);
        }
    }

    /// <summary>Tells which examples a batch has.</summary>
    internal void Choose(long batch, Span<int> chosen)
    {
        lock (_gate)
        {
            Choose(batch);
            _chosen.CopyTo(chosen);
        }
    }

    /// <summary>Writes some numbers of each example of a batch; several threads may write those of one batch.</summary>
    /// <param name="batch">The number of the batch.</param>
    /// <param name="field">The place of the field.</param>
    /// <param name="chosen">The examples that the batch has.</param>
    /// <param name="first">The first number of each.</param>
    /// <param name="destination">Receives them, of each example as many as there is room for.</param>
    internal void Fill(long batch, int field, ReadOnlySpan<int> chosen, int first, Span<float> destination) =>
        _examples.Gather(chosen, field, destination, _noise[field], _keys[field], (ulong)batch, first);

    /// <summary>The place of a field among those of the set.</summary>
    internal int IndexOf(string field) => _examples.IndexOf(field);

    /// <summary>Which examples a batch has.</summary>
    private void Choose(long batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        if (_chosenBatch == batch)
        {
            return;
        }
        (long epoch, long place) = Math.DivRem(checked(batch * BatchSize), _examples.Count);
        int first = (int)Math.Min(BatchSize, _examples.Count - place);
        Choose(epoch, (int)place, _chosen.AsSpan(0, first));
        Choose(epoch + 1, 0, _chosen.AsSpan(first));
        _chosenBatch = batch;
    }

    private void Choose(long epoch, int place, Span<int> chosen)
    {
        if (_isShuffled)
        {
            _order.Fill(epoch, place, chosen);
            return;
        }
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = place + i;
        }
    }
}
