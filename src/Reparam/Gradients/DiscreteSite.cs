using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>A discrete draw as a threshold of a continuous variable z with a path, and the relaxation of that
/// threshold.</summary>
/// <remarks>
/// Of a Bernoulli variable z = logit + log u - log(1 - u), and the draw is 1 where z is above 0; relaxed it is
/// sigmoid(z / τ). Of a categorical one zₖ = log pₖ - log eₖ with exponential e, and the draw is 1 at the greatest z;
/// relaxed it is softmax(z / τ) (Maddison, Mnih and Teh 2017; Jang, Gu and Poole 2017).
/// </remarks>
internal sealed class DiscreteSite
{
    private readonly Tensor _logits;
    private readonly bool _isBinary;

    /// <summary>Takes the distribution of a problem apart.</summary>
    public DiscreteSite(ProblemTrace trace)
    {
        _isBinary = trace.Law is Bernoulli;
        if (trace.Law is Bernoulli bernoulli)
        {
            _logits = bernoulli.Logits;
            Noise = NoiseInput.Of(NoiseKind.Uniform, _logits.Shape);
            Latent = _logits + StopGradient(Log(Noise.Input) - Log1p(-Noise.Input));
            Draw = StopGradient(Latent > 0);
            Mean = bernoulli.Probability;
        }
        else
        {
            Tensor logits = ((Categorical)trace.Law).Logits;
            _logits = logits - Innermost(LogSumExp(logits, -1));
            Noise = NoiseInput.Of(NoiseKind.Exponential, _logits.Shape);
            Latent = _logits - Log(Noise.Input);
            Draw = StopGradient(Equal(Latent, Innermost(Max(Latent, -1))));
            Mean = Exp(_logits);
        }
        LogProb = _isBinary
            ? Sum(Draw * _logits - Softplus(_logits))
            : Sum(Draw * _logits);
    }

    /// <summary>What z is made from.</summary>
    public NoiseInput Noise { get; }

    /// <summary>z.</summary>
    public Tensor Latent { get; }

    /// <summary>The draw, 0 or 1 in each element.</summary>
    public Tensor Draw { get; }

    /// <summary>The mean of the draw.</summary>
    public Tensor Mean { get; }

    /// <summary>The log probability of the draw.</summary>
    public Tensor LogProb { get; }

    /// <summary>Why the distribution is not such a one, or null.</summary>
    public static string? Invalid(ProblemTrace trace) => trace.Law switch
    {
        Bernoulli or Categorical when trace.Problem.Samples > 1 =>
            "it is made for one draw, but the bound has several samples. Use ScoreFunction.",
        Bernoulli => null,
        Categorical when trace.Problem.OneHot => null,
        Categorical => "a relaxed category is a vector, but the integrand is given the number of the category. Write " +
            "the integrand for vectors with a 1 at the category, and set OneHot of the problem.",
        _ => $"it relaxes Bernoulli and Categorical draws, but the distribution is {trace.Law.GetType().Name}. Use " +
            "Pathwise where there is a path, ScoreFunction otherwise.",
    };

    /// <summary>Why f may not be differentiated between the discrete values, or null.</summary>
    public static Tensor? FirstJump(ProblemTrace trace)
    {
        var site = new DiscreteSite(trace);
        return PathRegularity.FirstJump(
            trace.ValueAtConstantParameters(site.Relax(site.Latent, 1)), trace.Spread, site.Noise.Input);
    }

    /// <summary>A relaxed draw.</summary>
    /// <param name="latent">z.</param>
    /// <param name="temperature">τ; in the limit of 0 the relaxed draw is the discrete one.</param>
    public Tensor Relax(Tensor latent, double temperature)
    {
        Tensor scaled = latent / temperature;
        return _isBinary ? Sigmoid(scaled) : Exp(scaled - Innermost(LogSumExp(scaled, -1)));
    }

    /// <summary>
    /// z̃ of the conditional distribution of z given the draw, as a path from θ and noise that is independent of the
    /// draw. The noise is that which gives z̃ the value of z, so that the two differ in their derivatives alone.
    /// </summary>
    /// <remarks>
    /// Tucker, Mnih, Maddison, Lawson and Sohl-Dickstein (2017), appendix: of a Bernoulli draw
    /// ±softplus(logit v + softplus(±logit)); of a category with exponential noise v, at the greatest element
    /// -log v_max, at the others -log(vₖ / pₖ + v_max).
    /// </remarks>
    public Tensor Conditional()
    {
        if (_isBinary)
        {
            Tensor sign = 2 * Draw - 1, shift = Softplus(sign * _logits), size = Abs(Latent);
            Tensor noise = StopGradient(size + Log(-Expm1(-size)) - shift);
            return sign * Softplus(noise + shift);
        }
        Tensor levels = Exp(-Latent), least = StopGradient(Sum(Draw * levels, -1));
        Tensor others = StopGradient((1 - Draw) * (levels - Innermost(least)) * Exp(_logits));
        return -Log(others * Exp(-_logits) + Innermost(least));
    }

    /// <summary>With an axis of length 1 after the last.</summary>
    private static Tensor Innermost(Tensor x) => Reshape(x, x.Shape.Append([1]));
}
