namespace Reparam.Cli;

/// <summary>Paragraphs with a label in the margin.</summary>
internal sealed class LabelledLines(TextWriter output)
{
    private const int LineWidth = 100;
    private const int LabelWidth = 9;

    /// <summary>A label, as wide as all are.</summary>
    public static string Label(string label) => label.PadRight(LabelWidth);

    /// <summary>Lines with a label before the first.</summary>
    public void Write(string label, params IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            output.WriteLine((Label(i == 0 ? label : "") + lines[i]).TrimEnd());
        }
    }

    /// <summary>A text as lines that fit beside the label.</summary>
    public static string[] Wrap(string text)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LineWidth - LabelWidth)
            {
                lines.Add(line);
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        return [.. lines, line];
    }
}
