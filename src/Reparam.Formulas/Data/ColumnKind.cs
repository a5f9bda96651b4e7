namespace Reparam.Formulas;

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    /// <summary>Numbers: every cell that is not missing reads as one.</summary>
    Numeric,

    /// <summary>Text, to be taken as categories.</summary>
    Text,
}
