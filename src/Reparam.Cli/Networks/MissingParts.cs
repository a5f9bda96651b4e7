using Reparam.Formulas;
using Reparam.Random;

namespace Reparam.Cli;

/// <summary>Which pixels of images are missing.</summary>
internal static class MissingParts
{
    public const string Left = "left", Right = "right", Top = "top", Bottom = "bottom", Random = "random";

    public static readonly string[] Names = [Left, Right, Top, Bottom, Random];

    /// <summary>Of each element of each image whether it is left.</summary>
    /// <param name="part">One of <see cref="Names"/>.</param>
    /// <param name="share">How much is missing: of columns, rows or pixels, rounded.</param>
    /// <param name="image">[channels, height, width]; a pixel is missing in all channels.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="seed">What chance follows from.</param>
    /// <exception cref="UserInputException">Nothing would be missing, or nothing left.</exception>
    public static bool[] Observed(string part, double share, Shape image, int count, ulong seed)
    {
        (int height, int width) = (image[1], image[2]);
        int whole = part is Left or Right ? width : part is Top or Bottom ? height : height * width;
        int gone = (int)Math.Round(share * whole);
        if (gone == 0 || gone == whole)
        {
            throw new UserInputException(FormattableString.Invariant(
                $"--share is {share}, by which {gone} of {whole} ") +
                $"{(part is Left or Right ? "columns" : part is Random ? "pixels" : "rows")} are missing, but some must "
                + "be missing and some be left. Take another share, such as 0.5.");
        }
        RandomKey key = RandomKey.FromSeed(seed).Fold("missing pixels");
        int area = height * width;
        var observed = new bool[count * image.Size];
        for (int i = 0; i < count; i++)
        {
            bool[] isGone = [.. Enumerable.Range(0, area).Select(place => part switch
            {
                Left => place % width < gone,
                Right => place % width >= width - gone,
                Top => place / width < gone,
                Bottom => place / width >= height - gone,
                _ => false,
            })];
            if (part == Random)
            {
                double[] order = [.. Enumerable.Range(0, area).Select(place => Noise.Uniform(key, 0, i, place))];
                foreach (int place in Enumerable.Range(0, area).OrderBy(place => order[place]).Take(gone))
                {
                    isGone[place] = true;
                }
            }
            for (int element = 0; element < image.Size; element++)
            {
                observed[i * image.Size + element] = !isGone[element % area];
            }
        }
        return observed;
    }
}
