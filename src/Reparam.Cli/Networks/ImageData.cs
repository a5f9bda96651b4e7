using System.Globalization;
using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Images, or points in the plane, to train or to evaluate on.</summary>
/// <param name="Set">A field "image", and a field "label" where they are known.</param>
/// <param name="Source">What they are, in words.</param>
/// <param name="Example">The name of built-in ones; null for others.</param>
internal sealed record ImageData(ExampleSet Set, string Source, string? Example = null)
{
    public const string Image = "image", Label = "label", Digits = "digits", Swirl = "swirl";

    /// <summary>Of the digits, which lie in the order in which people wrote them, these many, chosen by chance, are for
    /// training; the others are for tests.</summary>
    private const int TrainingDigits = 1500;

    private const int TrainingPoints = 100_000, TestPoints = 8_000;

    /// <summary>The shape of an image.</summary>
    public Shape Shape => Set[Image].Shape;

    /// <summary>The number of shades of a pixel; for floats 256.</summary>
    public int Shades => Set[Image].IsBytes ? Set[Image].Maximum + 1 : 256;

    /// <summary>The labels; null where they are not known.</summary>
    public ExampleField? Labels => Set.Fields.FirstOrDefault(static f => f.Name == Label);

    /// <summary>"8 x 8 pixels".</summary>
    public static string Size(Shape image) => image.Rank == 1
        ? FormattableString.Invariant($"{image[0]} coordinates")
        : string.Create(CultureInfo.InvariantCulture,
            $"{image[^1]} x {image[^2]} pixels{(image[0] == 1 ? "" : $" of {image[0]} channels")}");

    /// <summary>What is called by its number, or by the name of its folder.</summary>
    public static string NameOf(ExampleField labels, int label) =>
        labels.Levels is { } levels ? levels[label] : label.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the images.</summary>
    /// <param name="request">Which.</param>
    /// <param name="isTest">Of built-in images: whether those for tests are wanted, not those for training.</param>
    /// <exception cref="UserInputException">There are none, or they cannot be read.</exception>
    public static ImageData Read(ImageDataRequest request, bool isTest)
    {
        if (request.Images is null && request.Labels is not null)
        {
            throw new UserInputException(
                "--labels were given without their images. Give the file of the images, too: --images FILE.");
        }
        if (request.Example is not null && request.Images is not null)
        {
            throw new UserInputException("--example brings its own images, but --images came with it. Leave out one.");
        }
        if (request.Example is { } example)
        {
            return example == Swirl ? OfSwirl(isTest) : OfDigits(isTest);
        }
        string images = request.Images ?? throw new UserInputException(
            "There are no images. Give --images FILE, an IDX file or a folder of PNG files, or --example digits.");
        return NetworkFailures.AsUserInput(() => new ImageData(Read(images, request.Labels), images));
    }

    /// <summary>The set with pixels as a likelihood reads them.</summary>
    public ExampleSet For(string likelihood)
    {
        ExampleField image = Set[Image];
        if (likelihood != PixelLikelihoods.Categorical)
        {
            return Set;
        }
        // Classes are whole numbers, which bytes of maximum 1 are read as.
        return image.IsBytes
            ? new ExampleSet([new ExampleField(Image, image.Shape, image.Bytes.ToArray(), maximum: 1),
                .. Set.Fields.Where(static f => f.Name != Image)])
            : throw new UserInputException(
                $"--likelihood {PixelLikelihoods.Categorical} is for shades, but {Source} holds floats. Use another.");
    }

    private static ImageData OfDigits(bool isTest)
    {
        (ExampleSet training, ExampleSet test) = ExampleSets.Digits().Split(TrainingDigits, seed: 1);
        return isTest ? new ImageData(test, "the digits that are kept for tests", Digits)
            : new ImageData(training, Digits, Digits);
    }

    private static ImageData OfSwirl(bool isTest)
    {
        float[] points = new SwirlSource(isTest ? TestPoints : TrainingPoints, seed: isTest ? 2u : 1u).Points(1);
        var set = new ExampleSet([new ExampleField(Image, [2], points)]);
        return new ImageData(set, isTest ? "other points of the swirl" : Swirl, Swirl);
    }

    private static ExampleSet Read(string images, string? labels)
    {
        if (!Directory.Exists(images))
        {
            return ExampleSet.FromIdx(images, labels);
        }
        return labels is null ? ImageFolder.Read(images) : throw new UserInputException(
            $"--labels {labels} is a file, but {images} is a folder of PNG files, whose labels are the names of the " +
            "folders in it. Leave out --labels.");
    }
}
