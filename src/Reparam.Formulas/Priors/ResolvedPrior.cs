namespace Reparam.Formulas;

/// <summary>The prior of one parameter of a model.</summary>
/// <param name="Parameter">The parameter's name: "Intercept", "b_dist", "sd_village__Intercept", "cor_Subject",
/// "sigma".</param>
/// <param name="Class">Its class.</param>
/// <param name="Distribution">The distribution in use; its support is the parameter's.</param>
/// <param name="IsDefault">Whether no prior of the user's covers it.</param>
public sealed record ResolvedPrior(string Parameter, PriorClass Class, PriorDistribution Distribution, bool IsDefault)
{
    /// <summary>"b_dist ~ normal(0, 2.5)".</summary>
    public override string ToString() => $"{Parameter} ~ {Distribution}";
}
