namespace Reparam.Neural;

/// <summary>How the expected log likelihood is differentiated in the parameters of the posterior.</summary>
public enum PosteriorGradient
{
    /// <summary>Through the draws ξ = μ + R ε.</summary>
    Path,

    /// <summary>By the identities of Bonnet and Price, ∂E[f]/∂μ = E[∇f] and ∂E[f]/∂C = ½ E[∇²f], with the exact second
    /// derivatives at a draw (Rezende, Mohamed and Wierstra 2014, eq. 7-10). In C it has no variance where f is
    /// quadratic, and costs as many passes through the network as a layer has variables. It needs networks without
    /// kinks, and a normal posterior of each layer that does not depend on the others.</summary>
    GaussianIdentities,
}
