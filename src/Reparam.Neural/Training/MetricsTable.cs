using System.Globalization;
using System.Text;
using Reparam.Data;

namespace Reparam.Neural;

/// <summary>The metrics of the epochs, as an array of a checkpoint and as CSV.</summary>
internal static class MetricsTable
{
    private const int Fixed = 6;

    /// <summary>As an array [epochs, columns].</summary>
    public static NamedArray Array(string name, IReadOnlyList<EpochMetrics> metrics) => new(name,
        [.. metrics.SelectMany(static m => (double[])
            [m.Epoch, m.Step, m.StepSize, m.Bound, m.ValidationBound, m.Seconds, .. m.Parts])],
        [metrics.Count, Fixed + metrics[0].Parts.Count]);

    /// <summary>From such an array.</summary>
    public static IEnumerable<EpochMetrics> Of(NamedArray array)
    {
        int columns = array.Shape[1];
        return array.Doubles.Chunk(columns).Select(static row => new EpochMetrics(
            (int)row[0], (long)row[1], row[2], row[3], row[4], row[Fixed..], row[5]));
    }

    /// <summary>Writes a file: a line for each epoch; what is not known is empty.</summary>
    public static void Write(string path, Loss loss, IReadOnlyList<EpochMetrics> metrics)
    {
        var text = new StringBuilder("epoch,step,step_size,bound,validation_bound");
        foreach (string name in loss.TermNames.Concat(loss.MetricNames))
        {
            text.Append(",train_").Append(name.Replace(' ', '_'));
        }
        text.Append(",seconds\n");
        foreach (EpochMetrics m in metrics)
        {
            text.Append(CultureInfo.InvariantCulture, $"{m.Epoch},{m.Step},{Number(m.StepSize)},{Number(m.Bound)},");
            text.Append(Number(m.ValidationBound));
            foreach (double part in m.Parts)
            {
                text.Append(',').Append(Number(part));
            }
            text.Append(CultureInfo.InvariantCulture, $",{m.Seconds:F3}\n");
        }
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        AtomicFile.Write(path, file => file.Write(bytes));
    }

    private static string Number(double value) =>
        double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
