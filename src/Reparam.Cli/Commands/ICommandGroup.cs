namespace Reparam.Cli;

/// <summary>A command that has others in it.</summary>
internal interface ICommandGroup
{
    /// <summary>What is said where none of them is named.</summary>
    string Missing { get; }
}
