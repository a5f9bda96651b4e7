namespace Reparam.Formulas;

/// <summary>To what the distribution of a prior is restricted, its density divided by the mass that is left.</summary>
public enum PriorCut
{
    /// <summary>Nothing: it is used as it is.</summary>
    None,

    /// <summary>The positive numbers; of a normal, Student t or Cauchy with location 0 it is the half
    /// distribution.</summary>
    AtZero,

    /// <summary>The numbers between 0 and 1.</summary>
    ToUnitInterval,
}
