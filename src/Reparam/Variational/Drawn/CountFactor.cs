using static Reparam.Tensor;

namespace Reparam.Variational;

/// <summary>
/// A variable rounded to an integer, for counts without end or of very many values: with σ the logistic function and t
/// the distance from the least value, P(t) = σ((log(t + 1) - m) / s) - σ((log t - m) / s), a log-logistic variable
/// rounded down. What lies beyond a greatest value belongs to it. Where there is no least value, the logistic variable
/// itself is rounded, P(z) = σ((z + ½ - m) / s) - σ((z - ½ - m) / s).
/// </summary>
/// <remarks>It may be as narrow as one value or as wide as any, where a Poisson distribution has one width; and its
/// tail falls like a power, more slowly than that of posteriors, so that weights stay bounded there.</remarks>
internal sealed class CountFactor : DrawnFactor
{
    private const double NearOne = 1 - 1.0 / (1L << 52);

    private readonly CountStart[] _start;
    private readonly bool _isLog;

    /// <param name="site">The unknown.</param>
    /// <param name="linked">See <see cref="DrawnFactor"/>.</param>
    /// <param name="start">Mean and scale of each element to start from, and its ends.</param>
    public CountFactor(DrawnSite site, int linked, CountStart[] start) : base(site, linked) =>
        (_start, _isLog) = (start, Array.TrueForAll(start, static s => double.IsFinite(s.Lower)));

    public override int ParameterCount => Linear(Size) + Size;

    public override double[] Start() => new double[ParameterCount];

    public override DrawnLaw At(Tensor parameters, Tensor u)
    {
        int shifts = Linear(Size);
        Tensor mean = Of(s => _isLog ? Math.Log(s.Mean - s.Lower + 0.5) : s.Mean),
            scale = Of(s => _isLog ? s.Scale / (s.Mean - s.Lower + 0.5) : s.Scale);
        mean += scale * Linear(parameters[..shifts], Size, u);
        scale *= Exp(parameters[shifts..(shifts + Size)]);
        Tensor lower = Of(static s => s.Lower), upper = Of(static s => s.Upper);
        return new Law(mean, scale, lower, upper, _isLog);

        Tensor Of(Func<CountStart, double> part) => Constant([.. _start.Select(part)], [Size]);
    }

    private sealed class Law(Tensor mean, Tensor scale, Tensor lower, Tensor upper, bool isLog) : DrawnLaw
    {
        public override Tensor Quantile(Tensor probability)
        {
            // Noise beyond eight standard deviations has a probability of 1 in floating point.
            Tensor p = Minimum(probability, NearOne), latent = mean + scale * (Log(p) - Log1p(-p));
            Tensor rounded = isLog ? lower + Floor(Exp(latent)) : Floor(latent + 0.5);
            return StopGradient(Minimum(Maximum(rounded, lower), upper));
        }

        // σ(b) - σ(a) = σ(b) σ(-a) (1 - exp(a - b)), in which nothing cancels.
        public override Tensor LogProb(Tensor z)
        {
            Tensor isAbove = lower < z, isBelow = z < upper, isOutside = Maximum(z < lower, upper < z);
            // Outside and at the least value there is no lower end of the interval: any number will do.
            Tensor distance = Maximum(z - lower, 1);
            Tensor from = isLog ? Log(distance) : z - 0.5, to = isLog ? Log(Maximum(z - lower, 0) + 1) : z + 0.5,
                width = isLog ? Log1p(1 / distance) : 1;
            Tensor inside = Select(isBelow, LogSigmoid((to - mean) / scale), 0)
                + Select(isAbove, LogSigmoid((mean - from) / scale), 0)
                + Select(isAbove * isBelow, Log(-Expm1(-width / scale)), 0);
            return Select(isOutside, double.NegativeInfinity, inside);
        }
    }
}

/// <summary>Where a rounded variable begins.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Scale">Its logistic scale.</param>
/// <param name="Lower">Its least value, or minus infinity.</param>
/// <param name="Upper">Its greatest value, or infinity.</param>
internal readonly record struct CountStart(double Mean, double Scale, double Lower, double Upper);
