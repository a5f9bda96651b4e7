using Reparam.Random;

namespace Reparam.Neural;

/// <summary>The average of a loss over examples that it is not trained on, with the same noise each time.</summary>
/// <remarks>Statistics of batches are their running averages. The result is the same to the bit on any number of
/// threads. Not for use by two callers at once.</remarks>
public sealed class LossEvaluator
{
    private readonly Loss _loss;
    private readonly BatchSource _data;
    private readonly long _count;
    private readonly NetworkProgram _program;
    private readonly (int Input, FieldInput Field, float[] Buffer)[] _fields;
    private readonly float[] _values;
    private readonly int _outputs;

    /// <summary>Compiles it.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="data">The examples, those of batch 0 first; of the last batch only as many are counted as are
    /// left.</param>
    /// <param name="count">The number of examples, at least 1.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="seed">The seed of its noise.</param>
    public LossEvaluator(Loss loss, BatchSource data, long count, int threads = 1, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Trainer.CheckFields(loss, data);
        (_loss, _data, _count) = (loss, data, count);
        Tensor[] outputs = [.. BatchStatistic.Fixed(
            [loss.Total, .. loss.Terms.Concat(loss.Metrics).Select(static term => term.Value)])
            .Select(Tensor.Spread)];
        _outputs = outputs.Length;
        _program = new NetworkProgram(loss.Module, loss.Inputs, outputs, data.BatchSize, threads,
            RandomKey.FromSeed(seed).Fold("noise of evaluation"));
        _fields = [.. loss.Inputs.Index().Where(static p => p.Item is FieldInput).Select(
            p => (p.Index, (FieldInput)p.Item, new float[p.Item.Tensor.Size * data.BatchSize]))];
        foreach ((int input, FieldInput field, float[] buffer) in _fields)
        {
            _program.Runner.BindInput(input, (ReadOnlyMemory<float>)buffer);
        }
        _values = new float[data.BatchSize];
    }

    /// <summary>Runs it.</summary>
    /// <param name="weights">The values of the weights.</param>
    /// <param name="step">The number of steps taken, for numbers that follow a schedule.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    /// <returns>The averages.</returns>
    public TrainingAverages Run(WeightValues weights, long step = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _program.Load(weights);
        var sums = new double[_outputs];
        for (long batch = 0; batch * _data.BatchSize < _count; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach ((_, FieldInput field, float[] buffer) in _fields)
            {
                _data.Fill(batch, field.Name, buffer);
            }
            _program.Prepare(batch, step);
            _program.Runner.Run(cancellation);
            int there = (int)Math.Min(_data.BatchSize, _count - batch * _data.BatchSize);
            for (int i = 0; i < sums.Length; i++)
            {
                _program.Runner.CopyByDraw(i, _values);
                foreach (float value in _values.AsSpan(0, there))
                {
                    sums[i] += value;
                }
            }
        }
        return TrainingAverages.Of(_loss, step, sums, _count);
    }
}
