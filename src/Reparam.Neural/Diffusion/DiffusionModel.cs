using System.Globalization;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Diffusion as variational inference: the posterior of x_t, 0 ≤ t ≤ 1, is fixed, q(x_t | x₀) = N(α x₀, σ² I),
/// and the model goes the way back from x₁ ~ N(0, I) by what a denoiser predicts (Sohl-Dickstein et al. 2015; Ho, Jain
/// and Abbeel 2020; Kingma, Salimans, Poole and Ho 2021).</summary>
/// <remarks>
/// <para>The negative bound has three terms in nats: prior, KL(q(x₁ | x₀) ‖ N(0, I)); reconstruction, -E log p(example
/// | x at time 0); and diffusion, the divergences of the steps between. With T steps from s to t the last is ½ T
/// E[(e^(λ_s - λ_t) - 1) ‖ε - ε̂‖²], t uniform on 1/T, …, 1; in continuous time it is ½ E[-λ'(t) ‖ε - ε̂‖²], t uniform
/// on [0, 1]. One t is drawn for each example, those of a batch equally spaced from a common uniform start.</para>
/// <para>Examples are fields named <see cref="Field"/>, their classes <see cref="LabelField"/>.</para>
/// </remarks>
public sealed class DiffusionModel : Module
{
    /// <summary>The field of an example that is diffused.</summary>
    public const string Field = "image";

    /// <summary>The field with the number of its class, where there are classes.</summary>
    public const string LabelField = "label";

    /// <summary>Makes the model.</summary>
    /// <param name="denoiser">What predicts.</param>
    /// <param name="schedule">λ by time.</param>
    /// <param name="decoder">What is between examples and numbers.</param>
    public DiffusionModel(Denoiser denoiser, NoiseSchedule schedule, DiffusionDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Denoiser = Add("denoiser", denoiser);
        Schedule = Add("schedule", schedule);
        Decoder = decoder;
    }

    /// <summary>What predicts.</summary>
    public Denoiser Denoiser { get; }

    /// <summary>λ by time.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>What is between examples and numbers.</summary>
    public DiffusionDecoder Decoder { get; }

    /// <summary>The shape of an example.</summary>
    public Shape Example => Denoiser.Example;

    /// <summary>The loss of a bound.</summary>
    /// <param name="objective">The bound; null for that of continuous time.</param>
    public Loss Loss(DiffusionObjective? objective = null) => Neural.Loss.Define(this, builder =>
    {
        DiffusionTerms terms = Terms(builder, objective ?? new DiffusionObjective());
        builder.Term("prior", terms.Prior);
        builder.Term("reconstruction", terms.Reconstruction);
        builder.Term("diffusion", terms.Diffusion);
        builder.Metric("bits per dimension",
            (terms.Prior + terms.Reconstruction + terms.Diffusion) / (Example.Size * Math.Log(2)));
    });

    /// <summary>The terms for one example, by one draw.</summary>
    internal DiffusionTerms Terms(NetworkInputs inputs, DiffusionObjective objective)
    {
        Tensor encoded = Decoder.Encode(inputs.Field(Field, Example), inputs);
        Tensor? label = Denoiser.Classes == 0 ? null : inputs.Field(LabelField, Shape.Scalar);
        if (label is not null && objective.DropLabels > 0)
        {
            Tensor isDropped = inputs.Noise("dropped label", Shape.Scalar, NoiseKind.Uniform) < objective.DropLabels;
            label = Tensor.Select(isDropped, Denoiser.Classes, label);
        }
        Tensor uniform = inputs.EvenlySpaced("time"), noise = inputs.Noise("noise", Example);
        return new DiffusionTerms(Prior(encoded),
            Decoder.Reconstruction(encoded, Schedule.At(0), () => inputs.Noise("start", Example)),
            Diffusion(encoded, uniform, noise, label, objective.Steps));
    }

    /// <summary>KL(N(α x₀, σ² I) ‖ N(0, I)) at time 1.</summary>
    internal Tensor Prior(Tensor encoded)
    {
        Tensor logRatio = Schedule.LogRatio(1);
        // Σ ½ (α² x₀² + σ² - 1 - log σ²), with α² = S(λ), σ² - 1 = -α² and -log σ² = log(1 + e^λ).
        return 0.5 * (Sigmoid(logRatio) * (Sum(Square(encoded)) - encoded.Size) + encoded.Size * Softplus(logRatio));
    }

    /// <summary>The term of the steps, at one time, by its probability.</summary>
    /// <param name="encoded">x₀.</param>
    /// <param name="uniform">A number in [0, 1], from which the time is made.</param>
    /// <param name="noise">ε.</param>
    /// <param name="label">The class, or null.</param>
    /// <param name="steps">T, or 0 for continuous time.</param>
    internal Tensor Diffusion(Tensor encoded, Tensor uniform, Tensor noise, Tensor? label, int steps)
    {
        if (steps == 0)
        {
            return InContinuousTime(encoded, uniform, noise, label);
        }
        Tensor step = Minimum(Floor(steps * uniform), steps - 1);
        Tensor before = Schedule.LogRatio(step / steps), after = Schedule.LogRatio((step + 1) / steps);
        return 0.5 * steps * Expm1(before - after) * SquaredError(encoded, after, noise, label);
    }

    /// <summary>What the denoiser says, as a prediction of some kind.</summary>
    internal Tensor Predict(Tensor diffused, SignalToNoise ratio, Tensor? label, Prediction kind) =>
        ratio.Convert(diffused, Denoiser.Predict(diffused, ratio.LogRatio, label), Denoiser.Prediction, kind);

    private Tensor SquaredError(Tensor encoded, Tensor logRatio, Tensor noise, Tensor? label)
    {
        var ratio = new SignalToNoise(logRatio);
        Tensor prediction = Denoiser.Predict(ratio.Diffuse(encoded, noise), logRatio, label);
        if (prediction.Shape != Example)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{Denoiser.GetType().Name}: the prediction has shape {prediction.Shape}, but that of an example, " +
                $"{Example}, was expected. Reshape it."));
        }
        return ratio.SquaredError(Denoiser.Prediction, prediction, encoded, noise);
    }

    private Tensor InContinuousTime(Tensor encoded, Tensor time, Tensor noise, Tensor? label)
    {
        Tensor logRatio = Schedule.LogRatio(time), slope = Schedule.Slope(time);
        if (Schedule.ShapeWeights is { Count: 0 })
        {
            return -0.5 * slope * SquaredError(encoded, logRatio, noise, label);
        }
        // The bound is differentiated in all weights but those of the shape, and its square, whose mean is the variance
        // but for a constant, in those alone: 2 L ∂L/∂λ, which goes back through λ and λ' only.
        Tensor[] shape = [.. Schedule.ShapeWeights.Select(static w => w.Tensor)];
        Tensor[] others = [.. Schedule.Weights.Select(static w => w.Weight.Tensor).Except(shape)];
        Tensor[] bound = Held([logRatio, slope], shape), shaped = Held([logRatio, slope], others);
        Tensor value = -0.5 * bound[1] * SquaredError(encoded, bound[0], noise, label);
        Tensor[] gradient = Differentiate.Gradient(value, bound);
        Tensor surrogate = StopGradient(2 * value * gradient[0]) * shaped[0]
            + StopGradient(2 * value * gradient[1]) * shaped[1];
        return value + (surrogate - StopGradient(surrogate));
    }

    private static Tensor[] Held(IReadOnlyList<Tensor> values, IReadOnlyList<Tensor> weights) => Graph.Substitute(
        values, weights.ToDictionary(static w => w, StopGradient));
}

/// <summary>The terms of a negative bound, in nats.</summary>
internal sealed record DiffusionTerms(Tensor Prior, Tensor Reconstruction, Tensor Diffusion);
