using Reparam.Gradients;

namespace Reparam.Tests.Gradients;

/// <summary>What holds of every estimator of a gradient. A class for one estimator gives it with problems that it is
/// valid for.</summary>
/// <remarks>Statistical checks fix the seed and allow six standard errors; with 64 randomisations, the fewest
/// replicates used, a number is beyond that once in 10 million, and of all the some 400 numbers checked here one is for
/// one seed in 20,000.</remarks>
public abstract class EstimatorLaws
{
    protected const double Allowed = 6;

    /// <summary>The estimator, and variants of it.</summary>
    public abstract IReadOnlyList<GradientEstimator> Estimators { get; }

    /// <summary>Problems with known answers.</summary>
    public abstract IReadOnlyList<ExpectationCase> Cases { get; }

    /// <summary>Draws of one estimate.</summary>
    protected virtual int Draws => 16384;

    private static NoiseScheme[] Schemes =>
        [NoiseScheme.Independent, NoiseScheme.Antithetic, NoiseScheme.QuasiMonteCarlo(64)];

    [Fact]
    public void Value_and_gradient_are_those_of_the_closed_form_within_standard_errors()
    {
        foreach (GradientEstimator estimator in Estimators.Where(static e => !e.IsBiased))
        {
            foreach (NoiseScheme scheme in Schemes)
            {
                for (int i = 0; i < Cases.Count; i++)
                {
                    GradientEstimator own = estimator with { Noise = scheme };
                    GradientEstimate found = own.Estimate(Cases[i].Problem, Cases[i].At, Draws, 1);
                    AssertWithin(Cases[i].Exact(), found, $"{own.Name}, case {i}");
                    Assert.InRange(found.Draws, Draws, 2 * Draws);
                }
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        foreach (GradientEstimator estimator in Estimators)
        {
            GradientEstimate Estimate(ulong seed) =>
                estimator.Estimate(Cases[0].Problem, Cases[0].At, 500, seed);
            GradientEstimate first = Estimate(7), again = Estimate(7), other = Estimate(8);
            Assert.Equal(first.Value, again.Value);
            Assert.Equal(first.Gradient.AsEnumerable(), again.Gradient);
            Assert.Equal(first.GradientStandardErrors.AsEnumerable(), again.GradientStandardErrors);
            Assert.Equal(first.Cost, again.Cost);
            Assert.NotEqual(first.Value, other.Value);
        }
    }

    [Fact]
    public void It_says_what_it_costs()
    {
        foreach (GradientEstimator estimator in Estimators)
        {
            GradientEstimate found = estimator.Estimate(Cases[0].Problem, Cases[0].At, 100, 1);
            Assert.True(estimator is AutomaticChoice || ReferenceEquals(estimator, found.Estimator), estimator.Name);
            Assert.True(found.Cost!.FunctionEvaluations > 0 && found.Cost.Operations > 1, estimator.Name);
            for (int i = 0; i < found.Gradient.Length; i++)
            {
                Assert.Equal(found.GradientStandardErrors[i],
                    Math.Sqrt(found.GradientVariances[i] / found.Draws), 1e-12);
            }
        }
    }

    [Fact]
    public void Standard_errors_cover_the_truth_as_often_as_they_should()
    {
        const int seeds = 100;
        foreach (GradientEstimator estimator in Estimators.Where(static e => !e.IsBiased))
        {
            double[] exact = Cases[0].Exact();
            foreach (NoiseScheme scheme in Schemes[..2])
            {
                GradientEstimator own = estimator with { Noise = scheme };
                double sum = 0;
                int count = 0;
                for (ulong seed = 0; seed < seeds; seed++)
                {
                    GradientEstimate found = own.Estimate(Cases[0].Problem, Cases[0].At, 3200, seed);
                    for (int i = 0; i < found.Gradient.Length; i++)
                    {
                        if (found.GradientStandardErrors[i] > 1e-9)
                        {
                            sum += Math.Pow((found.Gradient[i] - exact[1 + i]) / found.GradientStandardErrors[i], 2);
                            count++;
                        }
                    }
                }
                // The mean of squares of nearly standard normal numbers, of which those of one seed may be one number:
                // 1, within five times √(2/100), and a little for tails heavier than a normal's.
                Assert.True(count == 0 || Math.Abs(sum / count - 1) < 0.75,
                    FormattableString.Invariant($"{own.Name}: mean square {sum / count}."));
            }
        }
    }

    /// <summary>Value and gradient lie within standard errors of the exact ones.</summary>
    protected static void AssertWithin(double[] exact, GradientEstimate found, string what)
    {
        double[] estimates = [found.Value, .. found.Gradient], errors =
            [found.StandardError, .. found.GradientStandardErrors];
        Assert.Equal(exact.Length, estimates.Length);
        for (int i = 0; i < exact.Length; i++)
        {
            Assert.True(Math.Abs(estimates[i] - exact[i]) <= Allowed * errors[i] + 1e-10 * (1 + Math.Abs(exact[i])),
                FormattableString.Invariant(
                    $"{what}, number {i}: {estimates[i]} ± {errors[i]}, expected {exact[i]}."));
        }
    }

    /// <summary>The estimator refuses a problem, in words that contain given ones.</summary>
    protected static void AssertRefused(
        GradientEstimator estimator, ExpectationProblem problem, double[] at, string part)
    {
        string? refusal = estimator.Refusal(problem, at);
        Assert.Contains(part, refusal, StringComparison.Ordinal);
        Exception e = Assert.ThrowsAny<Exception>(() => estimator.Estimate(problem, at, 10, 1));
        Assert.True(e is ArgumentException or NotSupportedException, e.GetType().Name);
        Assert.Contains(refusal!, e.Message, StringComparison.Ordinal);
    }
}
