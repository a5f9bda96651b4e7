#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// A bare log density: x₁ is N(0, 1) and x₂ given x₁ is N(b x₁², 1), a banana whose moments are known. A Gaussian can
// be weighted onto a slightly bent one (b = 1/4) and cannot cover a strongly bent one (b = 2): what counts is that the
// verdict tells them apart, and that the moments are right wherever it says passed.

using Reparam;
using static Reparam.Tensor;

bool isRight = true;
foreach ((double bend, bool mustPass) in new[] { (0.25, true), (2.0, false) })
{
    LogDensity banana = LogDensity.Over(
        dimension: 2, x => -0.5 * (Square(x[0]) + Square(x[1] - bend * Square(x[0]))));
    Posterior posterior = Inference.Fit(banana, seed: 1);
    Console.WriteLine(FormattableString.Invariant($"Bent by {bend}"));
    Console.WriteLine(posterior);

    // E x₂ = b; var x₂ = b² var(x₁²) + 1 = 2b² + 1.
    double deviation = Math.Sqrt(2 * bend * bend + 1);
    double error = Math.Max(Math.Abs(posterior["x[1]"].Mean), Math.Abs(posterior["x[2]"].Mean - bend) / deviation);
    double spread = Math.Max(
        Math.Abs(posterior["x[1]"].StandardDeviation - 1),
        Math.Abs(posterior["x[2]"].StandardDeviation / deviation - 1));
    Console.WriteLine(FormattableString.Invariant(
        $"Means are off by {error:F3} standard deviations, standard deviations by {spread:P1}.\n"));

    bool passed = posterior.Verdict.Level == VerdictLevel.Passed;
    isRight &= passed ? error <= 0.1 && spread <= 0.1 : !mustPass;
}
if (!isRight)
{
    Console.Error.WriteLine("log_density: the slightly bent one must pass, and what passes be within 0.1 and 10 %.");
    return 1;
}
return 0;
