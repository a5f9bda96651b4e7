namespace Reparam;

/// <summary>What part a term plays in a log joint density.</summary>
public enum TermKind
{
    /// <summary>The log prior density of a site.</summary>
    Prior,

    /// <summary>The log |det J| by which a constrained site enters unconstrained space.</summary>
    Jacobian,

    /// <summary>The log likelihood of observed values.</summary>
    Likelihood,

    /// <summary>Any other addend of the log density.</summary>
    Factor,

    /// <summary>The logarithm of a sum over the values of a discrete unknown, of its probability times the density of
    /// all that depends on it.</summary>
    Marginal,
}

/// <summary>A named addend of a log density, in nats.</summary>
/// <param name="Name">The site or factor that it comes from.</param>
/// <param name="Kind">What part it plays.</param>
/// <param name="Value">A scalar.</param>
public sealed record Term(string Name, TermKind Kind, Tensor Value);
