namespace Reparam.Formulas;

/// <summary>A prior as the user states it: "b ~ normal(0, 2.5)", "sd(county) ~ half_student_t(3, 0, 2.5)".</summary>
/// <remarks>The classes are Intercept (at the predictors' means), b, sd, cor, and the parameters of families: sigma,
/// shape, nu, phi, kappa, alpha, quantile, zi, hu. b(name), sd(group), sd(group, effect) and cor(group) name one of them,
/// and go before the class alone. The distributions are Stan's, with half_normal, half_student_t and half_cauchy. One that
/// reaches, without an end of its own, beyond what its parameter can be is cut there: at 0 for sd, sigma, shape, nu, phi
/// and kappa, to the numbers from 0 to 1 for quantile, zi and hu. A half_normal or half_cauchy may leave out its location,
/// 0.</remarks>
public sealed record PriorSpecification
{
    internal PriorSpecification(
        string text,
        PriorClass priorClass,
        IReadOnlyList<(string Name, SourceSpan Span)> targets,
        PriorDistribution distribution,
        SourceSpan classSpan)
    {
        Text = text;
        Class = priorClass;
        Distribution = distribution;
        ClassSpan = classSpan;
        Targets = targets;
    }

    /// <summary>The prior as written.</summary>
    public string Text { get; }

    /// <summary>What it is for.</summary>
    public PriorClass Class { get; }

    /// <summary>The one coefficient or group effect it is for; null for all.</summary>
    public string? Coefficient => Class == PriorClass.Coefficient ? Target(0) : Target(1);

    /// <summary>The one group it is for; null for all.</summary>
    public string? Group => Class is PriorClass.StandardDeviation or PriorClass.Correlation ? Target(0) : null;

    /// <summary>The distribution.</summary>
    public PriorDistribution Distribution { get; }

    internal SourceSpan ClassSpan { get; }

    internal IReadOnlyList<(string Name, SourceSpan Span)> Targets { get; }

    /// <summary>Reads a prior.</summary>
    /// <exception cref="PriorException">It cannot be read, or an argument is impossible.</exception>
    public static PriorSpecification Parse(string text) => PriorParser.Parse(text);

    /// <summary>Equality of what is stated; <see cref="Text"/> is left out.</summary>
    public bool Equals(PriorSpecification? other) => other is not null
        && (Class, Group, Coefficient) == (other.Class, other.Group, other.Coefficient)
        && Distribution == other.Distribution;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Class, Group, Coefficient, Distribution);

    /// <summary>The canonical form; it reads back as an equal prior.</summary>
    public override string ToString()
    {
        var targets = Targets.Count == 0 ? "" : $"({string.Join(", ", Targets.Select(target => target.Name))})";
        return $"{PriorClassNames.NameOf(Class)}{targets} ~ {Distribution}";
    }

    private string? Target(int index) => index < Targets.Count ? Targets[index].Name : null;
}
