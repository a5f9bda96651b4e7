using Reparam.Distributions;
using Reparam.Numerics;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Scale;

/// <summary>
/// A simulated election: the support of a party in 51 states on 270 days as correlated random walks back from election
/// day, seen by polls of some 800 voters, each with the bias of its pollster and an error of its own. The scales are
/// known. It has the size of forecasts that are in use: 15,000 unknowns.
/// </summary>
internal sealed class ElectionData
{
    public const int States = 51, Days = 270, Pollsters = 120, Polls = 1110;

    private const double PriorScale = 0.3, WalkScale = 0.017, PollsterScale = 0.06, PollScale = 0.05;

    private readonly double[] _prior, _walk, _voters, _means;

    private ElectionData(double[] prior, double[] walk, double[] means, int[] states, int[] days, int[] pollsters,
        double[] voters, double[] votes)
    {
        (_prior, _walk, _means, _voters) = (prior, walk, means, voters);
        (State, Day, Pollster, Votes) = (states, days, pollsters, votes);
    }

    /// <summary>Of each poll; days before the election.</summary>
    public int[] State { get; }

    public int[] Day { get; }

    public int[] Pollster { get; }

    public double[] Votes { get; }

    public IReadOnlyList<double> Voters => _voters;

    /// <summary>The mean of the support on election day before any poll, on the scale of logits.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>The prior covariance of the support in two states, so many days before the election each.</summary>
    public double Covariance(int state, int day, int other, int otherDay)
    {
        double prior = 0, walk = 0;
        for (int k = 0; k <= Math.Min(state, other); k++)
        {
            prior += _prior[state * States + k] * _prior[other * States + k];
            walk += _walk[state * States + k] * _walk[other * States + k];
        }
        return prior + Math.Min(day, otherDay) * walk;
    }

    /// <summary>The prior covariance of the logits of two polls.</summary>
    public double PollCovariance(int poll, int other) =>
        Covariance(State[poll], Day[poll], State[other], Day[other])
        + (Pollster[poll] == Pollster[other] ? PollsterScale * PollsterScale : 0)
        + (poll == other ? PollScale * PollScale : 0);

    /// <summary>The model, its unknowns standard normal.</summary>
    public Model Model => Reparam.Model.Define(m =>
    {
        Plate states = m.Plate("state", States), days = m.Plate("day", Days - 1);
        Tensor start = states.Sample("start", new Normal(0, 1));
        Tensor steps = days.Nested("state", States).Sample("step", new Normal(0, 1));
        Tensor pollster = m.Plate("pollster", Pollsters).Sample("pollster", new Normal(0, 1));
        Tensor own = m.Plate("poll", Polls).Sample("error", new Normal(0, 1));
        Tensor election = Constant(_means) + MatMul(From(_prior, [States, States]), start);
        // [day, state]: walks of independent components first, then mixed, as cheaper than the other way round.
        Tensor walks = Transpose(CumulativeSum(Transpose(steps)));
        Tensor moved = MatMul(walks, Transpose(From(_walk, [States, States])));
        Tensor support = Concatenate([Reshape(election, [1, States]), election + moved]);
        Tensor logits = Gather(Reshape(support, [Days * States]),
            [.. Enumerable.Range(0, Polls).Select(p => Day[p] * States + State[p])])
            + PollsterScale * Gather(pollster, Pollster) + PollScale * own;
        m.Observe("votes", Binomial.FromLogits(Constant(_voters), logits), Votes);
        m.Report("election", election);
        foreach (string site in (string[])["start", "step", "pollster", "error"])
        {
            m.Hide(site);
        }
    });

    /// <summary>The data of a seed.</summary>
    public static ElectionData Simulate(ulong seed)
    {
        RandomKey key = RandomKey.FromSeed(seed);
        double[] places = Normals("places", 2 * States), prior = new double[States * States], walk = [.. prior];
        for (int i = 0; i < States; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double distance = Math.Pow(places[2 * i] - places[2 * j], 2)
                    + Math.Pow(places[2 * i + 1] - places[2 * j + 1], 2);
                double correlation = 0.3 + 0.65 * Math.Exp(-0.5 * distance) + (i == j ? 0.05 : 0);
                prior[i * States + j] = PriorScale * PriorScale * correlation;
                walk[i * States + j] = WalkScale * WalkScale * correlation;
            }
        }
        DenseCholesky.TryFactor(prior, 0, prior, States);
        DenseCholesky.TryFactor(walk, 0, walk, States);
        double[] means = [.. Normals("means", States).Select(z => 0.4 * z)];
        int[] states = Integers("states", States), pollsters = Integers("pollsters", Pollsters);
        // Polls crowd near the election.
        int[] days = [.. Enumerable.Range(0, Polls)
            .Select(p => (int)(Days * Math.Pow(Noise.Uniform(key.Fold("days"), 0, p, 0), 2)))];
        double[] voters = [.. Enumerable.Range(0, Polls)
            .Select(p => Math.Floor(400 + 800 * Noise.Uniform(key.Fold("voters"), 0, p, 0)))];
        double[] support = new double[Days * States], z = Normals("start", States);
        double[] steps = Normals("steps", Days * States);
        for (int d = 0; d < Days; d++)
        {
            for (int s = 0; s < States; s++)
            {
                support[d * States + s] = d == 0 ? means[s] : support[(d - 1) * States + s];
                for (int k = 0; k <= s; k++)
                {
                    support[d * States + s] += d == 0
                        ? prior[s * States + k] * z[k] : walk[s * States + k] * steps[d * States + k];
                }
            }
        }
        double[] houses = Normals("houses", Pollsters), own = Normals("own", Polls);
        double[] votes = [.. Enumerable.Range(0, Polls).Select(p =>
        {
            double logit = support[days[p] * States + states[p]]
                + PollsterScale * houses[pollsters[p]] + PollScale * own[p];
            double share = 1 / (1 + Math.Exp(-logit));
            return (double)Enumerable.Range(0, (int)voters[p])
                .Count(v => Noise.Uniform(key.Fold("votes"), (ulong)p, v, 0) < share);
        })];
        return new ElectionData(prior, walk, means, states, days, pollsters, voters, votes);

        double[] Normals(string name, int count)
        {
            var values = new double[count];
            Noise.FillNormal(key.Fold(name), 0, 0, 1, 0, count, values);
            return values;
        }

        int[] Integers(string name, int end) => [.. Enumerable.Range(0, Polls)
            .Select(p => (int)(end * Noise.Uniform(key.Fold(name), 0, p, 0)))];
    }

    private static Tensor Constant(double[] values) => values;
}
