using Reparam.Cli.Tests.Networks;
using Reparam.Neural;
using static Reparam.Cli.Tests.Networks.WrongInput;

namespace Reparam.Cli.Tests.Vae;

/// <summary>What a user may get wrong: one message, exit code 2, and no file harmed.</summary>
public sealed class VaeErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("There is no command after 'vae'. Try 'reparam vae train --example digits'.", "vae")]
    [InlineData("Unknown command 'trian'. Did you mean 'train'?", "vae", "trian")]
    [InlineData("Unknown option '--latnet'. Did you mean '--latent'?", "vae", "train", "--latnet", "2")]
    [InlineData("--latent is '0', but must be a whole number from 1 to 100000.", "--latent", "0")]
    [InlineData("--hidden is '200,,3', but must be whole numbers", "--hidden", "200,,3")]
    [InlineData("--likelihood is 'bernouli'. Did you mean 'bernoulli'?", "--likelihood", "bernouli")]
    [InlineData("--binarise is 'dynamc'. Did you mean 'dynamic'?", "--binarise", "dynamc")]
    [InlineData("--batch is 2000, but 1350 images are left for training.", "--batch", "2000")]
    [InlineData("--validation is 1500, but there are 1500 images", "--validation", "1500")]
    [InlineData("--beta, --beta-warm-up and --free-nats are for --objective elbo", "--objective", "iwae", "--beta",
        "2")]
    [InlineData("--objective iwae has importance weights, for which --samples must be at least 2", "--objective",
        "iwae", "--samples", "1")]
    [InlineData("--doubly is for --objective iwae", "--doubly")]
    [InlineData("--binarise dynamic is for --likelihood bernoulli, but that is normal", "--binarise", "dynamic",
        "--likelihood", "normal")]
    [InlineData("--resume goes on with a training in a folder, but --output is missing", "--resume")]
    [InlineData("--patience needs images for validation", "--patience", "3", "--validation", "0")]
    [InlineData("--average is '1', but must be a number from 0 to below 1, such as 0.999.", "--average", "1")]
    [InlineData("--channels is '8,x', but must be whole numbers from 1 to 100000", "--channels", "8,x")]
    [InlineData("--hidden are the layers of a network without convolutions, but --channels came with it", "--hidden",
        "8", "--channels", "8")]
    [InlineData("--channels 8,8,8,8 halves both sides of images 4 times, but those of digits are 8 x 8 pixels, which " +
        "can be halved 3 times. Give at most 3 numbers, or use --hidden.", "--channels", "8,8,8,8")]
    [InlineData("--posterior is 'planer'. Did you mean 'planar'?", "--posterior", "planer")]
    [InlineData("--posterior coupling moves one half of the latent variables by the other, but --latent is 1",
        "--posterior", "coupling", "--latent", "1")]
    [InlineData("--flow-steps is for --posterior autoregressive, coupling or planar, but that is rank_one",
        "--flow-steps", "2", "--posterior", "rank_one")]
    [InlineData("--classes is for --posterior categorical, but that is binary", "--classes", "3", "--posterior",
        "binary")]
    [InlineData("--temperature is for --posterior binary or categorical, but that is diagonal", "--temperature", "1")]
    [InlineData("--condition is 'lable'. Did you mean 'label'?", "--condition", "lable")]
    [InlineData("--missing is '0', but must be a number above 0 and below 1, such as 0.3.", "--missing", "0")]
    [InlineData("--missing is '1', but must be a number above 0 and below 1, such as 0.3.", "--missing", "1")]
    public void Options_that_make_no_sense(string message, params string[] args)
    {
        CommandRun run = CommandRun.Of(args[0] == "vae" ? args : ["vae", "train", "--example", "digits", .. args]);
        Wrong(message, run);
        Assert.Equal("", run.Out);
    }

    [Theory]
    [InlineData("There are no images. Give --images FILE")]
    [InlineData("--labels were given without their images", "--labels", "l")]
    [InlineData("Unknown example 'digit'. Did you mean 'digits'?", "--example", "digit")]
    [InlineData("--example swirl is points in the plane, but images were expected", "--example", "swirl")]
    [InlineData("--example brings its own images", "--example", "digits", "--images", "i", "--output", "o")]
    [InlineData("--output is missing: a training that is not kept would be lost", "--images", "i")]
    [InlineData("Could not find", "--images", "/nowhere/at/all", "--output", "o")]
    public void Images_that_are_not_there(string message, params string[] args) =>
        Wrong(message, CommandRun.Of(["vae", "train", .. args]));

    [Fact]
    public void Images_that_do_not_fit()
    {
        string images = IdxData.Images(_folder, "images", 40), labels = IdxData.Labels(_folder, "labels", 39);
        Wrong("has 39 labels, but", Train("m", images, "--labels", labels));
        Wrong("Images and labels may have been exchanged", Train("m", labels, "--labels", images));
        File.WriteAllBytes(_folder.File("cut"), File.ReadAllBytes(images)[..500]);
        Wrong("is truncated", Train("m", _folder.File("cut")));
        Wrong("--condition label tells the network labels, but ", Train("m", images, "--condition", "label"));
        Wrong("--likelihood categorical has a class for each of the 256 shades, but at most 64 were expected",
            Train("m", images, "--likelihood", "categorical"));
        Directory.CreateDirectory(_folder.File("png"));
        new PngImage(4, 4, 1, new byte[16]).Write(_folder.File("png/a.png"));
        new PngImage(4, 5, 1, new byte[20]).Write(_folder.File("png/b.png"));
        Wrong("and images of one size were expected", Train("m", _folder.File("png")));
        Assert.False(Directory.Exists(_folder.File("m")));
    }

    [Fact]
    public void Images_of_another_size_than_the_network_was_made_for()
    {
        Assert.Equal(0, Train("m", IdxData.Images(_folder, "images", 40)).Code);
        string other = IdxData.Images(_folder, "other", 40, side: 8);
        foreach (string command in new[] { "evaluate", "reconstruct" })
        {
            Wrong("has images of 8 x 8 pixels, but ", CommandRun.Of("vae", command, _folder.File("m"), "--images",
                other));
            Wrong("There are no images. Give --images FILE with images of 6 x 6 pixels.",
                CommandRun.Of("vae", command, _folder.File("m")));
        }
        Wrong("has 3 latent variables, but a manifold is drawn over two",
            CommandRun.Of("vae", "manifold", _folder.File("m")));
    }

    [Fact]
    public void A_training_that_is_there_is_neither_replaced_nor_resumed_as_another()
    {
        string images = IdxData.Images(_folder, "images", 40);
        Assert.Equal(0, Train("m", images).Code);
        Dictionary<string, byte[]> before = Files("m");
        Wrong("holds a training already", Train("m", images));
        Wrong("its weight 'encoder.1.2.weight' has shape [6, 8], and that of this network [8, 8]",
            Train("m", images, "--resume", "--latent", "4"));
        Wrong("its seed is 1, and this is 2", Train("m", images, "--resume", "--seed", "2"));
        Wrong("its loss is computed otherwise", Train("m", images, "--resume", "--free-nats", "1"));
        Wrong("its examples are 36 (SHA-256 ",
            Train("m", IdxData.Images(_folder, "more", 50), "--resume"));
        Same(before, Files("m"));
    }

    [Fact]
    public void Files_that_are_truncated_missing_or_of_another_network()
    {
        string images = IdxData.Images(_folder, "images", 40);
        string weights = _folder.File("m/weights.safetensors"), checkpoint = _folder.File("m/checkpoint.safetensors");
        Assert.Equal(0, Train("m", images).Code);
        Assert.Equal(0, Train("other", images, "--latent", "4").Code);

        byte[] whole = File.ReadAllBytes(checkpoint);
        File.WriteAllBytes(checkpoint, whole[..(whole.Length / 2)]);
        Wrong("The checkpoint cannot be read: ", Train("m", images, "--resume"));
        Assert.Equal(whole.Length / 2, File.ReadAllBytes(checkpoint).Length);

        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..200]);
        Wrong("truncated", CommandRun.Of("vae", "sample", _folder.File("m")));
        File.Copy(_folder.File("other/weights.safetensors"), weights, overwrite: true);
        Wrong("has encoder.1.2.weight: F32 [8, 8], but 36-8-3 and back", CommandRun.Of("vae", "sample",
            _folder.File("m")));
        File.Delete(weights);
        Wrong("has no weights.safetensors", CommandRun.Of("vae", "sample", _folder.File("m")));
        _folder.Write("m/model.json", "{ \"schema_version\": 1 }");
        Wrong("model.json cannot be read", CommandRun.Of("vae", "sample", _folder.File("m")));
        _folder.Write("m/model.json", "{ \"schema_version\": 9, \"kind\": \"\", \"activation\": \"\" }");
        Wrong("is of schema 9", CommandRun.Of("vae", "sample", _folder.File("m")));
        Wrong("has no model.json", CommandRun.Of("vae", "sample", _folder.File("nowhere")));
    }

    [Fact]
    public void A_step_size_that_diverges_is_told_with_step_and_term_and_the_last_good_checkpoint_stays()
    {
        string images = IdxData.Images(_folder, "images", 40);
        CommandRun run = Train("m", images, "--step-size", "1e30");
        Wrong("Training: at step ", run);
        Assert.Matches(@"at step \d+ the term '\w+' is (NaN|-?Infinity)", run.Error);
        Assert.Contains("The step size is 1E+30", run.Error, StringComparison.Ordinal);
        Assert.All(SafetensorsFile.Read(_folder.File("m/checkpoint.safetensors")).Arrays
            .Where(a => a.Type == ArrayType.F32), a => Assert.All(a.Floats, v => Assert.True(float.IsFinite(v))));
    }

    [PosixFact]
    public void A_full_disk_leaves_the_last_good_files()
    {
        string images = IdxData.Images(_folder, "images", 40);
        Assert.Equal(0, Train("m", images).Code);
        Dictionary<string, byte[]> before = Files("m");
        // A device on which no space is ever left, in the place where the new file is written.
        File.CreateSymbolicLink(_folder.File("m/checkpoint.safetensors.partial"), "/dev/full");
        Wrong("No space left", Train("m", images, "--resume", "--epochs", "5"));
        Same(before, Files("m"));
        Assert.Equal(0, Train("m", images, "--resume", "--epochs", "5").Code);
        Assert.Equal(6, File.ReadAllLines(_folder.File("m/metrics.csv")).Length);
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_told_of_before_the_training()
    {
        string images = IdxData.Images(_folder, "images", 40);
        Wrong("is a file, but a folder is needed", Train("images", images));
        Directory.CreateDirectory(_folder.File("m/checkpoint.safetensors.partial"));
        Wrong("checkpoint.safetensors could not be written", Train("m", images));
    }

    private CommandRun Train(string output, string images, params string[] more)
    {
        Dictionary<string, string> options = new()
        {
            ["--latent"] = "3",
            ["--epochs"] = "3",
            ["--schedule"] = "constant",
        };
        return CommandRun.Of(["vae", "train", "--images", images, "--hidden", "8", "--batch", "9", "--output",
            _folder.File(output), .. options.Where(o => !more.Contains(o.Key)).SelectMany(
                o => (string[])[o.Key, o.Value]),
            .. more]);
    }

    private Dictionary<string, byte[]> Files(string folder) => Directory.GetFiles(_folder.File(folder))
        .ToDictionary(file => Path.GetFileName(file)!, File.ReadAllBytes);

    private static void Same(Dictionary<string, byte[]> before, Dictionary<string, byte[]> after)
    {
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
    }
}
