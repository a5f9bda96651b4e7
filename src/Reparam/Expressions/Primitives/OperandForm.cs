namespace Reparam.Primitives;

/// <summary>How the elements of two operands meet.</summary>
internal enum OperandForm
{
    /// <summary>Element by element of two alike.</summary>
    Flat,

    /// <summary>All elements, as one row, with one number.</summary>
    RowByNumber,

    /// <summary>One number with all elements.</summary>
    NumberByRow,

    /// <summary>Each row of draws with one row.</summary>
    RowsByRow,

    /// <summary>One row of draws with each.</summary>
    RowByRows,

    /// <summary>Rows of draws, as maps tell.</summary>
    Rows,

    /// <summary>Rows of draws with numbers.</summary>
    RowsByNumber,

    /// <summary>Numbers with rows of draws.</summary>
    NumberByRows,

    /// <summary>Numbers, as maps tell.</summary>
    Numbers,
}
