using System.CommandLine;

namespace Reparam.Cli;

/// <summary>The options of commands that draw pictures.</summary>
internal sealed class PictureOptions
{
    private const string Extension = ".png";

    private readonly Argument<string> _folder;
    private readonly Option<int?> _count;
    private readonly int? _defaultCount;
    private readonly Option<ulong>? _seed;
    private readonly Option<int?> _magnification = NetworkOptions.Optional("--magnify",
        "The side of the square that a pixel becomes; by default so that images are well seen.", 1, 100);
    private readonly Option<string?> _output;
    private readonly ImageDataOptions? _data;

    /// <param name="kind">Of which networks.</param>
    /// <param name="file">The name of the file in the folder of the training.</param>
    /// <param name="counted">What is counted.</param>
    /// <param name="count">How many by default; null where that depends on the network.</param>
    /// <param name="data">The options that say which images; null where none are read.</param>
    /// <param name="hasSeed">Whether anything is left to chance.</param>
    /// <param name="countName">The option that counts.</param>
    /// <param name="most">The most that it counts.</param>
    public PictureOptions(NetworkKind kind, string file, string counted, int? count, ImageDataOptions? data = null,
        bool hasSeed = true, string countName = "--count", int most = 10_000)
    {
        _folder = NetworkOptions.Folder(kind);
        _defaultCount = count;
        _count = NetworkOptions.Optional(countName, count is { } known
            ? FormattableString.Invariant($"{counted} [default: {known}]") : counted, 1, most);
        _seed = hasSeed ? NetworkOptions.Seed() : null;
        _output = ModelOptions.Text("--output", "FILE", $"The PNG file; by default {file} in MODEL.");
        _data = data;
    }

    /// <summary>Adds them to a command, with others between.</summary>
    public void AddTo(Command command, params IReadOnlyList<Option> others)
    {
        command.Add(_folder);
        Option[] seeds = _seed is null ? [] : [_seed];
        command.AddAll([.. _data?.All ?? [], _count, .. others, .. seeds, _magnification, _output]);
    }

    /// <summary>What was asked for.</summary>
    public PictureRequest Request(ParseResult result)
    {
        string? file = result.GetValue(_output);
        ModelOptions.RequireText("--output", file);
        NetworkFailures.Refuse(file?.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) == false
            ? $"--output is '{file}', but pictures are PNG files. End its name in {Extension}." : null);
        return new PictureRequest
        {
            Folder = result.GetValue(_folder)!,
            Data = _data?.Request(result) ?? new ImageDataRequest(null, null, null),
            Count = result.GetValue(_count) ?? _defaultCount,
            Magnification = result.GetValue(_magnification),
            Seed = _seed is null ? FitRequest.DefaultSeed : result.GetValue(_seed),
            Output = file,
        };
    }
}
