namespace Reparam.Neural;

/// <summary>The matrix G of a stochastic layer h = T(h above) + G ξ.</summary>
public enum LayerNoise
{
    /// <summary>G = I.</summary>
    Unit,

    /// <summary>A diagonal of learned positive numbers.</summary>
    Diagonal,

    /// <summary>Any learned matrix; it begins at I.</summary>
    Dense,

    /// <summary>A diagonal whose logarithm the network gives beside the mean, so that the spread of a layer depends on
    /// the one above (Sønderby et al. 2016). Not for the topmost layer, which has none above.</summary>
    Conditional,
}
