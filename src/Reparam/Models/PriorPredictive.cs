namespace Reparam;

/// <summary>Draws of what a model reports, from its priors, and of the data that go with them.</summary>
public sealed class PriorPredictive
{
    private readonly Dictionary<string, double[]> _draws;
    private readonly IReadOnlyList<PredictiveDraws> _data;

    internal PriorPredictive(int count, Dictionary<string, double[]> draws, IReadOnlyList<PredictiveDraws> data) =>
        (Count, _draws, _data) = (count, draws, data);

    /// <summary>The simulated data of each observation.</summary>
    internal IReadOnlyList<PredictiveDraws> AllData => _data;

    /// <summary>The number of draws.</summary>
    public int Count { get; }

    /// <summary>The names of the reported numbers, as in <see cref="Posterior.Summaries"/>.</summary>
    public IReadOnlyCollection<string> Names => _draws.Keys;

    /// <summary>Draws of one number.</summary>
    /// <param name="name">Its name, such as <c>tau</c> or <c>theta[3]</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    public IReadOnlyList<double> Draws(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _draws.TryGetValue(name, out double[]? values)
            ? values
            : throw new KeyNotFoundException(
                $"There is no '{name}' in these draws. They hold: {string.Join(", ", _draws.Keys.Take(20))}" +
                (_draws.Count > 20 ? ", ..." : "."));
    }

    /// <summary>The simulated data: draw d goes with draw d of the unknowns.</summary>
    /// <param name="name">What is observed; may be left out where there is one.</param>
    /// <exception cref="KeyNotFoundException">There is no such observation, or several and no name.</exception>
    public PredictiveDraws Data(string? name = null) =>
        (name is null && _data.Count == 1 ? _data[0] : _data.FirstOrDefault(d => d.Name == name))
        ?? throw new KeyNotFoundException(
            $"There is no observation '{name}' in these draws. They hold: " +
            $"{string.Join(", ", _data.Select(d => d.Name))}.");
}
