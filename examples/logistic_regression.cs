#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// Damage to the seals of 23 space shuttle launches by the temperature in °F (data/README.md): what was the risk at the
// 31 °F of the next? Checked against two-dimensional quadrature (tools/reference/challenger.py).

using System.Globalization;
using System.Runtime.CompilerServices;
using Reparam;
using Reparam.Distributions;

double[][] rows = [.. File.ReadLines(Beside("data/challenger.csv")).Skip(1)
    .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
double centre = rows.Average(row => row[0]);
double[] temperature = [.. rows.Select(row => row[0] - centre)];
double[] distress = [.. rows.Select(row => row[1])];

Model model = Model.Define(m =>
{
    Tensor alpha = m.Sample("alpha", new StudentT(3, 0, 2.5));
    Tensor beta = m.Sample("beta", new Normal(0, 0.5));
    m.Observe("distress", Bernoulli.FromLogits(alpha + beta * temperature), distress);
    m.Report("risk at 31 °F", Tensor.Sigmoid(alpha + beta * (31 - centre)));
});

Posterior posterior = Inference.Fit(model, seed: 1);
Console.WriteLine(posterior);

(string Name, double Mean, double StandardDeviation)[] exact =
[
    ("alpha", -1.133545, 0.584914), ("beta", -0.265787, 0.115372), ("risk at 31 °F", 0.987192, 0.059485),
];
double worstMean = exact.Max(p => Math.Abs(posterior[p.Name].Mean - p.Mean) / p.StandardDeviation);
double worstSpread = exact.Max(p => Math.Abs(posterior[p.Name].StandardDeviation / p.StandardDeviation - 1));
Console.WriteLine(FormattableString.Invariant(
    $"Against quadrature: means within {worstMean:F3} standard deviations, these within {worstSpread:P1}."));

if (worstMean > 0.05 || worstSpread > 0.1 || posterior.Verdict.Level != VerdictLevel.Passed)
{
    Console.Error.WriteLine("logistic_regression: expected 0.05 standard deviations, 10 % and a verdict that passes.");
    return 1;
}
return 0;

static string Beside(string file, [CallerFilePath] string here = "") =>
    Path.Combine(Path.GetDirectoryName(here)!, file);
