namespace Reparam.Cli;

/// <summary>What <c>reparam convert</c> was asked for.</summary>
internal sealed record ConvertRequest(string Table, string Columns, bool LeavesOutMissing, bool IsQuiet);
