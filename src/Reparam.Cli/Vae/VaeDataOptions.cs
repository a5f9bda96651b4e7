using System.CommandLine;

namespace Reparam.Cli;

/// <summary>The options that say which images.</summary>
internal sealed class VaeDataOptions
{
    private readonly Option<string?> _example = ModelOptions.Text(
        "--example", "NAME", "Built-in images: digits, 1797 handwritten ones of 8 x 8 pixels.");
    private readonly Option<string?> _images = ModelOptions.Text("--images", "FILE",
        "Images: an IDX file, plain or .gz, such as MNIST's, or a folder of PNG files of one size.");
    private readonly Option<string?> _labels = ModelOptions.Text("--labels", "FILE",
        "Their labels, an IDX file: checked to fit, and evaluate tells the bound of each label.");

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_example, _images, _labels];

    /// <summary>What was asked for.</summary>
    public VaeDataRequest Request(ParseResult result)
    {
        var request = new VaeDataRequest(
            result.GetValue(_example), result.GetValue(_images), result.GetValue(_labels));
        ModelOptions.RequireText("--example", request.Example);
        ModelOptions.RequireText("--images", request.Images);
        ModelOptions.RequireText("--labels", request.Labels);
        return request;
    }
}
