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

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Extreme_likelihoods_and_impossible_steps_agree_with_all_paths(int states)
    {
        const int Length = 6;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var random = new SplitMix(seed);
            double[] initial = random.Numbers(states, -3, 0);
            // Up to 10⁴ apart, and now and then impossible; rows of steps with zeros.
            double[] likelihoods = [.. random.Numbers(Length * states, -1e4, 1e4)
                .Select(l => random.Integer(8) == 0 ? double.NegativeInfinity : random.Integer(2) == 0 ? l : l / 3000)];
            double[] steps = [.. random.Numbers(states * states, 0.01, 1).Select(p => random.Integer(3) == 0 ? 0 : p)];
            for (int i = 0; i < states; i++)
            {
                steps[i * states + i] += 0.01;
                double sum = steps.AsSpan(i * states, states).ToArray().Sum();
                Enumerable.Range(0, states).ToList().ForEach(j => steps[i * states + j] /= sum);
            }
            var (total, smoothed, moves) = AllPaths(initial, steps, likelihoods, states, Length);
            Tensor[] inputs =
            [
                Input("initial", [states], varies: true), Input("steps", [states, states], varies: true),
                Input("likelihoods", [Length, states], varies: true),
            ];
            Tensor log = HiddenMarkovModel.LogMarginal(inputs[0], inputs[1], inputs[2]);
            Tensor[] gradients = Differentiate.Gradient(log, inputs);
            double[][] result = Evaluation.Run(
                inputs, [initial, steps, likelihoods], [log, gradients[2], gradients[1]], draws: 1);
            Assert.Equal(total, result[0][0], double.IsFinite(total) ? 1e-15 * Math.Abs(total) + 1e-11 : 0);
            for (int i = 0; i < smoothed.Length; i++)
            {
                // The logarithms themselves, of up to 10⁴, are known to 10⁻¹².
                Assert.Equal(smoothed[i], result[1][i], 1e-10);
            }
            for (int i = 0; i < moves.Length; i++)
            {
                // What a step that is impossible would gain may be beyond all numbers, and is positive.
                Assert.True(steps[i] == 0 ? result[2][i] >= 0 : Math.Abs(moves[i] - result[2][i] * steps[i]) < 1e-10);
            }
        }
    }

    [Fact]
    public void A_state_that_fell_far_behind_can_catch_up()
    {
        // State 0 leads to itself or to 1, state 1 to itself alone. For 1,500 steps the observations favour state 1 by e⁵
        // each, for 1,500 more state 0: only the path that never left it gains what is lost.
        const int Half = 1500;
        double[] likelihoods = [.. Enumerable.Range(0, 4 * Half).Select(i =>
            i % 2 == 0 ? (i < 2 * Half ? -5.0 : 5) : 0.0)];
        double[,] steps = { { 0.999, 0.001 }, { 0, 1 } };
        double[] weights = [Math.Log(0.5), Math.Log(0.5)];
        for (int t = 0; t < 2 * Half; t++)
        {
            (double stays, double moves) = (weights[0] + likelihoods[2 * t], weights[1] + likelihoods[2 * t + 1]);
            weights = t == 2 * Half - 1 ? [stays, moves]
                : [stays + Math.Log(0.999), LogSum(stays + Math.Log(0.001), moves)];
        }
        double log = HiddenMarkovModel.LogMarginal(
            Log(new double[] { 0.5, 0.5 }), steps, From(likelihoods, [2 * Half, 2])).ToDouble();
        Assert.Equal(LogSum(weights[0], weights[1]), log, 1e-9);
    }

    [Fact]
    public void No_possible_path_is_minus_infinity_with_a_gradient_of_zero()
    {
        Tensor likelihoods = Input("likelihoods", [2, 2], varies: true);
        Tensor log = HiddenMarkovModel.LogMarginal(
            Log(new double[] { 0.5, 0.5 }), new double[,] { { 1, 0 }, { 0, 1 } }, likelihoods);
        double[][] result = Evaluation.Run([likelihoods], [[0, double.NegativeInfinity, double.NegativeInfinity, 0]],
            [log, Differentiate.Gradient(log, likelihoods)[0]], draws: 1);
        Assert.Equal(double.NegativeInfinity, result[0][0]);
        Assert.Equal([0, 0, 0, 0], result[1]);
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

    /// <summary>log Σ over all paths, in logarithms; the probabilities of the states, and the expected number of each
    /// step.</summary>
    private static (double Total, double[] Smoothed, double[] Moves) AllPaths(
        double[] initial, double[] steps, double[] likelihoods, int states, int length)
    {
        var paths = Enumerable.Range(0, (int)Math.Pow(states, length)).Select(number =>
        {
            int[] path = [.. Enumerable.Range(0, length).Select(t => number / (int)Math.Pow(states, t) % states)];
            double log = initial[path[0]] + likelihoods[path[0]];
            for (int t = 1; t < length; t++)
            {
                log += Math.Log(steps[path[t - 1] * states + path[t]]) + likelihoods[t * states + path[t]];
            }
            return (Path: path, Log: log);
        }).ToArray();
        double greatest = paths.Max(p => p.Log);
        double total = double.IsFinite(greatest)
            ? greatest + Math.Log(paths.Sum(p => Math.Exp(p.Log - greatest))) : greatest;
        double[] smoothed = new double[length * states], moves = new double[states * states];
        foreach (var (path, log) in double.IsFinite(total) ? paths : [])
        {
            double share = Math.Exp(log - total);
            for (int t = 0; t < length; t++)
            {
                smoothed[t * states + path[t]] += share;
                moves[t == 0 ? 0 : path[t - 1] * states + path[t]] += t == 0 ? 0 : share;
            }
        }
        return (total, smoothed, moves);
    }

    private static double LogSum(double x, double y) =>
        Math.Max(x, y) + Math.Log(1 + Math.Exp(-Math.Abs(x - y)));

    private static double Density(int t, int k) =>
        Math.Exp(-0.5 * Math.Pow((Y[t] - Mean[k]) / Scale[k], 2)) / (Scale[k] * Math.Sqrt(2 * Math.PI));

    private static string Message(Func<object> action) =>
        Assert.ThrowsAny<ArgumentException>(() => { action(); }).Message;
}
