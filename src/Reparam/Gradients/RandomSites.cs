using Reparam.Distributions;
using Reparam.Gradients;

namespace Reparam;

/// <summary>Gives names to the draws of an expectation over several random sites: see
/// <see cref="ExpectationProblem.Define"/>.</summary>
public sealed class RandomSites
{
    private readonly Func<int, Distribution, string, Tensor> _draw;
    private readonly List<RandomSite> _all = [];

    /// <summary>Sites whose draws a function gives, from the number of the site, its distribution and its
    /// name.</summary>
    internal RandomSites(Func<int, Distribution, string, Tensor> draw) => _draw = draw;

    /// <summary>What was drawn, in order.</summary>
    internal IReadOnlyList<RandomSite> All => _all;

    /// <summary>Draws from a distribution, whose parameters may be made from draws before.</summary>
    /// <param name="name">The name of the site.</param>
    /// <param name="distribution">Its distribution, given θ and the draws before.</param>
    /// <returns>The draw: batch axes, then the event.</returns>
    /// <exception cref="ArgumentException">The name is empty, or used twice.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public Tensor Sample(string name, Distribution distribution)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(distribution);
        if (_all.Exists(s => s.Name == name))
        {
            throw new ArgumentException(
                $"RandomSites.Sample: there are two sites '{name}', but gradients are chosen by name. Give each a " +
                "name of its own.", nameof(name));
        }
        Tensor draw = _draw(_all.Count, distribution, name);
        _all.Add(new(name, distribution, draw));
        return draw;
    }
}
