using System.CommandLine;

namespace Reparam.Cli;

/// <summary><c>reparam dlgm sample</c>: new images of a trained network.</summary>
internal sealed class DlgmSampleCommand : Command
{
    public DlgmSampleCommand(Func<PictureRequest, int> run)
        : base("sample", "Draw new images from a trained network, as a PNG file.")
    {
        var options = new PictureOptions(NetworkKind.Dlgm, PictureWriter.Samples, "Images to draw.", 100);
        options.AddTo(this);
        SetAction(result => run(options.Request(result)));
    }
}
