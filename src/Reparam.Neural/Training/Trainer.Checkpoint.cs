namespace Reparam.Neural;

/// <content>Saving a training and going on with it.</content>
public sealed partial class Trainer
{
    private const string StepsName = "steps", SumsName = "sums", WeightsName = "weights";

    /// <summary>Writes all that the training needs to go on to the same bits: weights, moments, moving averages, the
    /// number of steps, and whose they are. The file is in the safetensors format; weights are named "weights." and
    /// their names.</summary>
    /// <param name="path">Where to; an earlier file is replaced when the new one is whole and on the disk.</param>
    /// <exception cref="IOException">It cannot be written, for example because the disk is full; an earlier file is as
    /// it was.</exception>
    /// <exception cref="TrainingException">A weight is not finite: the training has diverged, and nothing is
    /// written.</exception>
    public void Save(string path) => Save(path, [], new Dictionary<string, string>());

    /// <summary>Goes on with a training that was saved, at its step and with its values. What threads it had does not
    /// matter.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">It is truncated or no such file, or of a training with another network,
    /// loss, options, seed or version; the message says which.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Restore(string path) => Restore(path, new Dictionary<string, string>());

    /// <summary>The same, with more arrays and more that the training is told by.</summary>
    internal void Save(
        string path, IReadOnlyList<NamedArray> more, IReadOnlyDictionary<string, string> moreIdentity)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var arrays = new List<NamedArray>(more)
        {
            new(StepsName, [Steps], [1]),
            new(SumsName, [.. _sums], [_sums.Length]),
        };
        foreach ((string name, Place place) in Kept())
        {
            float[] values = At(place).ToArray();
            int bad = Array.FindIndex(values, static value => !float.IsFinite(value));
            if (bad >= 0)
            {
                throw new TrainingException(Diverged($"element {bad} of '{name}'", values[bad]));
            }
            arrays.Add(new NamedArray(name, values, place.Weight.Weight.Shape));
        }
        SafetensorsFile.Write(path, arrays, CheckpointIdentity.Of(_loss, _options, _data, moreIdentity));
    }

    /// <summary>The same, of a file that was saved with more.</summary>
    /// <returns>The file.</returns>
    internal SafetensorsFile Restore(string path, IReadOnlyDictionary<string, string> moreIdentity)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafetensorsFile file = CheckpointIdentity.Read(path);
        CheckpointIdentity.RequireShapes(file, $"{WeightsName}.",
            [.. _loss.Module.Weights.Select(static weight => (weight.Name, weight.Weight.Shape))]);
        CheckpointIdentity.RequireSame(
            file, CheckpointIdentity.Of(_loss, _options, _data, moreIdentity));
        (string Name, Place Place)[] kept = [.. Kept()];
        float[][] values = [.. kept.Select(k =>
            CheckpointIdentity.Array(file, k.Name, ArrayType.F32, k.Place.Weight.Weight.Shape).Floats)];
        long steps = CheckpointIdentity.Array(file, StepsName, ArrayType.I64, [1]).Integers[0];
        double[] sums = CheckpointIdentity.Array(file, SumsName, ArrayType.F64, [_sums.Length]).Doubles;
        // Nothing is taken before all is there.
        for (int i = 0; i < kept.Length; i++)
        {
            values[i].CopyTo(At(kept[i].Place));
        }
        sums.CopyTo(_sums, 0);
        Steps = steps;
        return file;
    }

    /// <summary>What a training is made of: the weights, and what is kept beside those that are trained.</summary>
    private IEnumerable<(string Name, Place Place)> Kept()
    {
        for (int w = 0; w < _loss.Module.Weights.Count; w++)
        {
            NamedWeight weight = _loss.Module.Weights[w];
            yield return ($"{WeightsName}.{weight.Name}", new Place(weight, w, -1));
        }
        for (int t = 0; t < _trained.Length; t++)
        {
            NamedWeight weight = _loss.Module.Weights[_trained[t]];
            for (int kept = 0; kept < _updater.Kept.Count; kept++)
            {
                yield return ($"{_updater.Kept[kept]}.{weight.Name}", new Place(weight, t, kept));
            }
        }
    }

    private Span<float> At(Place place) => place.Kept < 0
        ? _program.Runner.SharedInput(_program.InputOf(place.Number))
        : _updater.KeptValues(place.Number, place.Kept);

    /// <summary>Where values lie.</summary>
    /// <param name="Weight">Those of which weight.</param>
    /// <param name="Number">Its number: among all, or among those trained.</param>
    /// <param name="Kept">Which of the arrays that are kept beside it; -1 for itself.</param>
    private readonly record struct Place(NamedWeight Weight, int Number, int Kept);
}
