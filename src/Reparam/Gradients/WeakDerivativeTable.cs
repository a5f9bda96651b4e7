using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>The weak derivatives that are known, with draws of both parts coupled where that is possible.</summary>
/// <remarks>Sources: Mohamed, Rosca, Figurnov and Mnih (2020), table 1; Pflug (1989); Heidergott, Vázquez-Abad and
/// Volk-Makarewicz (2008), for the coupling of the normal's.</remarks>
internal static class WeakDerivativeTable
{
    /// <summary>The weak derivatives of a distribution, or null where they are not known.</summary>
    /// <param name="law">The distribution.</param>
    /// <param name="moves">Whether a tensor depends on θ.</param>
    /// <param name="refusal">Says which parameter has none, if it is that.</param>
    public static WeakDerivatives? Find(Distribution law, Func<Tensor, bool> moves, out string? refusal)
    {
        refusal = law switch
        {
            Gamma gamma when moves(gamma.Concentration) => Lacking("Gamma", "concentration"),
            InverseGamma gamma when moves(gamma.Concentration) => Lacking("InverseGamma", "concentration"),
            Weibull weibull when moves(weibull.Concentration) => Lacking("Weibull", "concentration"),
            NegativeBinomial counts when moves(counts.Concentration) => Lacking("NegativeBinomial", "concentration"),
            Binomial counts when moves(counts.TotalCount) => Lacking("Binomial", "number of trials"),
            _ => null,
        };
        return refusal is not null ? null : law switch
        {
            Normal normal => Gaussian(normal, static x => x, normal.Loc, normal.Scale),
            LogNormal normal => Gaussian(normal, Exp, normal.Loc, normal.Scale),
            HalfNormal half => HalfGaussian(half),
            Laplace laplace => DoubleExponential(laplace),
            Exponential exponential => Waiting(exponential, exponential.Rate, 1 / exponential.Rate, sign: -1),
            Weibull weibull => Waiting(weibull, weibull.Scale, weibull.Concentration / weibull.Scale, sign: 1),
            Gamma gamma => Rate(gamma, gamma.Rate, gamma.Concentration / gamma.Rate, (x, e) => x + e / gamma.Rate),
            InverseGamma gamma =>
                Rate(gamma, gamma.Scale, gamma.Concentration / gamma.Scale, (x, e) => 1 / (1 / x + e / gamma.Scale)),
            Uniform uniform => Ends(uniform),
            Poisson poisson => FromDraw(poisson, x => [new(poisson.Rate, 1, x + 1, null)]),
            Bernoulli bernoulli => FromDraw(bernoulli, x => [new(bernoulli.Probability, 1, 1, 0)]),
            Binomial binomial => Trials(binomial),
            Geometric geometric => Failures(geometric, geometric),
            NegativeBinomial counts =>
                Failures(counts, new Geometric(counts.Concentration / (counts.Concentration + counts.Mean))),
            Categorical categorical => FromDraw(categorical, x => Categories(categorical)),
            Independent independent => Find(independent.Source, moves, out refusal),
            TransformedDistribution { Bijector.EventRank: 0 } transformed => Image(transformed, moves, out refusal),
            _ => null,
        };
    }

    private static string Lacking(string distribution, string parameter) =>
        $"the weak derivative of {distribution} in its {parameter} is not known in closed form, and that depends on " +
        "the parameters. Use Pathwise or ScoreFunction.";

    /// <summary>In the mean p⁺ and p⁻ lie to either side by a Rayleigh number of scales; in the scale p⁺ has density
    /// z² φ(z) (double-sided Maxwell), and a uniform part of such a number is normal.</summary>
    private static WeakDerivatives Gaussian(Distribution law, Func<Tensor, Tensor> map, Tensor loc, Tensor scale)
    {
        var (noise, radius, maxwell, normal) = GaussianNoise(law.BatchShape);
        Tensor constant = 1 / (scale * Math.Sqrt(2 * Math.PI)), sign = Sign(normal);
        return new(law.FromNoise(normal), noise,
        [
            new(loc, constant, map(loc + scale * radius), map(loc - scale * radius)),
            new(scale, 1 / scale, map(loc + scale * sign * maxwell), null),
        ]);
    }

    private static WeakDerivatives HalfGaussian(HalfNormal law)
    {
        var (noise, _, maxwell, normal) = GaussianNoise(law.BatchShape);
        return new(law.FromNoise(normal), noise, [new(law.Scale, 1 / law.Scale, law.Scale * maxwell, null)]);
    }

    private static (NoiseInput[] Noise, Tensor Radius, Tensor Maxwell, Tensor Normal) GaussianNoise(Shape shape)
    {
        NoiseInput part = NoiseInput.Of(NoiseKind.Uniform, shape),
            square = NoiseInput.Of(NoiseKind.Normal, shape, "maxwell"),
            waiting = NoiseInput.Of(NoiseKind.Exponential, shape, "rayleigh");
        Tensor radius = Sqrt(2 * waiting.Input), maxwell = Sqrt(Square(square.Input) + 2 * waiting.Input);
        return ([part, square, waiting], radius, maxwell, (2 * part.Input - 1) * maxwell);
    }

    private static WeakDerivatives DoubleExponential(Laplace law)
    {
        NoiseInput side = NoiseInput.Of(NoiseKind.Uniform, law.BatchShape),
            first = NoiseInput.Of(NoiseKind.Exponential, law.BatchShape, "first"),
            second = NoiseInput.Of(NoiseKind.Exponential, law.BatchShape, "second");
        Tensor sign = Sign(side.Input - 0.5), step = law.Scale * first.Input;
        return new(law.Loc + sign * step, [side, first, second],
        [
            new(law.Loc, 0.5 / law.Scale, law.Loc + step, law.Loc - step),
            new(law.Scale, 1 / law.Scale, law.Loc + sign * (step + law.Scale * second.Input), null),
        ]);
    }

    /// <summary>A function of one exponential number: the other part is the same function of the sum of two.</summary>
    private static WeakDerivatives Waiting(Distribution law, Tensor parameter, Tensor constant, int sign)
    {
        NoiseInput first = NoiseInput.Of(NoiseKind.Exponential, law.BatchShape),
            second = NoiseInput.Of(NoiseKind.Exponential, law.BatchShape, "second");
        Tensor other = law.FromNoise(first.Input + second.Input);
        return new(law.FromNoise(first.Input), [first, second],
            [new(parameter, constant, sign > 0 ? other : null, sign > 0 ? null : other)]);
    }

    private static WeakDerivatives Rate(
        Distribution law, Tensor rate, Tensor constant, Func<Tensor, Tensor, Tensor> another)
    {
        NoiseInput second = NoiseInput.Of(NoiseKind.Exponential, law.BatchShape, "second");
        WeakDerivatives own = FromDraw(law, x => [new(rate, constant, null, another(x, second.Input))]);
        return own with { Noise = [.. own.Noise, second] };
    }

    private static WeakDerivatives Ends(Uniform law) => FromDraw(law, x =>
    [
        new(law.High, 1 / (law.High - law.Low), law.High, null),
        new(law.Low, 1 / (law.High - law.Low), null, law.Low),
    ]);

    /// <summary>Any one trial succeeds, or fails, beside the others.</summary>
    private static WeakDerivatives Trials(Binomial law)
    {
        NoiseInput one = NoiseInput.Of(NoiseKind.Uniform, law.BatchShape, "one");
        WeakDerivatives others = FromDraw(new Binomial(law.TotalCount - 1, law.Probability),
            x => [new(law.Probability, law.TotalCount, x + 1, x)]);
        return others with { Draw = others.Draw + (one.Input < law.Probability), Noise = [.. others.Noise, one] };
    }

    /// <summary>In the mean: failures before one success more, and one failure more than these.</summary>
    /// <remarks>A negative binomial count is Poisson with a gamma rate, whose derivative in its scale is that of a
    /// gamma number of one concentration more times the difference of a count and the next.</remarks>
    private static WeakDerivatives Failures(Distribution law, Geometric before)
    {
        NoiseInput more = NoiseInput.Of(before.Noise, law.BatchShape, "more");
        WeakDerivatives own = FromDraw(law, x =>
        {
            Tensor longer = x + before.FromNoise(more.Input);
            return [new(law.Mean, 1, longer + 1, longer)];
        });
        return own with { Noise = [.. own.Noise, more] };
    }

    /// <summary>Each probability has a point mass at its category; as they sum to 1, any draw may be
    /// subtracted.</summary>
    private static WeakDerivative[] Categories(Categorical law) =>
        [.. Enumerable.Range(0, law.Logits.Shape[^1]).Select(k => new WeakDerivative(
            Reshape(Gather(law.Probabilities, [k], law.Probabilities.Rank - 1), law.BatchShape), 1, k, null))];

    private static WeakDerivatives FromDraw(Distribution law, Func<Tensor, WeakDerivative[]> derivatives)
    {
        NoiseInput noise = NoiseInput.Of(law.Noise, law.NoiseShape);
        Tensor draw = law.FromNoise(noise.Input);
        return new(draw, [noise], derivatives(draw));
    }

    private static WeakDerivatives? Image(
        TransformedDistribution law, Func<Tensor, bool> moves, out string? refusal)
    {
        WeakDerivatives? source = Find(law.Source, moves, out refusal);
        if (source is null)
        {
            return null;
        }
        Tensor draw = law.Bijector.Forward(source.Draw);
        if (moves(law.Bijector.Forward(Input("element", source.Draw.Shape, varies: true))))
        {
            refusal = "the bijector of the TransformedDistribution depends on the parameters, but the weak " +
                "derivative is known only in those of the base distribution. Use Pathwise or ScoreFunction.";
            return null;
        }
        return source with
        {
            Draw = draw,
            Derivatives = [.. source.Derivatives.Select(d => d with
            {
                Positive = d.Positive is null ? null : law.Bijector.Forward(d.Positive),
                Negative = d.Negative is null ? null : law.Bijector.Forward(d.Negative),
            })],
        };
    }
}
