#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// Effects of coaching in eight schools with their standard errors (Rubin 1981, table 1): how much do schools differ?
// Checked against 10,000 draws of Stan's NUTS, published in posteriordb (eight_schools-eight_schools_noncentered).

using Reparam;
using Reparam.Distributions;

double[] effect = [28, 8, -3, 7, -1, 1, 18, 12];
double[] standardError = [15, 10, 16, 11, 9, 11, 10, 18];

Model model = Model.Define(m =>
{
    Tensor mu = m.Sample("mu", new Normal(0, 5));
    Tensor tau = m.Sample("tau", new HalfCauchy(5));
    Tensor z = m.Plate("school", 8).Sample("z", new Normal(0, 1));
    m.Hide("z");
    Tensor theta = m.Report("theta", mu + tau * z);
    m.Observe("y", new Normal(theta, standardError), effect);
});

Posterior posterior = Inference.Fit(model, seed: 1);
Console.WriteLine(posterior);

(string Name, double Mean, double StandardDeviation)[] published =
[
    ("mu", 4.411, 3.309), ("tau", 3.602, 3.198),
    ("theta[1]", 6.151, 5.616), ("theta[2]", 4.940, 4.646), ("theta[3]", 3.906, 5.281), ("theta[4]", 4.796, 4.771),
    ("theta[5]", 3.614, 4.615), ("theta[6]", 4.051, 4.796), ("theta[7]", 6.317, 5.003), ("theta[8]", 4.884, 5.318),
];
double worstMean = published.Max(p => Math.Abs(posterior[p.Name].Mean - p.Mean) / p.StandardDeviation);
double worstSpread = published.Max(p => Math.Abs(posterior[p.Name].StandardDeviation / p.StandardDeviation - 1));
Console.WriteLine(FormattableString.Invariant(
    $"Against NUTS: means within {worstMean:F3} standard deviations, these within {worstSpread:P1}."));

if (worstMean > 0.1 || worstSpread > 0.1 || posterior.Verdict.Level != VerdictLevel.Passed)
{
    Console.Error.WriteLine("eight_schools: expected 0.1 standard deviations, 10 % and a verdict that passes.");
    return 1;
}
return 0;
