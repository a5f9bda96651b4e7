#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// What comes after a fit: replicated data, leave-one-out cross-validation, calibration. The mean of a normal
// distribution with known noise has a normal posterior, so all of it is known in closed form.

using Reparam;
using Reparam.Diagnostics;
using Reparam.Distributions;

const double Prior = 2, Noise = 1.5;
double[] y = [1.2, 0.4, 2.2, 1.7, -0.3, 0.9, 3.1, -1.4];
Model model = Model.Define(m =>
    m.Plate("row", y.Length).Observe("y", new Normal(m.Sample("mu", new Normal(0, Prior)), Noise), y));
Posterior posterior = Inference.Fit(model, seed: 1);

foreach (PredictiveCheck check in posterior.Check())
{
    Console.WriteLine(FormattableString.Invariant(
        $"{check.Statistic,-5} observed {check.Observed,5:F2}, the model gives {check.Quantile05:F2} to ") +
        FormattableString.Invariant($"{check.Quantile95:F2}"));
}

// log p(yᵢ | y₋ᵢ): normal, with the mean of the others' posterior and its variance plus that of the noise.
LeaveOneOut estimate = posterior.LeaveOneOut();
double exact = 0;
for (int i = 0; i < y.Length; i++)
{
    double precision = 1 / (Prior * Prior) + (y.Length - 1) / (Noise * Noise);
    double variance = 1 / precision + Noise * Noise, residual = y[i] - (y.Sum() - y[i]) / (Noise * Noise) / precision;
    exact -= 0.5 * (residual * residual / variance + Math.Log(2 * Math.PI * variance));
}
Console.WriteLine();
Console.WriteLine(estimate);
Console.WriteLine(FormattableString.Invariant($"In closed form elpd_loo is {exact:F3}; estimated, {estimate.Elpd:F3}."));

// Data from the model itself are fitted well; with a likelihood that claims half the noise, posteriors are too
// narrow.
var quick = new CalibrationOptions { Simulations = 100, Fit = new() { PosteriorDraws = 500 } };
CalibrationResult right = Calibration.Run(model, seed: 1, quick);
CalibrationResult wrong = Calibration.Run(model, data => Model.Define(m => m.Plate("row", y.Length)
    .Observe("y", new Normal(m.Sample("mu", new Normal(0, Prior)), Noise / 2), data["y"])), seed: 1, quick);
Console.WriteLine();
Console.WriteLine(right);
Console.WriteLine();
Console.WriteLine(wrong);

if (Math.Abs(estimate.Elpd - exact) > 0.05 || !right.IsCalibrated || wrong.IsCalibrated)
{
    Console.Error.WriteLine("diagnostics: elpd_loo must be within 0.05 nats, and only the wrong model be found out.");
    return 1;
}
return 0;
