namespace Reparam.Cli;

/// <summary>A command whose help says more than its options do.</summary>
internal interface IHasNotes
{
    /// <summary>What stands below the options.</summary>
    string Notes { get; }
}
