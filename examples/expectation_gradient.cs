#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// The gradient of an expectation through the path of the draw: E[sin x + x²] for x ~ N(μ, σ²), at μ = 0.5, log σ = -1.
// Prints estimates beside the closed form and exits 1 if one is off.

using Reparam;
using Reparam.Distributions;
using static Reparam.Tensor;

double mu = 0.5, logScale = -1.0, variance = Math.Exp(2 * logScale), damping = Math.Exp(-0.5 * variance);

GradientEstimate estimate = Expectation.Gradient(
    at: [mu, logScale],
    distribution: t => new Normal(t[0], Exp(t[1])),
    integrand: x => Sin(x) + x * x,
    draws: 10_000, seed: 1);

(string Name, double Estimate, double Error, double Exact)[] rows =
[
    ("E[f(x)]", estimate.Value, estimate.StandardError, damping * Math.Sin(mu) + mu * mu + variance),
    ("d/dmu", estimate.Gradient[0], estimate.GradientStandardErrors[0], damping * Math.Cos(mu) + 2 * mu),
    ("d/dlogscale", estimate.Gradient[1], estimate.GradientStandardErrors[1],
        variance * (2 - damping * Math.Sin(mu))),
];

Console.WriteLine($"{"",-12} {"estimate",10} {"± se",10} {"exact",10}");
foreach (var row in rows)
{
    Console.WriteLine(FormattableString.Invariant(
        $"{row.Name,-12} {row.Estimate,10:F5} {row.Error,10:F5} {row.Exact,10:F5}"));
}

// Five standard errors: for a correct program three such checks would fail for one seed in 600,000.
return rows.All(row => Math.Abs(row.Estimate - row.Exact) <= 5 * row.Error) ? 0 : 1;
