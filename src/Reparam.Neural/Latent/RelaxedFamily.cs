using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A posterior of discrete latent variables, which training replaces by a relaxation: draws between the
/// values, through which gradients pass (Maddison, Mnih and Teh 2017; Jang, Gu and Poole 2017).</summary>
/// <remarks>
/// <para>Values are equally likely under the prior. <see cref="DivergenceForm.Analytic"/> takes the divergence of the
/// discrete posterior from it, as Jang, Gu and Poole do: as the temperature falls this comes to the bound of the
/// discrete model. <see cref="DivergenceForm.MonteCarlo"/> and importance weights take the densities of relaxed draws
/// under relaxed posterior and prior, as Maddison, Mnih and Teh do: a bound of the relaxed model, whose divergence is
/// greater, and of one temperature for both the same at any.</para>
/// <para>Neither is the bound of the discrete model. That is what evaluation gives: it draws discrete values. At a high
/// temperature what is trained may be far from it, at a low one gradients vary much.</para>
/// </remarks>
public abstract class RelaxedFamily : LatentFamily
{
    /// <summary>Far below what gradients of floats pass through.</summary>
    private const double LeastTemperature = 1e-6;

    private readonly StepSizeSchedule _temperature, _priorTemperature;

    private protected RelaxedFamily(int latent, StepSizeSchedule? temperature, StepSizeSchedule? priorTemperature)
        : base(latent)
    {
        _temperature = Begun(temperature ?? new ConstantStepSize(0.5), nameof(temperature));
        _priorTemperature = priorTemperature is null || ReferenceEquals(priorTemperature, temperature)
            ? _temperature : Begun(priorTemperature, nameof(priorTemperature));
    }

    /// <inheritdoc/>
    public sealed override bool HasNormalPrior => false;

    /// <inheritdoc/>
    public sealed override LatentDraw Draw(string name, Tensor parameters, NetworkInputs inputs, int samples)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Tensor temperature = inputs.Scheduled(name + " temperature", _temperature);
        Tensor prior = ReferenceEquals(_temperature, _priorTemperature) ? temperature
            : inputs.Scheduled(name + " temperature of the prior", _priorTemperature);
        return Relaxed(Part(parameters, 0, Latent, samples), Noise(name, inputs, samples), temperature, prior);
    }

    /// <inheritdoc/>
    public sealed override LatentDraw EvaluationDraw(string name, Tensor parameters, NetworkInputs inputs, int samples)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Discrete(Part(parameters, 0, Latent, samples), Noise(name, inputs, samples));
    }

    /// <inheritdoc/>
    public sealed override Tensor PriorDraw(string name, NetworkInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Discrete(Full(0, [Latent]), Noise(name, inputs, 0)).Value;
    }

    private protected abstract Tensor Noise(string name, NetworkInputs inputs, int samples);

    /// <summary>A relaxed draw.</summary>
    /// <param name="logits">[latent], or [latent, 1].</param>
    /// <param name="noise">[latent], or [latent, samples].</param>
    /// <param name="temperature">That of the posterior.</param>
    /// <param name="priorTemperature">That of the prior.</param>
    private protected abstract LatentDraw Relaxed(
        Tensor logits, Tensor noise, Tensor temperature, Tensor priorTemperature);

    /// <summary>What the relaxed draw of the same noise comes to as the temperature falls to 0.</summary>
    private protected abstract LatentDraw Discrete(Tensor logits, Tensor noise);

    private Temperature Begun(StepSizeSchedule schedule, string name)
    {
        double first = schedule.At(0);
        return IsTemperature(first) ? new Temperature(schedule) : throw new ArgumentOutOfRangeException(name, first,
            FormattableString.Invariant($"{GetType().Name}: {name} begins at this, but at least {LeastTemperature} ") +
            "and finite was expected. Begin with about 1, and end no lower than about 0.1.");
    }

    private static bool IsTemperature(double value) => value >= LeastTemperature && double.IsFinite(value);

    /// <summary>A schedule that is refused at the step at which it is no temperature any more: to know all of its
    /// values before is not possible.</summary>
    private sealed record Temperature(StepSizeSchedule Schedule) : StepSizeSchedule
    {
        public override double At(long step)
        {
            double value = Schedule.At(step);
            return IsTemperature(value) ? value : throw new TrainingException(FormattableString.Invariant(
                $"Training: at step {step + 1} the temperature of a relaxation is {value}, but at least ") +
                FormattableString.Invariant($"{LeastTemperature} and finite was expected. Take a schedule that ends ") +
                "at about 0.1.");
        }

        // Checkpoints name it by this.
        public override string ToString() => Schedule.ToString();
    }
}
