namespace Reparam.Formulas;

/// <summary>How a formula uses a column.</summary>
internal enum ColumnUse
{
    /// <summary>As numbers: inside functions, as an offset, as trials, as most responses.</summary>
    Numbers,

    /// <summary>As categories: for grouping, inside factor().</summary>
    Categories,

    /// <summary>As whatever it holds: a predictor by itself.</summary>
    Either,
}
