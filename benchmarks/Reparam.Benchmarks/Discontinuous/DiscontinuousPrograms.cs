using Reparam.Distributions;
using static Reparam.Benchmarks.Discontinuous.DiscontinuousProgram;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>The six programs, written anew from their descriptions (Lee, Yu and Yang 2018; Wagner, Khajwal and Ong
/// 2024): models, data, starting points.</summary>
public static class DiscontinuousPrograms
{
    /// <summary>All of them.</summary>
    /// <param name="hidden">Whether their steps are put into StopGradient, where the library takes them as constant: so
    /// one gets the plain derivative along the path, as libraries give it that do not ask whether it is right.</param>
    public static IReadOnlyList<DiscontinuousProgram> All(bool hidden = false) =>
    [
        Temperature(hidden), Textmsg(hidden), Influenza(hidden), Cheating(hidden), Walk(hidden), Xornet(hidden),
    ];

    /// <summary>A room with a thermostat: it switches at 18 and 22 degrees, and the switch is observed through a noise
    /// that is compared with a half.</summary>
    /// <remarks>The published table adds the noise of the state and √Δt, where the description of the model multiplies
    /// them; here as in the table.</remarks>
    public static DiscontinuousProgram Temperature(bool hidden = false)
    {
        const int steps = 20, n = steps + 1;
        const double outside = 32, cooling = 21, decay = 1 / 15.0, low = 18, high = 22, step = 2;
        double[] observed = DiscontinuousData.Temperatures;
        Tensor LogJoint(Tensor x)
        {
            Tensor degrees = x[..n], before = x[..steps], noise = x[n..], on = Step(noise >= 0.5, hidden);
            Tensor earlier = Concatenate([Full(0, [1]), on[..^1]]);
            Tensor rate = Select(Step(before <= low, hidden), 0, Select(Step(before >= high, hidden), 1, earlier));
            Tensor drift = decay * (outside - (before + cooling * on));
            return LogNormal(degrees[0], 20, 0.001) + LogNormal(noise, rate, 0.001)
                + LogNormal(x[1..n], before + drift, Select(Step(noise >= 0.5, hidden), 0.22, 0.2) + step)
                + LogNormal(observed, degrees, 1);
        }
        double tight = InverseSoftplus(0.001), wide = InverseSoftplus(0.2 * step);
        return new("temperature", Bound(LogJoint, n + steps),
        [
            20, .. observed[..^1], .. Enumerable.Repeat(0.5, steps),
            tight, .. Enumerable.Repeat(wide, steps), .. Enumerable.Repeat(tight, steps),
        ], new(4.91e-11, 1.05e-6));
    }

    /// <summary>Counts of messages whose rate changes on an unknown day: the day is a normal number compared with
    /// quantiles.</summary>
    public static DiscontinuousProgram Textmsg(bool hidden = false)
    {
        double[] all = DiscontinuousData.Messages;
        double deviation = Math.Sqrt(Math.Log(2)), mean = Math.Log(all.Average()) - 0.5 * Math.Log(2);
        double[] counts = [.. all.Where((_, i) => i % 2 == 1)];
        Tensor days = new Normal(0, 1).InverseCdf(
            (double[])[.. Enumerable.Range(1, counts.Length).Select(k => 2 * k / (all.Length + 1.0))]);
        Tensor LogJoint(Tensor x) => LogNormal(x[..2], mean, deviation) + LogNormal(x[2], 0, 1)
            + Sum(new Poisson(Exp(Select(Step(x[2] >= days, hidden), x[0], x[1]))).LogProb(counts));
        double s = InverseSoftplus(deviation);
        return new("textmsg", Bound(LogJoint, 3), [mean, mean, 0, s, s, 1], new(7.89e-3, 3.42e-2));
    }

    /// <summary>Monthly deaths by influenza, in a model that switches between an ordinary and an epidemic
    /// regime.</summary>
    public static DiscontinuousProgram Influenza(bool hidden = false)
    {
        const int n = 12;
        double[] deaths = DiscontinuousData.Deaths;
        // The regimes' levels are linear in their noise: an autoregression of order 2, and one of order 1.
        Tensor ordinary = Responses(n, [1.406, -0.622]), epidemic = Responses(n, [-0.312]);
        Tensor LogJoint(Tensor x)
        {
            Tensor regime = x[..(n + 1)], v = x[(n + 1)..(2 * n + 1)], w = x[(2 * n + 1)..];
            Tensor level = MatMul(ordinary, v), more = MatMul(epidemic, w + 0.210);
            return LogNormal(regime[0], 0, 1)
                + LogNormal(regime[1..], Select(Step(regime[..^1] >= 0, hidden), 0.67, -0.67), 1)
                + LogNormal(v, 0, 0.023) + LogNormal(w, 0, 0.112)
                + LogNormal(deaths, Select(Step(regime[1..] >= 0, hidden), level, level + more), 0.002);
        }
        return new("influenza", Bound(LogJoint, 3 * n + 1), new double[2 * (3 * n + 1)], new(7.77e-3, 5.80e-2));
    }

    /// <summary>A survey on cheating in which a coin, and another one, protect the students: 35 of 100 say
    /// yes.</summary>
    public static DiscontinuousProgram Cheating(bool hidden = false)
    {
        const int students = 100, yes = 35;
        Distribution Draws(Tensor t) => new Normal(
            Concatenate([t[..1], Full(0, [3 * students])]), Concatenate([Softplus(t[1..]), Full(1, [3 * students])]));
        Tensor Integrand(Tensor x, Tensor t)
        {
            Tensor threshold = x[0], cheats = Step(x[1..(students + 1)] >= threshold, hidden);
            Tensor first = x[(students + 1)..(2 * students + 1)] >= 0;
            Tensor second = x[(2 * students + 1)..] >= 0;
            Tensor share = Sum(first * cheats + (1 - first) * second) / students;
            return yes * Log(share) + (students - yes) * Log(1 - share)
                - LogNormal(threshold, t[0], Softplus(t[1]));
        }
        return new("cheating", new(Draws, Integrand), [0, 1], new(2.31e-3, 4.27e-2));
    }

    /// <summary>A walk from an unknown place until it passes 0; the length of its way is observed.</summary>
    /// <remarks>As published, steps after the arrival have no prior: what is drawn for them adds entropy and costs
    /// nothing, so that the bound has no upper limit.</remarks>
    /// <param name="hidden">See <see cref="All"/>.</param>
    /// <param name="everyStep">Whether steps after the arrival have a prior as well, and the bound an
    /// optimum.</param>
    /// <param name="never">What is observed of who never arrives: far from the 7.5 that are expected of
    /// them.</param>
    public static DiscontinuousProgram Walk(
        bool hidden = false, bool everyStep = false, double never = 1000)
    {
        const int steps = 15;
        Tensor LogJoint(Tensor x)
        {
            Tensor[] place = new Tensor[steps + 1], way = new Tensor[steps + 1];
            (place[0], way[0]) = (x[0], 0);
            for (int i = 1; i <= steps; i++)
            {
                place[i] = place[i - 1] + x[i];
                way[i] = way[i - 1] + Select(x[i] >= 0, x[i], -x[i]);
            }
            // What never arrives is as good as impossible.
            Tensor value = LogNormal(never, steps / 2.0, 1);
            for (int i = steps; i >= 0; i--)
            {
                Tensor further = i == steps || everyStep ? value : LogNormal(x[i + 1], 0, 1) + value;
                value = Select(Step(place[i] >= 0, hidden), further, LogNormal(steps / 4.0, way[i], 1));
            }
            return LogNormal(x[0], steps / 5.0, 1) + (everyStep ? LogNormal(x[1..], 0, 1) + value : value);
        }
        return new(everyStep ? "walk, proper" : "walk", Bound(LogJoint, steps + 1),
            [steps / 3.0, .. new double[steps], .. Enumerable.Repeat(1.0, steps + 1)], new(0.171, 7.92));
    }

    /// <summary>A network of step functions for the exclusive or.</summary>
    public static DiscontinuousProgram Xornet(bool hidden = false)
    {
        const int n = 25;
        Tensor inputs = new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }, targets = new double[] { 0, 1, 1, 0 };
        Tensor LogJoint(Tensor x)
        {
            Tensor first = Layer(inputs, x[..8], x[18..22]), second = Layer(first, x[8..16], x[22..24]);
            return LogNormal(x, 0, 1) + LogNormal(targets, Reshape(Layer(second, x[16..18], x[24..]), [4]), 0.01);
        }
        Tensor Layer(Tensor from, Tensor weights, Tensor bias) =>
            Step(
            MatMul(from, Transpose(Reshape(weights, [bias.Size, weights.Size / bias.Size]))) + bias >= 0, hidden);
        double[] means = new Normal(0, Full(1, [n])).Sample(1, 0).ToArray();
        return new("xornet", Bound(LogJoint, n),
            [.. means, .. Enumerable.Repeat(InverseSoftplus(1), n)], new(7.66e-3, double.NaN));
    }

    private static Tensor Step(Tensor condition, bool hidden) => hidden ? StopGradient(condition) : condition;

    private static ExpectationProblem Bound(Func<Tensor, Tensor> logJoint, int dimension) =>
        ExpectationProblem.LowerBound(t => MeanField(t, dimension), logJoint);

    /// <summary>What each noise of an autoregression from 0 adds to each of its values.</summary>
    private static double[,] Responses(int length, double[] coefficients)
    {
        var response = new double[length, length];
        for (int from = 0; from < length; from++)
        {
            for (int at = from; at < length; at++)
            {
                response[at, from] = at == from ? 1 : Enumerable.Range(0, Math.Min(coefficients.Length, at - from))
                    .Sum(k => coefficients[k] * response[at - 1 - k, from]);
            }
        }
        return response;
    }
}
