using Reparam.Distributions;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class HiddenMarkovModelTests
{
    private static readonly double[] Initial = [0.2, 0.5, 0.3];
    private static readonly double[,] Steps = { { 0.7, 0.2, 0.1 }, { 0, 0.6, 0.4 }, { 0.5, 0.5, 0 } };
    private static readonly double[] Mean = [-1, 0.5, 2];
    private static readonly double[] Scale = [1, 0.4, 2];
    private static readonly double[] Y = [0.3, -1.2, 2.5, 0.1, 0.7];

    [Fact]
    public void Density_is_the_sum_over_all_paths()
    {
        var model = new HiddenMarkovModel(Log(Initial), Steps, new Normal(Mean, Scale), Y.Length);
        Assert.Equal([5], model.EventShape);
        Assert.Equal(0, model.BatchShape.Rank);
        Assert.Equal(Math.Log(Paths().Sum(static p => p.Weight)), model.LogProb(Y).ToDouble(), 1e-14);
        double[] one = [0.3];
        Assert.Equal(Math.Log(Enumerable.Range(0, 3).Sum(k => Initial[k] * Density(0, k))),
            new HiddenMarkovModel(Log(Initial), Steps, new Normal(Mean, Scale), 1).LogProb(one).ToDouble(), 1e-14);
    }

    [Fact]
    public void Derivative_in_the_log_likelihoods_is_the_probability_of_the_states()
    {
        Tensor likelihoods = Input("likelihoods", [Y.Length, 3]);
        Tensor log = HiddenMarkovModel.LogMarginal(Log(Initial), Steps, likelihoods);
        double[] at = new Normal(Mean, Scale).LogProb(Reshape(Y, [Y.Length, 1])).ToArray();
        double[] smoothed = Evaluation.Run(
            [likelihoods], [at], [Differentiate.Gradient(log, likelihoods)[0]], draws: 1)[0];
        double total = Paths().Sum(static p => p.Weight);
        for (int t = 0; t < Y.Length; t++)
        {
            for (int k = 0; k < 3; k++)
            {
                double expected = Paths().Where(p => p.States[t] == k).Sum(static p => p.Weight) / total;
                Assert.Equal(expected, smoothed[t * 3 + k], 1e-14);
            }
        }
    }

    [Fact]
    public void Derivatives_agree_with_differences()
    {
        var check = new GradientCheck(
            static o => HiddenMarkovModel.LogMarginal(o[0], Softmax(o[1]), o[2]), [[2], [2, 2], [6, 2]],
            [true, false, true], draws: 3);
        var random = new SplitMix(3);
        double[][] at = [random.Numbers(6, -1, 1), random.Numbers(4, -1, 1), random.Numbers(36, -2, 0)];
        check.First(at);
        check.Second(at);
    }

    [Fact]
    public void Observations_no_state_explains_do_not_underflow()
    {
        // Each observation is 10⁴ standard deviations away: likelihoods of e^(-5·10⁷).
        double[] far = [.. Enumerable.Repeat(1e4, 50)];
        double log = new HiddenMarkovModel(Log(Initial), Steps, new Normal(new double[] { 0, 1, 2 }, 1), 50)
            .LogProb(far).ToDouble();
        Assert.InRange(log, -50 * 0.5e8, -49 * 0.5 * Math.Pow(1e4 - 2, 2));
    }

    [Fact]
    public void A_state_that_must_be_passed_through_counts_however_unlikely_it_looked()
    {
        // State 0 leads to itself or to 1, state 1 to itself alone. The last observation can come from state 0 only,
        // though the first looks e^-2000 as likely from there.
        double[,] forward = { { 0.5, 0.5 }, { 0, 1 } };
        double[,] likelihoods = { { -2000, 0 }, { 0, 0 }, { 0, double.NegativeInfinity } };
        double log = HiddenMarkovModel.LogMarginal(
            Log(new double[] { 0.5, 0.5 }), forward, likelihoods).ToDouble();
        Assert.Equal(-2000 + 3 * Math.Log(0.5), log, 1e-12);
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var emission = new Normal(Mean, Scale);
        Assert.Equal(
            "HiddenMarkovModel: each row of transition must sum to 1, but row 1 sums to 1.1. Row i holds the " +
            "probabilities of the states that follow state i. (Parameter 'transition')",
            Message(() => new HiddenMarkovModel(
                Log(Initial), new double[,] { { 0.7, 0.2, 0.1 }, { 0.1, 0.6, 0.4 }, { 0.5, 0.5, 0 } }, emission, 5)));
        Assert.Equal(
            "HiddenMarkovModel: the batch of emission must be [3], one distribution a state, or [5, 3], but is []. " +
            "Give its parameters one element for each state, along the last axis. (Parameter 'emission')",
            Message(() => new HiddenMarkovModel(Log(Initial), Steps, new Normal(0, 1), 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HiddenMarkovModel(Log(Initial), Steps, emission, 0));
        Assert.Throws<ArgumentException>(() => new HiddenMarkovModel(Log(Initial)[..2], Steps, emission, 5));
        Assert.Throws<ArgumentException>(
            () => new HiddenMarkovModel(Log(Initial), Steps, emission, 5).LogProb(new double[] { 1, 2 }));
        Assert.Throws<ArgumentException>(
            () => HiddenMarkovModel.LogMarginal(Log(Initial), Steps, new double[,] { { 1, 2 } }));
    }

    private static IEnumerable<(int[] States, double Weight)> Paths() =>
        Enumerable.Range(0, (int)Math.Pow(3, Y.Length)).Select(static number =>
        {
            int[] states = [.. Y.Select((_, t) => number / (int)Math.Pow(3, t) % 3)];
            double weight = Initial[states[0]] * Density(0, states[0]);
            for (int t = 1; t < Y.Length; t++)
            {
                weight *= Steps[states[t - 1], states[t]] * Density(t, states[t]);
            }
            return (states, weight);
        });

    private static double Density(int t, int k) =>
        Math.Exp(-0.5 * Math.Pow((Y[t] - Mean[k]) / Scale[k], 2)) / (Scale[k] * Math.Sqrt(2 * Math.PI));

    private static string Message(Func<object> action) =>
        Assert.ThrowsAny<ArgumentException>(() => { action(); }).Message;
}
