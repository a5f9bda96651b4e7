using System.Collections.Concurrent;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Divergences between distributions of integers.</summary>
public static partial class KullbackLeibler
{
    private static void AddCounts(ConcurrentDictionary<(Type P, Type Q), Entry> registry)
    {
        registry.Add<Bernoulli, Bernoulli>(static (p, q) =>
            Trials(p.Probability, p.Complement, q.Probability, q.Complement));
        registry.Add<Binomial, Binomial>(static (p, q) => AreEqual(p.TotalCount, q.TotalCount)
            ? p.TotalCount * Trials(p.Probability, p.Complement, q.Probability, q.Complement)
            : null, "where totalCount is the same");
        registry.Add<Poisson, Poisson>(static (p, q) => Relative(p.Rate, q.Rate));
        registry.Add<NegativeBinomial, NegativeBinomial>(static (p, q) => AreEqual(p.Concentration, q.Concentration)
            ? NegativeBinomials(p.Mean, q.Mean, p.Concentration)
            : null, "where concentration is the same");
        registry.Add<Categorical, Categorical>(static (p, q) => Categoricals(p.Logits, q.Logits),
            "where the number of categories is the same");
        registry.Add<Geometric, Geometric>(static (p, q) =>
            Trials(p.Probability, p.Complement, q.Probability, q.Complement) / p.Probability);
        // log q is affine in the value, so that its average is at the mean.
        registry.Add<Bernoulli, Geometric>(static (p, q) => -q.LogProb(p.Probability) - p.Entropy);
        registry.Add<DiscreteUniform, DiscreteUniform>(static (p, q) => Select(
            (q.Low <= p.Low) * (p.High <= q.High),
            Log1p((p.Low - q.Low + (q.High - p.High)) / (p.High - p.Low + 1)), double.PositiveInfinity));
        registry.Add<DiscreteUniform, Geometric>(static (p, q) => Select(p.Low >= 0,
            -q.LogProb(p.Mean) - p.Entropy, double.PositiveInfinity));
        registry.Add<Bernoulli, Poisson>(static (p, q) => q.Rate - p.Probability * q.LogRate - p.Entropy);
        foreach (Type p in new[] { typeof(Poisson), typeof(NegativeBinomial), typeof(Geometric) })
        {
            foreach (Type q in new[] { typeof(Bernoulli), typeof(Binomial), typeof(BetaBinomial),
                typeof(Categorical), typeof(DiscreteUniform) })
            {
                registry.AddInfinite(p, q);
            }
        }
    }

    /// <summary>p log(p/q) + (1 - p) log((1 - p)/(1 - q)), given the complements, from which q - p is taken where p is
    /// near 1.</summary>
    private static Tensor Trials(Tensor p, Tensor complement1, Tensor q, Tensor complement2)
    {
        Tensor difference = Select(p < 0.5, q - p, complement1 - complement2);
        return RelativeBy(p, difference) + RelativeBy(complement1, -difference);
    }

    /// <summary>(μp + r) times the divergence between θ = μ / (μ + r) and 1 - θ, of one trial.</summary>
    private static Tensor NegativeBinomials(Tensor mean1, Tensor mean2, Tensor concentration)
    {
        Tensor share = (mean2 - mean1) * (concentration / (mean2 + concentration));
        return RelativeBy(mean1, share) + RelativeBy(concentration, -share);
    }

    /// <summary>Σ (pᵢ log(pᵢ/qᵢ) - pᵢ + qᵢ), by differences of logarithms, which do not underflow.</summary>
    private static Tensor? Categoricals(Tensor logits1, Tensor logits2)
    {
        if (logits1.Shape[^1] != logits2.Shape[^1])
        {
            return null;
        }
        Tensor log1 = logits1 - Bijectors.Events.Column(LogSumExp(logits1, -1));
        Tensor log2 = logits2 - Bijectors.Events.Column(LogSumExp(logits2, -1));
        Tensor p = Exp(log1), positive = p > 0, change = Select(positive, log2 - log1, 0), near = Abs(change) < 0.09;
        return Sum(Select(near, Select(positive, p * ExpExcess(Select(near, change, 0)), Exp(log2)),
            Exp(log2) - p - p * change), -1);
    }

    /// <summary>Whether two parameters are known to be the same: one expression, or equal numbers.</summary>
    private static bool AreEqual(Tensor a, Tensor b) => ReferenceEquals(a, b)
        || (a.Attributes is ConstantAttributes && b.Attributes is ConstantAttributes
            && Array.TrueForAll(Equal(a, b).ToArray(), static v => v == 1));
}
