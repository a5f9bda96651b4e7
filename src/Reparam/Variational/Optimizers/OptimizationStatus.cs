namespace Reparam.Variational;

/// <summary>Why a minimisation ended.</summary>
public enum OptimizationStatus
{
    /// <summary>The largest gradient component is within its tolerance.</summary>
    GradientConverged,

    /// <summary>The objective has stopped changing to within its rounding error.</summary>
    ObjectiveConverged,

    /// <summary>The permitted number of iterations was used up.</summary>
    IterationLimit,

    /// <summary>No acceptable step was found along a descent direction, not even along the gradient.</summary>
    LineSearchFailed,

    /// <summary>The trust region shrank to nothing: the model of the objective never agreed with it.</summary>
    TrustRegionCollapsed,

    /// <summary>
    /// The objective, its gradient or its Hessian was NaN or infinite where a value is indispensable.
    /// </summary>
    NonFinite,
}
