using System.CommandLine;

namespace Reparam.Cli;

/// <summary>The commands on one kind of network, such as <c>reparam vae</c>.</summary>
internal abstract class NetworkCommand(NetworkKind kind, string description) : Command(kind.Command, description)
{
    /// <summary>What is said where none of them is named.</summary>
    public string Missing => $"There is no command after '{Name}'. Try 'reparam {Name} train --example digits'.";
}
