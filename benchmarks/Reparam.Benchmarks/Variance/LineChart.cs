using System.Globalization;
using System.Security;
using System.Text;

namespace Reparam.Benchmarks.Variance;

/// <summary>Panels of lines with logarithmic axes, as SVG.</summary>
internal static class LineChart
{
    private const int Width = 420;
    private const int Height = 300;
    private const int Left = 52;
    private const int Top = 34;
    private const int Right = 12;
    private const int Bottom = 40;

    // Below it a variance is rounding.
    private const double Floor = 1e-12;

    // The palette of Okabe and Ito (2008), which the colour-blind can tell apart, and two greys.
    private static readonly string[] Colours =
    [
        "#000000", "#e69f00", "#56b4e9", "#009e73", "#d55e00", "#cc79a7", "#0072b2", "#b8a800", "#777777", "#bb4422",
        "#4455aa", "#22aa99", "#aa4499", "#99cc33", "#ff88aa",
    ];

    /// <summary>One line.</summary>
    public sealed record Line(string Name, double[] Values);

    /// <summary>One panel.</summary>
    public sealed record Panel(string Title, string Axis, double[] At, Line[] Lines);

    /// <summary>Draws panels in two columns, with one legend for all.</summary>
    public static string Draw(string title, IReadOnlyList<Panel> panels)
    {
        string[] names = [.. panels.SelectMany(static p => p.Lines).Select(static l => l.Name).Distinct()];
        int rows = (panels.Count + 1) / 2, legend = (names.Length + 2) / 3 * 18 + 16;
        int width = 2 * Width, height = rows * Height + legend;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img"
                 width="{width}" height="{height}" viewBox="0 0 {width} {height}">
            <title>{SecurityElement.Escape(title)}</title>
            <rect width="100%" height="100%" fill="#ffffff"/>
            <g font-family="sans-serif" font-size="11" fill="#222222">

            """);
        for (int i = 0; i < panels.Count; i++)
        {
            var (x, y) = (i % 2 * Width, i / 2 * Height);
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({x} {y})\">\n");
            Draw(svg, panels[i], names);
            svg.Append("</g>\n");
        }
        for (int i = 0; i < names.Length; i++)
        {
            int x = 20 + i % 3 * (width / 3), y = rows * Height + 18 + i / 3 * 18;
            Path(svg, [(x, y - 4), (x + 22, y - 4)], Colours[i % Colours.Length], 2);
            Text(svg, x + 28, y, "start", names[i]);
        }
        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, Panel panel, string[] names)
    {
        double[] values = [.. panel.Lines.SelectMany(static l => l.Values).Where(static v => v > Floor)];
        double low = Math.Floor(Math.Log10(values.Min())), high = Math.Ceiling(Math.Log10(values.Max()));
        double first = Math.Log10(panel.At[0]), last = Math.Log10(panel.At[^1]);
        double X(double at) => Left + (Math.Log10(at) - first) / (last - first) * (Width - Left - Right);
        double Y(double power) => Height - Bottom - (power - low) / (high - low) * (Height - Top - Bottom);
        Text(svg, Left, 20, "start", panel.Title);
        Text(svg, (Left + Width - Right) / 2, Height - 8, "middle", panel.Axis);
        int step = Math.Max(1, (int)(high - low) / 6);
        for (int power = (int)low; power <= high; power += step)
        {
            Path(svg, [(Left, Y(power)), (Width - Right, Y(power))], "#dddddd", 1);
            Text(svg, Left - 5, Y(power) + 4, "end", string.Create(CultureInfo.InvariantCulture, $"1e{power}"));
        }
        foreach (double at in panel.At)
        {
            Text(svg, X(at), Height - Bottom + 14, "middle", at.ToString(CultureInfo.InvariantCulture));
        }
        foreach (Line line in panel.Lines)
        {
            Path(svg, panel.At.Zip(line.Values, (at, v) => (X(at), Y(Math.Log10(Math.Max(v, Math.Pow(10, low)))))),
                Colours[Array.IndexOf(names, line.Name) % Colours.Length], 1.8);
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">")
            .Append(SecurityElement.Escape(text)).Append("</text>\n");

    private static void Path(StringBuilder svg, IEnumerable<(double X, double Y)> points, string colour, double width)
    {
        IEnumerable<string> places =
            points.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.X:F1} {p.Y:F1}"));
        svg.Append("<path d=\"M").AppendJoin('L', places).Append("\" fill=\"none\" stroke=\"").Append(colour)
            .Append(CultureInfo.InvariantCulture, $"\" stroke-width=\"{width}\"/>\n");
    }
}
