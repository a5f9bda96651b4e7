using System.CommandLine;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>The options that say which images.</summary>
/// <param name="labels">What labels are for.</param>
/// <param name="hasPoints">Whether points in the plane may stand for images.</param>
internal sealed class ImageDataOptions(string labels, bool hasPoints = false)
{
    /// <summary>What labels are for where pictures are made of images.</summary>
    public const string OfPictures = "checked to fit, and read by networks that are told labels.";

    private readonly Option<string?> _example = ModelOptions.Text(
        "--example", "NAME", "Built-in images: digits, 1797 handwritten ones of 8 x 8 pixels"
            + (hasPoints ? "; or swirl, points on a spiral in the plane." : "."));
    private readonly Option<string?> _images = ModelOptions.Text("--images", "FILE",
        "Images: an IDX file, plain or .gz, such as MNIST's, or a folder of PNG files of one size.");
    private readonly Option<string?> _labels =
        ModelOptions.Text("--labels", "FILE", $"Their labels, an IDX file: {labels}");

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_example, _images, _labels];

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserInputException">Something is empty, or there is no such example.</exception>
    public ImageDataRequest Request(ParseResult result)
    {
        var request = new ImageDataRequest(
            result.GetValue(_example), result.GetValue(_images), result.GetValue(_labels));
        ModelOptions.RequireText("--example", request.Example);
        ModelOptions.RequireText("--images", request.Images);
        ModelOptions.RequireText("--labels", request.Labels);
        string[] known = hasPoints ? [ImageData.Digits, ImageData.Swirl] : [ImageData.Digits];
        if (request.Example is { } example && !known.Contains(example))
        {
            throw new UserInputException(example == ImageData.Swirl
                ? "--example swirl is points in the plane, but images were expected. Use --example digits, or "
                    + "'reparam diffusion train --example swirl'."
                : $"Unknown example '{example}'. {NearestNames.Suggest(example, known, "examples")}");
        }
        return request;
    }
}
