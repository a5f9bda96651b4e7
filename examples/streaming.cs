#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// Rows that stay in a file: 20,000 flights are written to a column file and fitted from there by minibatches of 200,
// with memory for one block. Checked against the normal equations, which give the posterior in closed form.

using Reparam;
using Reparam.Data;
using Reparam.Distributions;

const int Flights = 20_000;
const double Noise = 20;
string[] carriers = ["AA", "DL", "UA"];
string path = Path.Combine(Path.GetTempPath(), $"flights-{Environment.ProcessId}.columns");

// A CSV file becomes such a file by `reparam convert table.csv table.columns`.
var precision = new double[4, 5]; // The posterior precision of three intercepts and a slope, and precision times mean.
for (int i = 0; i < 4; i++)
{
    precision[i, i] = 1 / (50.0 * 50);
}
SourceColumn[] columns = [new("delay"), new("hours"), new("carrier", carriers)];
using (ColumnFileWriter writer = ColumnFile.Create(path, Flights, columns))
{
    for (int flight = 0; flight < Flights; flight++)
    {
        int carrier = flight * 7 % 3;
        double hours = 1 + flight * 31 % 97 / 20.0;
        double delay = 5 + 3 * carrier - 1.5 * hours + Noise * Math.Sqrt(2) * Math.Sin(12.9898 * flight);
        writer.Append(0, [delay]);
        writer.Append(1, [hours]);
        writer.Append(2, [carrier]);
        foreach (var (row, x) in ((int, double)[])[(carrier, 1), (3, hours)])
        {
            precision[row, carrier] += x / (Noise * Noise);
            precision[row, 3] += x * hours / (Noise * Noise);
            precision[row, 4] += x * delay / (Noise * Noise);
        }
    }
    writer.Complete();
}

Posterior posterior;
using (ColumnFile flights = ColumnFile.Open(path))
{
    Model model = Model.Define(m =>
    {
        Rows rows = m.Rows("flight", flights);
        Tensor carrier = m.Plate("carrier", rows.Levels("carrier").Count).Sample("carrier", new Normal(0, 50));
        Tensor slope = m.Sample("slope", new Normal(0, 50));
        Tensor mean = rows.Gather(carrier, "carrier") + slope * rows.Column("hours");
        rows.Observe("delay", new Normal(mean, Noise), rows.Column("delay"));
    });
    posterior = Inference.Fit(model, seed: 1,
        options: new() { Algorithm = new FreshDraws { RowsPerStep = 200 } });
}
File.Delete(path);
Console.WriteLine(posterior);

double[] exact = Solve(precision);
string[] names = ["carrier[1]", "carrier[2]", "carrier[3]", "slope"];
double worst = names.Index().Max(n =>
    Math.Abs(posterior[n.Item].Mean - exact[n.Index]) / posterior[n.Item].StandardDeviation);
Console.WriteLine(FormattableString.Invariant(
    $"Against the normal equations: means within {worst:F3} standard deviations."));

if (worst > 0.05 || posterior.Verdict.Level != VerdictLevel.Passed)
{
    Console.Error.WriteLine("streaming: expected 0.05 standard deviations and a verdict that passes.");
    return 1;
}
return 0;

// Gauss and Jordan, on a positive definite matrix with the right side as its last column.
static double[] Solve(double[,] a)
{
    int n = a.GetLength(0);
    for (int k = 0; k < n; k++)
    {
        for (int i = 0; i < n; i++)
        {
            double factor = i == k ? 0 : a[i, k] / a[k, k];
            for (int j = k; j <= n; j++)
            {
                a[i, j] -= factor * a[k, j];
            }
        }
    }
    return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
}
