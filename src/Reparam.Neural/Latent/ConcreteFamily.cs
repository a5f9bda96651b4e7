using System.Globalization;
using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Categorical latent variables, independent, of which the encoder gives the logits log α of the classes; each
/// is read by the decoder as the vector that is 1 at its class, and relaxed to softmax((log α + G) / λ) with Gumbel
/// noise G: the Concrete or Gumbel-softmax distribution (Maddison, Mnih and Teh 2017; Jang, Gu and Poole
/// 2017).</summary>
/// <remarks>
/// <para>Latent variables are numbered class by class: that of variable v and class c is number c · variables +
/// v.</para>
/// <para>Densities are those of the logarithm y of the relaxed value, whose parts underflow (Maddison, Mnih and Teh
/// 2017, eq. 26): (K - 1)! λ^(K - 1) Π αₖ e^(-λ yₖ) / (Σ αₖ e^(-λ yₖ))^K.</para>
/// </remarks>
public sealed class ConcreteFamily : RelaxedFamily
{
    private readonly Shape _shape;
    private readonly double _logFactorial;

    /// <summary>Makes the family.</summary>
    /// <param name="variables">The number of categorical variables, at least 1.</param>
    /// <param name="classes">The number of classes of each, at least 2.</param>
    /// <param name="temperature">λ by step; null for ½.</param>
    /// <param name="priorTemperature">λ of the relaxed prior by step; null for the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than that.</exception>
    public ConcreteFamily(int variables, int classes, StepSizeSchedule? temperature = null,
        StepSizeSchedule? priorTemperature = null)
        : base(Sizes.Positive(nameof(ConcreteFamily), variables) * AtLeastTwo(classes), temperature, priorTemperature)
    {
        (Variables, Classes, _shape) = (variables, classes, [classes, variables]);
        _logFactorial = Enumerable.Range(1, classes - 1).Sum(static k => Math.Log(k));
    }

    /// <summary>The number of categorical variables.</summary>
    public int Variables { get; }

    /// <summary>The number of classes of each.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public override int ParameterCount => Latent;

    /// <summary>The probabilities of the classes.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => Flat(Exp(Normalised(ByClass(Part(parameters, 0, Latent, 0)))));

    private protected override Tensor Noise(string name, NetworkInputs inputs, int samples) =>
        inputs.Noise(name, ShapeOf(samples), NoiseKind.Exponential);

    private protected override LatentDraw Relaxed(
        Tensor logits, Tensor noise, Tensor temperature, Tensor priorTemperature)
    {
        Tensor byClass = ByClass(logits), value = Flat(Normalised((byClass - Log(ByClass(noise))) / temperature));
        return new LatentDraw(value, LogDensity(byClass, value, temperature), Divergence(byClass))
        {
            LogPrior = LogDensity(0, value, priorTemperature),
            Decoded = Exp(value),
        };
    }

    private protected override LatentDraw Discrete(Tensor logits, Tensor noise)
    {
        Tensor byClass = ByClass(logits), score = byClass - Log(ByClass(noise));
        Tensor isGreatest = Equal(score, Broadcast(Max(score, 0), score));
        // Of scores that are equal as floats the first one counts.
        Tensor before = MatMul(
            Tensor.Constant(
                [.. Enumerable.Range(0, Classes * Classes).Select(i => i % Classes < i / Classes ? 1.0 : 0)],
                [Classes, Classes]),
            Reshape(isGreatest, [Classes, isGreatest.Size / Classes]));
        Tensor value = Select(Reshape(before, isGreatest.Shape) < 0.5, isGreatest, 0);
        return new LatentDraw(Flat(value), SumOf(value * Normalised(byClass)), Divergence(byClass))
        {
            LogPrior = SumOf(value) * -Math.Log(Classes),
        };
    }

    private static int AtLeastTwo(int classes) => classes > 1 ? classes : throw new ArgumentOutOfRangeException(
        nameof(classes), classes, string.Create(CultureInfo.InvariantCulture,
            $"ConcreteFamily: classes is {classes}, but at least 2 are expected. Give as many, or fewer variables."));

    private Tensor LogDensity(Tensor logits, Tensor value, Tensor temperature)
    {
        Tensor score = logits - temperature * ByClass(value);
        return SumOf(score) - Classes * Sum(LogSumExp(score, 0), 0)
            + Variables * ((Classes - 1) * Log(temperature) + _logFactorial);
    }

    private Tensor Divergence(Tensor byClass)
    {
        Tensor logs = Normalised(byClass);
        return Sum(Exp(logs) * logs) + Variables * Math.Log(Classes);
    }

    /// <summary>[classes, variables], with an axis for draws where there is one.</summary>
    private Tensor ByClass(Tensor x) => Reshape(x, x.Rank == 1 ? _shape : _shape.Append([x.Shape[1]]));

    private Tensor Flat(Tensor x) => Reshape(x, x.Rank == 2 ? [Latent] : [Latent, x.Shape[2]]);

    private static Tensor SumOf(Tensor x) => Sum(x, 0, 1);

    /// <summary>Logarithms of probabilities.</summary>
    private static Tensor Normalised(Tensor x) => x - Broadcast(LogSumExp(x, 0), x);

    private static Tensor Broadcast(Tensor of, Tensor like) => Reshape(of, Sizes.WithFeatures(like.Shape, 1));
}
