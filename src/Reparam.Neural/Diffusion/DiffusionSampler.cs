using System.Globalization;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Draws samples of a diffusion model by going from noise back to time 0; compiled once.</summary>
/// <remarks>
/// <para>A step from t to s: x_s = α_s x̂ + σ_s √(1 - η² c) ε̂ + η σ_s √c ε with c = 1 - e^(λ_t - λ_s), x̂ and ε̂ what
/// the denoiser says of x_t. With η = 1 it is a draw from q(x_s | x_t, x₀ = x̂); with any η a model of the same
/// marginals (Song, Meng and Ermon 2021, theorem 1).</para>
/// <para>Noise is a function of the seed, the step, the sample's number and the element: the number of samples, blocks
/// and threads change none. Not for use by two callers at once.</para>
/// </remarks>
public sealed class DiffusionSampler
{
    private readonly DiffusionModel _model;
    private readonly NetworkFunction _ratio, _step, _guided, _last;

    /// <summary>Compiles it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="block">Samples at once, at least 1.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    public DiffusionSampler(DiffusionModel model, int block = 128, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _ratio = NetworkFunction.Compile(model, inputs => [model.Schedule.LogRatio(inputs.Field("time", []))], 1);
        _step = NetworkFunction.Compile(model, inputs => Step(inputs, isGuided: false), block, threads);
        _guided = model.Denoiser.Classes == 0 ? _step
            : NetworkFunction.Compile(model, inputs => Step(inputs, isGuided: true), block, threads);
        _last = NetworkFunction.Compile(model, inputs =>
            [model.Decoder.Decode(inputs.Field("x", model.Example), model.Schedule.At(0))], block, threads);
    }

    /// <summary>Draws samples.</summary>
    /// <param name="weights">The values of the weights.</param>
    /// <param name="count">How many.</param>
    /// <param name="sampling">How; null for the defaults.</param>
    /// <param name="labels">The class of each; null where none is told, or there are none.</param>
    /// <param name="progress">Told the number of steps that are done.</param>
    /// <param name="cancellation">Looked at before each step.</param>
    /// <returns>The samples one after another, each in row-major order.</returns>
    /// <exception cref="ArgumentException">There is not one label a sample, a label is no class, or guidance is asked
    /// for without labels.</exception>
    public float[] Run(WeightValues weights, int count, DiffusionSampling? sampling = null,
        IReadOnlyList<int>? labels = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Sizes.Positive(nameof(DiffusionSampler), count);
        sampling ??= new DiffusionSampling();
        Check(count, sampling, labels);
        int size = _model.Example.Size;
        RandomKey key = RandomKey.FromSeed(sampling.Seed).Fold("diffusion");
        var fields = new Dictionary<string, float[]>(StringComparer.Ordinal)
        {
            ["x"] = new float[count * size],
            ["noise"] = new float[count * size],
            ["from"] = new float[count],
            ["to"] = new float[count],
            ["eta"] = [.. Enumerable.Repeat((float)sampling.Eta, count)],
            ["guidance"] = [.. Enumerable.Repeat((float)sampling.Guidance, count)],
            [DiffusionModel.LabelField] =
                [.. Enumerable.Range(0, count).Select(i => (float)(labels?[i] ?? _model.Denoiser.Classes))],
        };
        var noise = new double[count * size];
        Fill(key, 0, count, size, noise, fields["x"]);
        float[] times = [.. Enumerable.Range(0, sampling.Steps + 1).Select(i => (float)i / sampling.Steps)];
        float[] ratios = _ratio.Run(weights, times.Length,
            new Dictionary<string, float[]>(StringComparer.Ordinal) { ["time"] = times }, cancellation)[0];
        NetworkFunction step = sampling.Guidance == 0 ? _step : _guided;
        for (int at = sampling.Steps; at > 0; at--)
        {
            Fill(key, (ulong)at, count, size, noise, fields["noise"]);
            fields["from"].AsSpan().Fill(ratios[at]);
            fields["to"].AsSpan().Fill(ratios[at - 1]);
            fields["x"] = step.Run(weights, count, fields, cancellation)[0];
            progress?.Report(sampling.Steps - at + 1);
        }
        return _last.Run(weights, count, fields, cancellation)[0];
    }

    private Tensor[] Step(NetworkInputs inputs, bool isGuided)
    {
        Tensor x = inputs.Field("x", _model.Example);
        SignalToNoise from = new(inputs.Field("from", [])), to = new(inputs.Field("to", []));
        Tensor? label = _model.Denoiser.Classes == 0 ? null : inputs.Field(DiffusionModel.LabelField, []);
        Tensor prediction = _model.Denoiser.Predict(x, from.LogRatio, label);
        if (isGuided)
        {
            // The kinds of predictions are affine in each other, so the mixture is the same in each.
            Tensor guidance = inputs.Field("guidance", []);
            prediction = (1 + guidance) * prediction
                - guidance * _model.Denoiser.Predict(x, from.LogRatio, _model.Denoiser.Classes);
        }
        Prediction kind = _model.Denoiser.Prediction;
        Tensor eta = inputs.Field("eta", []), fresh = -Expm1(from.LogRatio - to.LogRatio);
        return
        [
            to.Signal * from.Convert(x, prediction, kind, Prediction.Example)
                + to.Noise * Sqrt(1 - Square(eta) * fresh) * from.Convert(x, prediction, kind, Prediction.Noise)
                + eta * to.Noise * Sqrt(fresh) * inputs.Field("noise", _model.Example),
        ];
    }

    private static void Fill(RandomKey key, ulong step, int count, int size, double[] noise, float[] destination)
    {
        Noise.FillNormal(key, step, 0, count, 0, size, noise);
        for (int i = 0; i < count; i++)
        {
            for (int e = 0; e < size; e++)
            {
                destination[i * size + e] = (float)noise[e * count + i];
            }
        }
    }

    private void Check(int count, DiffusionSampling sampling, IReadOnlyList<int>? labels)
    {
        int classes = _model.Denoiser.Classes;
        if (labels is null)
        {
            if (sampling.Guidance != 0)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"DiffusionSampler: guidance {sampling.Guidance} was asked for, but no labels were given to be " +
                    $"guided to. Give one for each sample, or Guidance = 0."), nameof(labels));
            }
            return;
        }
        if (classes == 0)
        {
            throw new ArgumentException(
                "DiffusionSampler: labels were given, but the denoiser is told none. Make it with a number of classes.",
                nameof(labels));
        }
        if (labels.Count != count)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"DiffusionSampler: {labels.Count} labels were given for {count} samples. Give one for each."),
                nameof(labels));
        }
        for (int i = 0; i < count; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"DiffusionSampler: label {i} is {labels[i]}, but classes go from 0 to {classes - 1}. Give one " +
                    $"of these."), nameof(labels));
            }
        }
    }
}
