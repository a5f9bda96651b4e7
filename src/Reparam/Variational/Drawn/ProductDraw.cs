using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>A draw of a product of a continuous approximation and discrete factors, written out.</summary>
internal sealed class ProductDraw
{
    /// <param name="family">The family.</param>
    /// <param name="coordinates">The map from the coordinates of the continuous part.</param>
    /// <param name="parameters">λ, those of the continuous part first.</param>
    /// <param name="noise">Standard normal noise, a number for each unknown.</param>
    public ProductDraw(ProductFamily family, Bijector coordinates, Tensor parameters, Tensor noise)
    {
        int continuous = family.Held.Dimension, own = family.Continuous.ParameterCount(family.Held);
        Tensor epsilon = noise[..continuous];
        Terms = new ObjectiveTerms(family.Held, family.Continuous, coordinates, parameters[..own], [epsilon]);
        Continuous = Terms.Strata(0)[0];
        Laws = LawsAt(family, parameters, Terms.Components[0].Map.Forward(epsilon));
        Integers = [.. family.Factors.Select((f, i) =>
            Laws[i].Draw(noise[f.Site.Start..(f.Site.Start + f.Size)]))];
        Value = Tensor.Concatenate([Continuous.Value, .. Integers]);
    }

    /// <summary>What objectives need of the continuous part.</summary>
    public ObjectiveTerms Terms { get; }

    /// <summary>The continuous part.</summary>
    public ApproximationDraw Continuous { get; }

    /// <summary>The distributions of the discrete unknowns given it.</summary>
    public IReadOnlyList<DrawnLaw> Laws { get; }

    /// <summary>The elements of each discrete unknown.</summary>
    public IReadOnlyList<Tensor> Integers { get; }

    /// <summary>All unknowns.</summary>
    public Tensor Value { get; }

    /// <summary>Σ log q(zₑ | x).</summary>
    public Tensor LogProb => Sum(Laws, Integers);

    /// <summary>log q at points of which no path is known, and the squared length of the noise that the continuous part
    /// would be made from.</summary>
    public static (Tensor LogDensity, Tensor Square) At(
        ProductFamily family, Bijector coordinates, Tensor parameters, Tensor point)
    {
        int continuous = family.Held.Dimension, own = family.Continuous.ParameterCount(family.Held);
        var (u, outer) = coordinates.InverseAndLogDet(point[..continuous]);
        IReadOnlyList<FamilyComponent> components = family.Continuous.Components(parameters[..own], family.Held);
        Tensor logDensity = ApproximationDraw.Mixture(components, u) + outer + Sum(LawsAt(family, parameters, u),
            [.. family.Factors.Select(f => point[f.Site.Start..(f.Site.Start + f.Size)])]);
        return (logDensity, Tensor.Sum(Tensor.Square(components[0].Map.InverseAndLogDet(u).Item1)));
    }

    private static Tensor Sum(IReadOnlyList<DrawnLaw> laws, IReadOnlyList<Tensor> integers) => laws
        .Zip(integers, static (law, z) => Tensor.Sum(law.LogProb(z))).Aggregate(static (sum, term) => sum + term);

    private static DrawnLaw[] LawsAt(ProductFamily family, Tensor parameters, Tensor u)
    {
        int start = family.Continuous.ParameterCount(family.Held);
        return [.. family.Factors.Select(f => f.At(parameters[start..(start += f.ParameterCount)], u))];
    }
}
