using Reparam.Formulas;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>The classes that a network is told, by their names.</summary>
internal static class ClassLabels
{
    /// <summary>The classes that there are in labels.</summary>
    public static string[] Names(ExampleField labels)
    {
        int most = labels.Levels?.Count - 1 ?? labels.Bytes.ToArray().Max();
        return [.. Enumerable.Range(0, most + 1).Select(label => ImageData.NameOf(labels, label))];
    }

    /// <summary>Each class in turn; null where there are none.</summary>
    public static int[]? InTurn(IReadOnlyList<string> classes, int count) =>
        classes.Count == 0 ? null : [.. Enumerable.Range(0, count).Select(i => i % classes.Count)];

    /// <summary>The class that a label names.</summary>
    /// <param name="classes">The classes of the network.</param>
    /// <param name="label">The label.</param>
    /// <param name="option">The option by which networks are told labels.</param>
    /// <param name="others">What else may be said, such as ", or none".</param>
    /// <exception cref="UserInputException">There is no such class.</exception>
    public static int Place(IReadOnlyList<string> classes, string label, string option, string others = "")
    {
        NetworkFailures.Refuse(classes.Count == 0
            ? $"--label is '{label}', but the network was trained without labels. Leave it out, or train one with "
                + $"{option}."
            : null);
        int at = classes.ToList().IndexOf(label);
        return at >= 0 ? at : throw new UserInputException(
            $"--label is '{label}', but the classes are {string.Join(", ", classes)}. Use one of these{others}.");
    }

    /// <summary>The class of each image.</summary>
    /// <param name="classes">The classes of the network.</param>
    /// <param name="data">The images.</param>
    /// <exception cref="UserInputException">Labels are missing, or are other ones.</exception>
    public static float[] Of(IReadOnlyList<string> classes, ImageData data)
    {
        ExampleField labels = data.Labels ?? throw new UserInputException(
            "The network was trained with labels, but there are none of these images. Give --labels FILE.");
        var places = classes.Index().ToDictionary(static c => c.Item, static c => (float)c.Index);
        return [.. labels.Bytes.ToArray().Select(label => ImageData.NameOf(labels, label)).Select(name =>
            places.TryGetValue(name, out float place) ? place
                : throw new UserInputException($"{data.Source} has the label {name}, but the classes of the network "
                    + $"are {string.Join(", ", classes)}. Give images of these."))];
    }
}
