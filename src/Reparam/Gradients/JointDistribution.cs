using System.Collections.Immutable;
using Reparam.Distributions;

namespace Reparam.Gradients;

/// <summary>The distribution of several random sites, of which later ones may depend on draws of earlier ones: all
/// draws in one vector.</summary>
/// <remarks>log p(x) = Σ log p(xᵢ | x₁ ... xᵢ₋₁). The noise of all sites is one vector, normal unless all sites take
/// another kind.</remarks>
internal sealed record JointDistribution : Distribution, IPathwise
{
    private readonly Func<RandomSites, Tensor, Tensor> _program;
    private readonly Tensor _theta;

    /// <summary>Finds the sites of a program.</summary>
    /// <param name="program">From sites and θ to the integrand.</param>
    /// <param name="theta">θ.</param>
    /// <exception cref="ArgumentException">It draws nothing.</exception>
    public JointDistribution(Func<RandomSites, Tensor, Tensor> program, Tensor theta)
    {
        (_program, _theta) = (program, theta);
        var sites = new RandomSites(static (_, law, name) => Tensor.Input(name, ShapeOf(law), varies: true));
        _ = program(sites, theta);
        Sites = sites.All.Count > 0 ? sites.All : throw new ArgumentException(
            "ExpectationProblem.Define: the function draws from no distribution, but an expectation needs one. Call " +
            "Sample of its first argument.", nameof(program));
        NoiseKind[] kinds = [.. Sites.Select(static s => s.Law.Noise).Distinct()];
        Noise = kinds is [var only] ? only : NoiseKind.Normal;
    }

    /// <summary>The sites whose draws are numbers, which nothing is differentiated through.</summary>
    public ImmutableHashSet<string> Detached { get; init; } = [];

    /// <summary>The sites, given draws before that are inputs.</summary>
    public IReadOnlyList<RandomSite> Sites { get; }

    /// <inheritdoc/>
    public override Support Support => throw Lacks("one support: each site has its own");

    /// <inheritdoc/>
    public override Shape BatchShape => Shape.Scalar;

    /// <inheritdoc/>
    public override Shape EventShape => [Sites.Sum(static s => s.Draw.Size)];

    /// <inheritdoc/>
    public override NoiseKind Noise { get; }

    /// <inheritdoc/>
    public override Shape NoiseShape => [Sites.Sum(static s => s.Law.NoiseShape.Size)];

    /// <inheritdoc/>
    public override PathMethod? Path =>
        Sites.All(static s => s.Law.Path is not null) ? PathMethod.Composition : null;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        At(x).Sites.Select(static s => s.LogDensity).Aggregate(static (sum, term) => sum + term);

    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Along(noise).Vector;

    /// <summary>The program at draws made from noise.</summary>
    public SiteRun Along(Tensor noise)
    {
        int start = 0;
        return Run((_, law, name) =>
        {
            int size = law.NoiseShape.Size;
            Tensor own = Tensor.Reshape(Tensor.Slice(noise, 0, start, start + size), law.NoiseShape);
            start += size;
            Tensor draw = law.FromNoise(law.Noise == Noise ? own : law.Noise.FromNormal(own));
            return Detached.Contains(name) ? Tensor.StopGradient(draw) : draw;
        });
    }

    /// <summary>The program at given draws.</summary>
    /// <param name="x">All draws in one vector.</param>
    public SiteRun At(Tensor x)
    {
        int start = 0;
        return Run((_, law, _) =>
        {
            Shape shape = ShapeOf(law);
            Tensor draw = Tensor.Reshape(Tensor.Slice(x, 0, start, start + shape.Size), shape);
            start += shape.Size;
            return draw;
        });
    }

    private SiteRun Run(Func<int, Distribution, string, Tensor> draw)
    {
        var sites = new RandomSites((i, law, name) =>
            i < Sites.Count && Sites[i].Name == name && ShapeOf(law) == Sites[i].Draw.Shape ? draw(i, law, name)
            : throw new ArgumentException(FormattableString.Invariant(
                $"ExpectationProblem.Define: site {i} was '{(i < Sites.Count ? Sites[i].Name : "none")}' of shape ") +
                $"{(i < Sites.Count ? Sites[i].Draw.Shape : Shape.Scalar)} when the function ran before, and is " +
                $"'{name}' of shape {ShapeOf(law)} now, but sites must be the same in every run. Let neither their " +
                "names nor their order hang on anything that changes."));
        Tensor value = _program(sites, _theta);
        return new(sites.All, value);
    }

    private static Shape ShapeOf(Distribution law) => law.BatchShape.Append(law.EventShape);
}

/// <summary>A program over sites, written out.</summary>
/// <param name="Sites">The sites with their draws.</param>
/// <param name="Value">The integrand.</param>
internal sealed record SiteRun(IReadOnlyList<RandomSite> Sites, Tensor Value)
{
    /// <summary>All draws in one vector.</summary>
    public Tensor Vector => Tensor.Concatenate([.. Sites.Select(static s => Tensor.Reshape(s.Draw, [s.Draw.Size]))]);
}
