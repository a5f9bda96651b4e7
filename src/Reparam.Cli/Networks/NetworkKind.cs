namespace Reparam.Cli;

/// <summary>A kind of network that the command line trains.</summary>
/// <param name="Command">The command, such as "vae".</param>
/// <param name="Name">What model.json calls it.</param>
internal sealed record NetworkKind(string Command, string Name)
{
    public static readonly NetworkKind Vae = new("vae", "variational auto-encoder"),
        Dlgm = new("dlgm", "deep latent Gaussian model"), Diffusion = new("diffusion", "diffusion model");

    public static IReadOnlyList<NetworkKind> All { get; } = [Vae, Dlgm, Diffusion];
}
