using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Gradients;

/// <summary>Estimators beside each other. Statistical checks fix the seed and allow six standard errors.</summary>
public sealed class GradientEstimatorTests
{
    [Fact]
    public void Every_estimator_of_the_folder_has_a_class_of_tests()
    {
        string[] files = [.. Directory.GetFiles(RepositoryRoot.File("src/Reparam/Gradients"), "*.cs")
            .Where(f => File.ReadAllText(f).Contains(": GradientEstimator", StringComparison.Ordinal))
            .Select(f => Path.GetFileNameWithoutExtension(f)!)];
        Type[] estimators = [.. typeof(GradientEstimator).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(GradientEstimator)))];
        Assert.Equal(estimators.Select(t => t.Name).Order(StringComparer.Ordinal),
            files.Order(StringComparer.Ordinal));
        foreach (Type estimator in estimators)
        {
            Type tests = Assert.Single(typeof(EstimatorLaws).Assembly.GetTypes(),
                t => t.Name == estimator.Name + "Tests" && t.IsSubclassOf(typeof(EstimatorLaws)));
            var laws = (EstimatorLaws)Activator.CreateInstance(tests)!;
            Assert.Contains(laws.Estimators, e => e.GetType() == estimator);
            Assert.NotEmpty(laws.Cases);
        }
    }

    [Fact]
    public void The_page_of_estimators_lists_each_of_them()
    {
        string page = File.ReadAllText(RepositoryRoot.File("docs/estimators.md"));
        string[] missing = [.. typeof(GradientEstimator).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(GradientEstimator)) && t is { IsAbstract: false, IsPublic: true })
            .Select(t => t.Name)
            .Where(name => !page.Contains($"[{name}](", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.True(missing.Length == 0, "docs/estimators.md does not list " + string.Join(", ", missing) + ".");
    }

    [Fact]
    public void Estimators_agree_where_no_closed_form_is_known()
    {
        ExpectationProblem problem = new(
            t => new Normal(t[..2], Exp(t[2..])), x => Softplus(3 * x[0] - Square(x[1])) * Tanh(x[1]));
        double[] at = [0.5, -1, 0.1, -0.4];
        GradientEstimator[] estimators =
        [
            new Pathwise(), new ScoreFunction { Baseline = Baseline.Quadratic }, new MeasureValued(),
            new GaussianIdentities(), new SecondOrderControlVariate(),
        ];
        GradientEstimate[] found = [.. estimators.Select((e, i) => e.Estimate(problem, at, 40_000, (ulong)i + 1))];
        foreach (GradientEstimate other in found[1..])
        {
            for (int i = 0; i < at.Length; i++)
            {
                double error = Math.Sqrt(Math.Pow(found[0].GradientStandardErrors[i], 2)
                    + Math.Pow(other.GradientStandardErrors[i], 2));
                Assert.True(Math.Abs(found[0].Gradient[i] - other.Gradient[i]) < 6 * error, other.Estimator!.Name);
            }
        }
    }

    [Fact]
    public void A_step_has_the_right_gradient_by_those_that_need_no_path_and_is_refused_by_the_others()
    {
        ExpectationCase step = ExpectationCases.NormalStep;
        GradientEstimate chosen = Estimator.Auto.Estimate(step.Problem, step.At, 20_000, 1);
        Assert.IsType<BoundaryCorrected>(chosen.Estimator);
        Assert.Equal(step.Exact()[1], chosen.Gradient[0], 1e-12);
        GradientEstimate score = new ScoreFunction().Estimate(step.Problem, step.At, 20_000, 1);
        Assert.Equal(step.Exact()[1], score.Gradient[0], 6 * score.GradientStandardErrors[0]);
        Assert.Contains(chosen.Trials, t => t.Estimator is Pathwise && t.Refusal!.Contains("'less'"));
    }

    [Fact]
    public void A_distribution_without_a_sampler_is_refused_by_name()
    {
        ExpectationProblem problem = new(t => new Unsampled(t[0]), x => x);
        Assert.Contains("Unsampled has no formula for a sampler", new ScoreFunction().Refusal(problem, [0.5]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_tell_variants_apart()
    {
        Assert.Equal("Pathwise", new Pathwise().Name);
        Assert.Equal("ScoreFunction, leave-one-out of 4, antithetic", new ScoreFunction
        {
            Baseline = Baseline.LeaveOneOut(4),
            Noise = NoiseScheme.Antithetic,
        }.Name);
    }

    private sealed record Unsampled(Tensor Loc) : Distribution
    {
        public override Support Support => Support.Real;

        public override Shape BatchShape => Loc.Shape;

        public override Tensor LogProb(Tensor x) => -Square(x - Loc);
    }
}
