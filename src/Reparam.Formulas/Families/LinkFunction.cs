namespace Reparam.Formulas;

/// <summary>The function that takes the mean of the response to the scale of the linear predictor.</summary>
public enum LinkFunction
{
    /// <summary>mean = predictor.</summary>
    Identity,

    /// <summary>log(mean / (1 - mean)) = predictor; for counts out of n, of the probability.</summary>
    Logit,

    /// <summary>log(mean) = predictor.</summary>
    Log,

    /// <summary>tan(mean / 2) = predictor, for angles.</summary>
    TanHalf,
}
