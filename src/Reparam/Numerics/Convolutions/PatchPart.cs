namespace Reparam.Numerics;

/// <summary>Places of the result of a convolution for which the same elements of the kernel meet elements of the image
/// at the same distances.</summary>
/// <param name="Kernel">For each product of the sum that an element of the result is: the place of the kernel's
/// element, from the first that belongs to the channel.</param>
/// <param name="Image">The place of the image's element, from the first of the patch.</param>
/// <param name="Patches">For each place of the result: where its patch begins in the padded image.</param>
/// <param name="Results">That place, in its channel.</param>
internal sealed record PatchPart(int[] Kernel, int[] Image, int[] Patches, int[] Results);
