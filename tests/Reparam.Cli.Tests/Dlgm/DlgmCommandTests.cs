using Reparam.Cli.Tests.Networks;
using Reparam.Neural;
using static Reparam.Cli.Tests.Networks.WrongInput;

namespace Reparam.Cli.Tests.Dlgm;

public sealed class DlgmCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--posterior rank_one --noise dense --likelihood normal")]
    [InlineData("--posterior ladder --noise conditional --likelihood discretized_logistic")]
    [InlineData("--noise unit --objective iwae --samples 3 --doubly")]
    [InlineData("--gradient bonnet_price --beta-warm-up 1 --free-nats 0.1")]
    [InlineData("--gradient bonnet_price --posterior rank_one --binarise none")]
    public void Every_posterior_noise_and_gradient_trains_and_is_evaluated_and_drawn(string options)
    {
        string images = IdxData.Images(_folder, "images", 60), model = _folder.File("m");
        CommandRun run = CommandRun.Of(["dlgm", "train", "--images", images, "--hidden", "8", "--layers", "3,2",
            "--batch", "9", "--epochs", "2", "--output", model,
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("Model    36-3-2, 8 hidden units in each network, tanh, ", run.Out, StringComparison.Ordinal);
        run = CommandRun.Of("dlgm", "evaluate", model, "--images", images, "--samples", "20");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"\nBound    -?\d+\.\d\d ± \d+\.\d\d nats an image: .*, by layers \d+\.\d\d \+ \d+\.\d\d\n",
            run.Out);
        Assert.Matches(@"\nActive   [0-3] of 3 latent variables in layer 1, [0-2] of 2 latent variables in layer 2\n",
            run.Out);
        Assert.Matches(@"\nNLL      -?\d+\.\d\d ± \d+\.\d\d nats an image, by 20 draws each", run.Out);
        Assert.Equal(0, CommandRun.Of("dlgm", "sample", model, "--count", "4").Code);
        PngImage samples = PngImage.Read(_folder.File("m/samples.png"));
        Assert.Equal((4 * 55 + 1, 55 + 1), (samples.Width, samples.Height));
        Assert.Equal(0, CommandRun.Of("dlgm", "impute", model, "--images", images, "--steps", "4").Code);
    }

    [Theory]
    [InlineData("--layers is '5,,3', but must be whole numbers", "--layers", "5,,3")]
    [InlineData("--layers is 'none', but must be whole numbers", "--layers", "none")]
    [InlineData("--posterior is 'ladde'. Did you mean 'ladder'?", "--posterior", "ladde")]
    [InlineData("--posterior ladder adds precisions element by element, but --noise is dense.", "--posterior", "ladder",
        "--noise", "dense")]
    [InlineData("--gradient bonnet_price needs layers that are independent given the image", "--posterior", "ladder",
        "--gradient", "bonnet_price")]
    [InlineData("--gradient bonnet_price is for --objective elbo with one draw", "--objective", "iwae", "--gradient",
        "bonnet_price")]
    [InlineData("--noise is for layers below the topmost, but --layers has one layer.", "--layers", "3", "--noise",
        "unit")]
    [InlineData("--likelihood is 'categorical'.", "--likelihood", "categorical")]
    [InlineData("--beta, --beta-warm-up and --free-nats are for --objective elbo", "--objective", "iwae", "--beta",
        "2")]
    public void Options_that_make_no_sense(string message, params string[] args) =>
        Wrong(message, CommandRun.Of(["dlgm", "train", "--example", "digits", .. args]));
}
