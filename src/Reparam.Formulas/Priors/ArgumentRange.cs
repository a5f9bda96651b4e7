namespace Reparam.Formulas;

/// <summary>Which finite numbers an argument, or a parameter of a model, may be.</summary>
internal enum ArgumentRange
{
    /// <summary>All.</summary>
    Real,

    /// <summary>Those above 0.</summary>
    Positive,

    /// <summary>Those between 0 and 1.</summary>
    Share,
}
