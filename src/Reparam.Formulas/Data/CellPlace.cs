namespace Reparam.Formulas;

/// <summary>A cell of a column that deserves a message: its row from 0, and its text.</summary>
internal readonly record struct CellPlace(int Row, string Text);
