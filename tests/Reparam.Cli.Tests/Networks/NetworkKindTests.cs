using static Reparam.Cli.Tests.Networks.WrongInput;

namespace Reparam.Cli.Tests.Networks;

/// <summary>Commands of one kind of network on folders of another.</summary>
public sealed class NetworkKindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_another_kind_of_network_is_refused_with_the_command_that_it_is_for()
    {
        string images = IdxData.Images(_folder, "images", 40);
        (string Kind, string Options, string Name)[] all =
        [
            ("vae", "--hidden 8 --latent 2", "variational auto-encoder"),
            ("dlgm", "--hidden 8 --layers 2", "deep latent Gaussian model"),
            ("diffusion", "--network perceptron --width 8 --blocks 1", "diffusion model"),
        ];
        string[] Train(string kind, string options, string output) =>
            [kind, "train", "--images", images, .. options.Split(' '), "--batch", "9", "--epochs", "1", "--output",
                _folder.File(output)];
        foreach ((string kind, string options, _) in all)
        {
            CommandRun run = CommandRun.Of(Train(kind, options, kind));
            Assert.Equal((0, ""), (run.Code, run.Error));
        }
        foreach ((string kind, string options, string name) in all)
        {
            foreach ((string other, _, string otherName) in all.Where(o => o.Kind != kind))
            {
                string message = $"holds a {otherName}, but a {name} was expected. Use 'reparam {other}' for it.";
                byte[] before = File.ReadAllBytes(_folder.File($"{other}/checkpoint.safetensors"));
                Wrong(message, CommandRun.Of(kind, "sample", _folder.File(other)));
                Wrong(message, CommandRun.Of(kind, "evaluate", _folder.File(other), "--images", images));
                Wrong(message, CommandRun.Of([.. Train(kind, options, other), "--resume"]));
                Wrong("holds a training already", CommandRun.Of(Train(kind, options, other)));
                Assert.Equal(before, File.ReadAllBytes(_folder.File($"{other}/checkpoint.safetensors")));
            }
        }
    }

    [Theory]
    [InlineData("vae --hidden 9 --latent 2", "holds a trained network, weights.safetensors, without")]
    [InlineData("dlgm --hidden 8 --layers 2", "holds a trained network, weights.safetensors, without")]
    [InlineData("vae --hidden 9 --latent 2 --resume", "holds a trained network, weights.safetensors, without")]
    [InlineData("dlgm --hidden 8 --layers 2 --resume", "holds a variational auto-encoder, but a deep latent")]
    public void A_network_that_was_copied_without_its_checkpoint_is_not_written_over(string training, string message)
    {
        string images = IdxData.Images(_folder, "images", 40), model = _folder.File("m");
        Assert.Equal(0, CommandRun.Of("vae", "train", "--images", images, "--hidden", "8", "--latent", "2", "--batch",
            "9", "--epochs", "1", "--output", model).Code);
        File.Delete(_folder.File("m/checkpoint.safetensors"));
        byte[] weights = File.ReadAllBytes(_folder.File("m/weights.safetensors"));
        string architecture = _folder.Read("m/model.json");
        string[] words = training.Split(' ');
        Wrong(message, CommandRun.Of(new CancellationToken(canceled: true), [words[0], "train", .. words[1..],
            "--images", images, "--batch", "9", "--epochs", "1", "--output", model]));
        Assert.Equal(architecture, _folder.Read("m/model.json"));
        Assert.Equal(weights, File.ReadAllBytes(_folder.File("m/weights.safetensors")));
        Assert.Equal(0, CommandRun.Of("vae", "sample", model, "--count", "2").Code);
    }

    [Theory]
    [InlineData("There is no command after 'dlgm'. Try 'reparam dlgm train --example digits'.", "dlgm")]
    [InlineData("There is no command after 'diffusion'. Try 'reparam diffusion train --example digits'.", "diffusion")]
    [InlineData("Unknown command 'impte'. Did you mean 'impute'?", "dlgm", "impte")]
    public void A_group_without_a_command_says_what_to_try(string message, params string[] args) =>
        Wrong(message, CommandRun.Of(args));

    [Theory]
    [InlineData("vae", "--hidden", "[default: 200,200]")]
    [InlineData("dlgm", "--layers", "[default: 20,10]")]
    public void The_help_has_the_default_of_a_list_once_and_as_it_is_given(string kind, string option, string expected)
    {
        string help = CommandRun.Of(kind, "train", "--help").Out;
        string of = help[help.IndexOf($"  {option} ", StringComparison.Ordinal)..];
        of = string.Join(' ', of[..of.IndexOf("\n  --", 5, StringComparison.Ordinal)].Split(
            (char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith(expected, of, StringComparison.Ordinal);
        Assert.Equal(2, of.Split("[default:").Length);
    }

    [Fact]
    public void Help_names_the_likelihoods_that_there_are()
    {
        Assert.Contains("categorical", CommandRun.Of("vae", "train", "--help").Out, StringComparison.Ordinal);
        Assert.DoesNotContain("categorical", CommandRun.Of("dlgm", "train", "--help").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_help_of_networks_has_examples_or_says_what_it_does()
    {
        foreach (string kind in new[] { "vae", "dlgm", "diffusion" })
        {
            foreach (string command in new[] { "train", "evaluate" })
            {
                CommandRun run = CommandRun.Of(kind, command, "--help");
                Assert.Equal((0, ""), (run.Code, run.Error));
                Assert.Contains($"Examples:\n  reparam {kind} {command} ", run.Out, StringComparison.Ordinal);
            }
        }
    }
}
