namespace Reparam.Variational;

/// <summary>The part of an approximation that is the distribution of one discrete unknown given the continuous ones,
/// q(z | u) = ∏ q(zₑ | u), element by element: its parameters are linear in u, the continuous unknowns in coordinates
/// in which they are spread about as a standard normal distribution.</summary>
/// <param name="site">The unknown.</param>
/// <param name="linked">The number of continuous unknowns that the parameters may depend on; 0 for none.</param>
internal abstract class DrawnFactor(DrawnSite site, int linked)
{
    /// <summary>The unknown.</summary>
    public DrawnSite Site { get; } = site;

    /// <summary>The number of its elements.</summary>
    public int Size => Site.Unknown.Shape.Size;

    /// <summary>The number of its parameters.</summary>
    public abstract int ParameterCount { get; }

    /// <summary>The parameters to start from.</summary>
    public abstract double[] Start();

    /// <summary>The distribution of the elements.</summary>
    /// <param name="parameters">The parameters, a vector.</param>
    /// <param name="u">The continuous unknowns in coordinates.</param>
    public abstract DrawnLaw At(Tensor parameters, Tensor u);

    /// <summary>The number of parameters of a linear function of u for each of some numbers.</summary>
    protected int Linear(int numbers) => numbers * (1 + linked);

    /// <summary>A linear function of u: constants, then slopes.</summary>
    protected Tensor Linear(Tensor parameters, int numbers, Tensor u) => linked == 0
        ? parameters
        : parameters[..numbers] + Tensor.MatMul(
            Tensor.Reshape(parameters[numbers..(numbers * (1 + linked))], [numbers, linked]), u);
}

/// <summary>The distribution of the elements of a discrete unknown, independent of each other.</summary>
internal abstract class DrawnLaw
{
    /// <summary>A draw of the elements, a vector without a gradient: the quantile at the probability of standard normal
    /// noise, a number for each element.</summary>
    public Tensor Draw(Tensor noise) => Quantile(Tensor.NormalCdf(noise));

    /// <summary>The least values that have at least some probability up to and with them, without a gradient.</summary>
    public abstract Tensor Quantile(Tensor probability);

    /// <summary>The log probability of each element.</summary>
    public abstract Tensor LogProb(Tensor z);

    /// <summary>The log probability of each value of each element, [K, elements], where there is a table of
    /// them.</summary>
    public virtual Tensor? LogProbabilities => null;
}
