namespace Reparam;

/// <summary>In which form the sites of hierarchies are fitted: those whose prior has a scale that is unknown
/// itself.</summary>
public enum Parameterization
{
    /// <summary>In the form that suits what the data tell of each of their elements, chosen by a pilot.</summary>
    Automatic,

    /// <summary>As the model was written.</summary>
    AsWritten,
}
