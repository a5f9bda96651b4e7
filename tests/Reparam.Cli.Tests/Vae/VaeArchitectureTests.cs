using Reparam.Cli.Tests.Networks;

namespace Reparam.Cli.Tests.Vae;

/// <summary>What a variational auto-encoder may be made of, and how model.json tells it.</summary>
public sealed class VaeArchitectureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("64-conv 4-conv 6-3 and back, relu, bernoulli likelihood, ", "--channels 4,6")]
    [InlineData("64-conv 4-conv 8-3 and back, relu, bernoulli likelihood, told 10 labels, with missing pixels, ",
        "--channels 4,8 --condition label --missing 0.3 --objective iwae --samples 3 --doubly")]
    [InlineData("64-conv 4-3 and back, relu, categorical likelihood, planar posterior of 1 step, told 10 labels, " +
        "with missing pixels, ", "--channels 4 --likelihood categorical --posterior planar --flow-steps 1 " +
        "--condition label --missing 0.3")]
    [InlineData("64-8-3 and back, tanh, categorical likelihood, rank_one posterior, told 10 labels, ",
        "--hidden 8 --likelihood categorical --posterior rank_one --condition label")]
    [InlineData("64-8-3 and back, tanh, bernoulli likelihood, autoregressive posterior of 2 steps, with missing " +
        "pixels, ", "--hidden 8 --posterior autoregressive --missing 0.3 --objective iwae --samples 3 --doubly")]
    [InlineData("64-8-3 and back, tanh, bernoulli likelihood, coupling posterior of 4 steps, told 10 labels, ",
        "--hidden 8 --posterior coupling --condition label --samples 2")]
    [InlineData("64-8-3 and back, tanh, bernoulli likelihood, binary variables, ",
        "--hidden 8 --posterior binary --temperature 1")]
    [InlineData("64-8-3 and back, tanh, bernoulli likelihood, variables of 4 classes, told 10 labels, ",
        "--hidden 8 --posterior categorical --classes 4 --condition label")]
    public void Every_kind_of_network_trains_and_is_evaluated_and_drawn(string description, string options)
    {
        string model = _folder.File("m");
        CommandRun run = CommandRun.Of(["vae", "train", "--example", "digits", "--latent", "3", "--epochs", "1",
            "--output", model, .. options.Split(' ')]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith($"Model    {description}", run.Out, StringComparison.Ordinal);
        foreach (string command in new[]
        {
            "sample", "evaluate --count 10 --samples 5", "reconstruct --count 3",
            "reconstruct --interpolate 3 --count 3", "impute --count 3 --steps 2",
        })
        {
            run = CommandRun.Of([.. $"vae {command}".Split(' '), model]);
            Assert.Equal((0, ""), (run.Code, run.Error));
        }
    }

    [Fact]
    public void A_file_as_it_was_before_there_were_convolutions_labels_masks_and_posteriors_is_read()
    {
        string images = IdxData.Images(_folder, "images", 40), model = _folder.File("m");
        Assert.Equal(0, CommandRun.Of("vae", "train", "--images", images, "--hidden", "8,7", "--latent", "2", "--batch",
            "9", "--epochs", "2", "--output", model, "--quiet").Code);
        string[] evaluate = ["vae", "evaluate", model, "--images", images, "--samples", "5"];
        CommandRun now = CommandRun.Of(evaluate);
        _folder.Write("m/model.json", """
            {
              "schema_version": 1,
              "version": "0.1.0",
              "kind": "variational auto-encoder",
              "image": [
                1,
                6,
                6
              ],
              "shades": 256,
              "hidden": [
                8,
                7
              ],
              "latent": 2,
              "activation": "tanh",
              "likelihood": "bernoulli",
              "binarise": "dynamic",
              "example": null
            }
            """);
        CommandRun before = CommandRun.Of(evaluate);
        Assert.Equal((0, "", now.Out), (before.Code, before.Error, before.Out));
        Assert.Equal(0, CommandRun.Of("vae", "manifold", model, "--side", "2").Code);
    }
}
