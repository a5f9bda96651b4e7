namespace Reparam.Cli;

/// <summary>What pictures of a trained variational auto-encoder were asked for.</summary>
/// <param name="Picture">Of what, and where to.</param>
/// <param name="Label">The class that the decoder is told of all images; null for none.</param>
/// <param name="Steps">Images on each line between two; null for no lines.</param>
internal sealed record VaePictureRequest(PictureRequest Picture, string? Label, int? Steps = null);
