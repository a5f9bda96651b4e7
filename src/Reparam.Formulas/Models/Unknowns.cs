namespace Reparam.Formulas;

/// <summary>Unknowns that are reported under other names than their sites'.</summary>
internal static class Unknowns
{
    public static Tensor Number(ModelBuilder m, string name, PriorDistribution prior)
    {
        Tensor value = m.Sample(name, prior.Make());
        m.Hide(name);
        return value;
    }

    /// <summary>A vector: one site where their priors are of one family, otherwise one site each.</summary>
    public static Tensor Vector(ModelBuilder m, string name, IReadOnlyList<PriorDistribution> priors)
    {
        if (PriorDistribution.Joint(priors) is { } joint)
        {
            Tensor value = m.Sample(name, joint);
            m.Hide(name);
            return value;
        }
        return Tensor.Stack(
            [.. priors.Select((prior, i) => Number(m, FormattableString.Invariant($"{name}_{i + 1}"), prior))]);
    }
}
