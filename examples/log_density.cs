#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// Bare log densities whose moments are known. The banana, x₁ ~ N(0, 1) and x₂ | x₁ ~ N(2 x₁², 1), is far from any
// Gaussian, but its curvature hangs on one unknown, which the proposals follow. Thirty logarithms of exponential
// variables are skewed each by itself, and there is nothing to follow: a richer family, which is skewed too, takes over.
// Two needles that cross at their middles are beyond all families that are tried: what counts there is that the verdict
// says so.

using Reparam;
using static Reparam.Tensor;

const double Bend = 2;
LogDensity banana = LogDensity.Over(
    dimension: 2, x => -0.5 * (Square(x[0]) + Square(x[1] - Bend * Square(x[0]))));
// E x₂ = b; var x₂ = b² var(x₁²) + 1 = 2b² + 1.
bool isRight = Fit("A banana", banana, mean: [0, Bend], deviation: [1, Math.Sqrt(2 * Bend * Bend + 1)], mustPass: true);

const int Count = 30;
const double EulerMascheroni = 0.57721566490153286;
LogDensity skewed = LogDensity.Over(Count, x => Sum(x - Exp(x)));
// The logarithm of an Exponential(1) variable: mean -γ, variance π²/6.
isRight &= Fit("Thirty skewed unknowns", skewed, mean: [.. Enumerable.Repeat(-EulerMascheroni, Count)],
    deviation: [.. Enumerable.Repeat(Math.PI / Math.Sqrt(6), Count)], mustPass: true);

LogDensity cross = LogDensity.Over(2, x => LogSumExp(Stack(
    -0.5 * (Square(0.1 * x[0]) + Square(10 * x[1])), -0.5 * (Square(10 * x[0]) + Square(0.1 * x[1])))));
double half = Math.Sqrt(0.5 * (100 + 0.01));
isRight &= Fit("Two needles", cross, mean: [0, 0], deviation: [half, half], mustPass: false);

if (!isRight)
{
    Console.Error.WriteLine("log_density: the first two must pass, and what passes be within 0.1 deviations and 10 %.");
    return 1;
}
return 0;

static bool Fit(string name, LogDensity target, double[] mean, double[] deviation, bool mustPass)
{
    Posterior posterior = Inference.Fit(target, seed: 1);
    double error = 0, spread = 0;
    for (int i = 0; i < mean.Length; i++)
    {
        var summary = posterior.Summaries[i].Summary;
        error = Math.Max(error, Math.Abs(summary.Mean - mean[i]) / deviation[i]);
        spread = Math.Max(spread, Math.Abs(summary.StandardDeviation / deviation[i] - 1));
    }
    Console.WriteLine(FormattableString.Invariant(
        $"{name}: means are off by {error:F3} standard deviations, standard deviations by {100 * spread:F1} %."));
    Console.WriteLine(posterior.Verdict + "\n");
    return posterior.Verdict.Level == VerdictLevel.Passed ? error <= 0.1 && spread <= 0.1 : !mustPass;
}
