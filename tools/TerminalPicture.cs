#:property PublishAot=false

// Draws what a command printed as it looks in a terminal:
//
//   dotnet run -c Release --project src/Reparam.Cli -- fit --example eight-schools \
//       | dotnet run tools/TerminalPicture.cs > docs/eight-schools.svg

using System.Globalization;
using System.Text;

const string Command = "dotnet run -c Release --project src/Reparam.Cli -- fit --example eight-schools";
const double Letter = 7.83, Line = 17, Margin = 18, Bar = 30;

// Redirected output has no colours; a terminal shows the verdict in one of these.
(string Word, string Colour)[] verdicts = [("passed", "#7ee787"), ("doubtful", "#e3b341"), ("failed", "#ff7b72")];

Console.InputEncoding = Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
string[] lines = [$"$ {Command}", .. Console.In.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')];
double width = 2 * Margin + Letter * lines.Max(line => line.Length), height = Bar + Line * lines.Length + Margin;
var svg = new StringBuilder();
svg.Append(CultureInfo.InvariantCulture, $"""
    <svg xmlns="http://www.w3.org/2000/svg" role="img"
         width="{width:F0}" height="{height:F0}" viewBox="0 0 {width:F0} {height:F0}">
    <title>{Command}</title>
    <rect width="100%" height="100%" rx="8" fill="#0d1117"/>
    <circle cx="18" cy="15" r="5" fill="#ff5f56"/>
    <circle cx="35" cy="15" r="5" fill="#ffbd2e"/>
    <circle cx="52" cy="15" r="5" fill="#27c93f"/>
    <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
       font-size="13" fill="#e6edf3">

    """);
for (int i = 0; i < lines.Length; i++)
{
    string text = Escape(lines[i]);
    foreach (var (word, colour) in verdicts)
    {
        string start = Escape($"Verdict  {word}");
        text = text.StartsWith(start, StringComparison.Ordinal)
            ? $"{start[..^word.Length]}<tspan fill=\"{colour}\">{word}</tspan>{text[start.Length..]}"
            : text;
    }
    // The length is stated so that columns stand under one another in any font.
    double length = Letter * lines[i].Length;
    string stated = length > 0 ? FormattableString.Invariant($" textLength=\"{length:F1}\"") : "";
    string dim = i == 0 ? " fill=\"#8b949e\"" : "";
    double baseline = Bar + Line * (i + 0.8);
    svg.Append(CultureInfo.InvariantCulture,
        $"<text x=\"{Margin}\" y=\"{baseline:F1}\"{stated}{dim}>{text}</text>\n");
}
Console.Write(svg.Append("</g>\n</svg>\n"));

// SVG runs spaces together unless they are non-breaking.
static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
    .Replace("<", "&lt;", StringComparison.Ordinal).Replace(' ', '\u00a0');
