using Reparam.Diagnostics;
using Reparam.Random;

namespace Reparam;

/// <summary>
/// Equally weighted draws of the unknowns of a model, from its posterior or an approximation of it, and what follows
/// from them for the data: pointwise log likelihoods, replicated data, leave-one-out cross-validation. Immutable.
/// </summary>
public sealed class ModelDraws
{
    /// <summary>Layout: [unknown · draws + draw].</summary>
    private readonly double[] _points;

    /// <summary>Joins a model with draws, such as those of a posterior that was saved.</summary>
    /// <param name="model">The model.</param>
    /// <param name="unconstrained">The unconstrained forms of all sites, one after another: a row a draw.</param>
    /// <param name="seed">The seed of what is drawn further.</param>
    /// <exception cref="ArgumentException">There are no draws, not as many columns as unknowns, or a number is not
    /// finite.</exception>
    public ModelDraws(Model model, double[,] unconstrained, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(unconstrained);
        int draws = unconstrained.GetLength(0), unknowns = unconstrained.GetLength(1);
        if (draws == 0 || unknowns != model.LogDensity.Dimension)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"ModelDraws: the numbers have {draws} rows and {unknowns} columns, but at least 1 row and ") +
                FormattableString.Invariant($"{model.LogDensity.Dimension} columns are needed: a row a draw, a ") +
                "column for each unconstrained number of the model.", nameof(unconstrained));
        }
        (Model, Count, Seed) = (model, draws, seed);
        _points = new double[draws * unknowns];
        for (int d = 0; d < draws; d++)
        {
            for (int i = 0; i < unknowns; i++)
            {
                double value = unconstrained[d, i];
                _points[i * draws + d] = double.IsFinite(value) ? value : throw new ArgumentException(
                    FormattableString.Invariant($"ModelDraws: unconstrained[{d}, {i}] = {value}, of ") +
                    $"'{model.LogDensity.UnknownNames[i]}', but every number must be finite. Leave the draw out.",
                    nameof(unconstrained));
            }
        }
    }

    internal ModelDraws(Model model, double[] points, int count, ulong seed) =>
        (Model, _points, Count, Seed) = (model, points, count, seed);

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>The number of draws.</summary>
    public int Count { get; }

    /// <summary>The seed of what is drawn further.</summary>
    public ulong Seed { get; }

    /// <summary>The first of these draws.</summary>
    /// <param name="count">How many, from 1 to <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public ModelDraws Take(int count)
    {
        if (count < 1 || count > Count)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, FormattableString.Invariant(
                $"Take: the number of draws must be from 1 to {Count}, but is {count}."));
        }
        var points = new double[_points.Length / Count * count];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = _points[i / count * Count + i % count];
        }
        return new ModelDraws(Model, points, count, Seed);
    }

    /// <summary>The unconstrained forms of all sites, one after another: a row a draw, in a new array.</summary>
    public double[,] Unconstrained()
    {
        int unknowns = _points.Length / Count;
        var byDraw = new double[Count, unknowns];
        for (int i = 0; i < unknowns; i++)
        {
            for (int d = 0; d < Count; d++)
            {
                byDraw[d, i] = _points[i * Count + d];
            }
        }
        return byDraw;
    }

    /// <summary>The log likelihood of each observed value under each draw, in nats: [draw, value].</summary>
    /// <remarks>What one distribution describes is one value: a vector with a multivariate distribution is one. Without
    /// a name the values of all observations follow one another. Where the values depend on discrete unknowns, these
    /// are summed out; the log likelihood of a value is then given the other data that depend on the same elements of
    /// them, if there are any: log p(yᵢ | θ, y₋ᵢ), whose reciprocal is the weight of a draw when yᵢ is left
    /// out.</remarks>
    /// <param name="name">What was observed; null for all.</param>
    /// <param name="cancellationToken">Ends the work between blocks.</param>
    /// <exception cref="ArgumentException">There is no such observation, or there are too many numbers for one
    /// array.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public double[,] LogLikelihood(string? name = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Observation> chosen = Chosen(name);
        var all = new double[Count, checked((int)chosen.Sum(o => o.Count))];
        long offset = 0;
        foreach (Observation observation in chosen)
        {
            foreach (RowwiseRun.Block block in Pointwise(observation, cancellationToken))
            {
                for (int e = 0; e < block.Count; e++)
                {
                    for (int d = 0; d < Count; d++)
                    {
                        all[d, offset + block.First + e] = block.Values[e * Count + d];
                    }
                }
            }
            offset += observation.Count;
        }
        return all;
    }

    /// <summary>A discrete unknown of the model, summed out or drawn: the probabilities of its values, and a draw of it
    /// for each draw of the others.</summary>
    /// <param name="name">Its name; may be left out where there is one.</param>
    /// <param name="cancellationToken">Ends the work between its parts.</param>
    /// <exception cref="ArgumentException">There is no such unknown, or several and no name.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public DiscreteDraws Discrete(string? name = null, CancellationToken cancellationToken = default)
    {
        name = RequireDiscrete(name);
        if (Model.Written.Drawn?.Sites.FirstOrDefault(s => s.Unknown.Name == name) is not { } drawn)
        {
            return Model.Written.Summed!.Of(name, _points, Count, Seed, cancellationToken);
        }
        int size = drawn.Unknown.Shape.Size;
        return DiscreteDraws.OfShares(name, drawn.Unknown.Shape, Count,
            _points[(drawn.Start * Count)..((drawn.Start + size) * Count)]);
    }

    private string RequireDiscrete(string? name)
    {
        string[] all = [.. Model.Summations.Select(static s => s.Name), .. Model.Drawn.Select(static d => d.Name)];
        return all.Length == 0
            ? throw new ArgumentException(
                "Discrete: the model has no discrete unknowns. The draws of continuous ones are in the posterior.",
                nameof(name))
            : name is null && all.Length == 1 ? all[0]
            : name is not null && all.Contains(name) ? name
            : throw new ArgumentException($"Discrete: there is no discrete unknown '{name}'; the model has " +
                $"{string.Join(", ", all.Select(static n => $"'{n}'"))}. Give the name that Sample was called with.",
                nameof(name));
    }

    /// <summary>Replicated data: for each draw a data set of fresh noise, y_rep ~ p(y | θ).</summary>
    /// <remarks>Where a distribution depends on observed values, as in a regression on earlier ones, each value is
    /// predicted given those that were observed. Discrete unknowns that were summed out are drawn given the data, the
    /// same draws as those of <see cref="Discrete"/>.</remarks>
    /// <param name="name">What was observed; may be left out where there is one.</param>
    /// <param name="cancellationToken">Ends the work between blocks.</param>
    /// <exception cref="ArgumentException">There is no such observation, or there are too many numbers for one
    /// array.</exception>
    /// <exception cref="NotSupportedException">The distribution has no sampler.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public PredictiveDraws PredictiveDraws(string? name = null, CancellationToken cancellationToken = default)
    {
        Observation observation = Model.Written.Observation(name);
        Replicate replicate = observation.Replicate;
        Tensor x = Point();
        RandomKey key = RandomKey.FromSeed(Seed).Fold("posterior predictive").Fold(observation.Name);
        Tensor values = replicate.Values;
        Tensor[] inputs = [x];
        double[][] numbers = [_points];
        if (Model.Written.Summed is { } summed)
        {
            Tensor[] drawn = [.. summed.Inputs.Select(u => Tensor.Input("discrete", u.Shape, varies: true))];
            values = Graph.Substitute([values], summed.Inputs.Zip(drawn).ToDictionary(
                static p => p.First, static p => p.Second))[0];
            inputs = [x, .. drawn];
            numbers = [_points, .. summed.Draws(_points, Count, Seed, cancellationToken)];
        }
        var run = new RowwiseRun(observation.Rows, inputs, numbers, replicate.Noise, key);
        return new PredictiveDraws(observation.Name, observation.Shape, Count, run.ByDraw(
            Model.Written.Place(x, values)[0], observation.Shape.Size, Count, threads: 0,
            cancellationToken));
    }

    /// <summary>Compares the observed values with replicated ones, by test statistics.</summary>
    /// <param name="name">What was observed; may be left out where there is one.</param>
    /// <param name="statistics">Further statistics, by name; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">There is no such observation, or there are too many numbers for one
    /// array.</exception>
    /// <exception cref="NotSupportedException">The distribution has no sampler, or the observed values depend on
    /// unknowns or are rows of a source.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public IReadOnlyList<PredictiveCheck> Check(string? name = null,
        IReadOnlyDictionary<string, Func<double[], double>>? statistics = null,
        CancellationToken cancellationToken = default)
    {
        double[] observed = Model.Observed(name).ToArray();
        return PredictiveCheck.Of(observed, PredictiveDraws(name, cancellationToken), statistics);
    }

    /// <summary>Leave-one-out cross-validation by Pareto-smoothed importance sampling.</summary>
    /// <inheritdoc cref="LogLikelihood"/>
    /// <remarks>The draws are taken as draws of the posterior. Those of a <see cref="Posterior"/> are corrected by
    /// resampling where <see cref="Posterior.IsCorrected"/>; elsewhere what is estimated is the approximation with an
    /// observation left out, and the verdict of the fit says how much that is worth.</remarks>
    /// <exception cref="ArgumentException">There is no such observation, there are fewer than 2 values, or a log
    /// likelihood is not finite.</exception>
    public LeaveOneOut LeaveOneOut(string? name = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Observation> chosen = Chosen(name);
        var points = new List<LeaveOneOutPoint>();
        foreach (Observation observation in chosen)
        {
            foreach (RowwiseRun.Block block in Pointwise(observation, cancellationToken))
            {
                int first = points.Count;
                var own = new LeaveOneOutPoint[block.Count];
                Parallel.For(0, block.Count, new() { CancellationToken = cancellationToken }, e =>
                    own[e] = LeaveOneOutPoint.Of(block.Values.AsSpan(e * Count, Count), first + e));
                points.AddRange(own);
            }
        }
        return new LeaveOneOut(
            points, Count, [.. chosen.Where(o => o.HasNumbers).SelectMany(o => o.Numbers().ToArray())]);
    }

    private IEnumerable<RowwiseRun.Block> Pointwise(Observation observation, CancellationToken cancellation)
    {
        Tensor x = Point();
        return new RowwiseRun(observation.Rows, [x], [_points], noise: null, RandomKey.FromSeed(Seed)).Blocks(
            Model.Written.Place(x, observation.LogLikelihood)[0], Count, threads: 0, cancellation);
    }

    private IReadOnlyList<Observation> Chosen(string? name) => name is null && Model.Written.Observations.Count > 1
        ? Model.Written.Observations
        : [Model.Written.Observation(name)];

    private Tensor Point() => Tensor.Input("x", [Model.LogDensity.Dimension], varies: true);
}
