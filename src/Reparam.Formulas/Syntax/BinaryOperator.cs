namespace Reparam.Formulas;

/// <summary>The operators of arithmetic.</summary>
public enum BinaryOperator
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient.</summary>
    Divide,

    /// <summary>Power; groups from the right.</summary>
    Power,
}
