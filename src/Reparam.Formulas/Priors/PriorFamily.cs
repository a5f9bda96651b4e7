using Reparam.Distributions;

namespace Reparam.Formulas;

/// <summary>A family of distributions that a prior can have: its name and arguments, which are Stan's, and the
/// distribution that it makes. The only place that knows them.</summary>
public sealed class PriorFamily
{
    internal const string HalfPrefix = "half_";

    private static readonly PriorArgument Location = new("location", ArgumentRange.Real);
    private static readonly PriorArgument Scale = new("scale", ArgumentRange.Positive);
    private static readonly PriorArgument Shape = new("shape", ArgumentRange.Positive);
    private static readonly PriorArgument Rate = new("rate", ArgumentRange.Positive);
    private static readonly PriorArgument Minimum = new("minimum", ArgumentRange.Positive);
    private static readonly PriorArgument Concentration = new("concentration", ArgumentRange.Positive);
    private static readonly PriorArgument DegreesOfFreedom = new("degrees of freedom", ArgumentRange.Positive);

    private readonly Func<Tensor[], Distribution>? make;
    private readonly Func<Tensor[], Distribution>? makeHalf;

    private PriorFamily(
        string name, PriorArgument[] arguments, Func<Tensor[], Distribution>? make,
        Func<Tensor[], Distribution>? makeHalf = null)
    {
        (Name, Arguments) = (name, arguments);
        (this.make, this.makeHalf) = (make, makeHalf);
    }

    /// <summary>normal(location, scale).</summary>
    public static PriorFamily Normal { get; } = new("normal", [Location, Scale],
        static a => new Normal(a[0], a[1]), static a => new HalfNormal(a[1]));

    /// <summary>student_t(degrees of freedom, location, scale).</summary>
    public static PriorFamily StudentT { get; } = new("student_t", [DegreesOfFreedom, Location, Scale],
        static a => new StudentT(a[0], a[1], a[2]), static a => new HalfStudentT(a[0], a[2]));

    /// <summary>gamma(shape, rate).</summary>
    public static PriorFamily Gamma { get; } = new("gamma", [Shape, Rate], static a => new Gamma(a[0], a[1]));

    /// <summary>beta(a, b).</summary>
    public static PriorFamily Beta { get; } = new("beta",
        [new("a", ArgumentRange.Positive), new("b", ArgumentRange.Positive)], static a => new Beta(a[0], a[1]));

    /// <summary>uniform(lower, upper).</summary>
    public static PriorFamily Uniform { get; } = new("uniform",
        [new("lower", ArgumentRange.Real), new("upper", ArgumentRange.Real)], static a => new Uniform(a[0], a[1]));

    /// <summary>lkj(shape), on correlation matrices.</summary>
    public static PriorFamily Lkj { get; } = new("lkj", [Shape], null);

    /// <summary>Every family.</summary>
    public static IReadOnlyList<PriorFamily> All { get; } =
    [
        Normal,
        StudentT,
        new("cauchy", [Location, Scale],
            static a => new Cauchy(a[0], a[1]), static a => new HalfCauchy(a[1])),
        new("double_exponential", [Location, Scale], static a => new Laplace(a[0], a[1])),
        new("logistic", [Location, Scale], static a => new Logistic(a[0], a[1])),
        new("gumbel", [Location, Scale], static a => new Gumbel(a[0], a[1])),
        new("exponential", [Rate], static a => new Exponential(a[0])),
        Gamma,
        new("inv_gamma", [Shape, Scale], static a => new InverseGamma(a[0], a[1])),
        new("lognormal", [Location, Scale], static a => new LogNormal(a[0], a[1])),
        new("weibull", [Shape, Scale], static a => new Weibull(a[0], a[1])),
        new("pareto", [Minimum, Shape], static a => new Pareto(a[0], a[1])),
        new("frechet", [Shape, Scale], static a => new Frechet(a[0], a[1])),
        new("rayleigh", [Scale], static a => new Rayleigh(a[0])),
        new("loglogistic", [Scale, Shape], static a => new LogLogistic(a[1], a[0])),
        new("chi_square", [DegreesOfFreedom], static a => new Chi2(a[0])),
        new("inv_chi_square", [DegreesOfFreedom], static a => new InverseGamma(0.5 * a[0], 0.5)),
        new("scaled_inv_chi_square", [DegreesOfFreedom, Scale],
            static a => new InverseGamma(0.5 * a[0], 0.5 * a[0] * Tensor.Square(a[1]))),
        Beta,
        new("beta_proportion", [new("mean", ArgumentRange.Share), Concentration],
            static a => new Beta(a[0] * a[1], (1 - a[0]) * a[1])),
        Uniform,
        new("skew_normal", [Location, Scale, new("skewness", ArgumentRange.Real)],
            static a => new SkewNormal(a[0], a[1], a[2])),
        new("skew_double_exponential", [Location, Scale, new("share below the location", ArgumentRange.Share)],
            static a => new AsymmetricLaplace(
                a[0], 0.5 * a[1] / Tensor.Sqrt(a[2] * (1 - a[2])), Tensor.Sqrt(a[2] / (1 - a[2])))),
        new("von_mises", [Location, Concentration], static a => new VonMises(a[0], a[1])),
        Lkj,
    ];

    /// <summary>The name in Stan.</summary>
    public string Name { get; }

    /// <summary>Every name that can be written.</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        .. All.Select(family => family.Name),
        .. All.Where(family => family.HasHalf).Select(family => HalfPrefix + family.Name),
    ];

    /// <summary>The arguments in Stan's order.</summary>
    internal IReadOnlyList<PriorArgument> Arguments { get; }

    /// <summary>Whether it is symmetric about a location, and known by a name of its own where it is cut there.</summary>
    internal bool HasHalf => makeHalf is not null;

    /// <summary>How it is written: "normal(location, scale)".</summary>
    internal string Usage(bool isHalf) =>
        $"{(isHalf ? HalfPrefix : "")}{Name}({string.Join(", ", Arguments.Select(argument => argument.Name))})";

    /// <summary>The distribution, cut to what its parameter can be.</summary>
    /// <param name="arguments">Each a number, or as many as there are parameters.</param>
    /// <param name="cut">Where.</param>
    internal Distribution Make(Tensor[] arguments, PriorCut cut)
    {
        if (make is null)
        {
            throw new InvalidOperationException($"{Name} is not the prior of a number.");
        }
        if (cut == PriorCut.AtZero && makeHalf is not null
            && arguments[Arguments.ToList().IndexOf(Location)].ToArray().All(location => location == 0))
        {
            return makeHalf(arguments);
        }
        Distribution whole = make(arguments);
        if (cut == PriorCut.None)
        {
            return whole;
        }
        Tensor? lower = double.IsNegativeInfinity(Ends(whole).Lower) ? 0 : null;
        return new Truncated(whole, lower, cut == PriorCut.ToUnitInterval ? 1 : null);
    }

    /// <summary>The ends of the support of the distribution of a number; of lkj, those of a correlation.</summary>
    internal (double Lower, double Upper) Ends(ValueList<double> arguments, PriorCut cut) => make is null
        ? (-1, 1)
        : Ends(Make([.. arguments.Select(value => (Tensor)value)], cut));

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static (double Lower, double Upper) Ends(Distribution distribution)
    {
        double[] ends = distribution.Support.FromUnconstrained
            .Forward(new double[] { double.NegativeInfinity, double.PositiveInfinity }).ToArray();
        return (ends.Min(), ends.Max());
    }
}
