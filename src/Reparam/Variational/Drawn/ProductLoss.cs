namespace Reparam.Variational;

/// <summary>Minus the evidence lower bound of a product with discrete factors, and an unbiased estimate of its
/// gradient: along the path for the continuous part, by <see cref="DrawnGradient"/> for the discrete factors.</summary>
internal sealed class ProductLoss
{
    private readonly LogDensity _target;
    private readonly Tensor[] _inputs, _outputs;

    public ProductLoss(LogDensity target, ProductFamily family, ElboObjective objective, FactorPattern pattern)
    {
        _target = target;
        Tensor parameters = Tensor.Input("parameters", [family.ParameterCount(target)]),
            centre = Tensor.Input("centre", [family.Held.Dimension]), factor = Tensor.Input("factor", pattern.Shape),
            noise = Tensor.Input("noise", [target.Dimension], varies: true);
        var draw = new ProductDraw(family, pattern.Map(centre, factor), parameters, noise);
        Tensor logJoint = target.LogProb(draw.Value);
        // The entropy of the continuous part in the form that was chosen; that of the factors comes with their
        // gradient.
        Tensor? entropy = objective.Entropy == EntropyForm.Analytic ? draw.Terms.Entropy : null;
        Tensor own = entropy is not null ? 0
            : objective.Entropy == EntropyForm.PathOnly ? draw.Continuous.PathLogDensity : draw.Continuous.LogDensity;
        Tensor surrogate = logJoint - own, value = logJoint - own - draw.LogProb;
        foreach (var (i, f) in family.Factors.Index())
        {
            surrogate += DrawnGradient.Of(
                family.Estimator ?? DrawnGradient.Choose(target.Drawn!, f), target, f, draw.Laws[i], draw.Value,
                noise[f.Site.Start..(f.Site.Start + f.Size)]);
        }
        _inputs = [parameters, centre, factor, noise];
        _outputs = [-(Tensor.DrawMean(value) + (entropy ?? 0)),
            Differentiate.Gradient(-(Tensor.DrawMean(surrogate) + (entropy ?? 0)), parameters)[0]];
    }

    /// <summary>The loss and its gradient; inputs are the parameters, the centre, the factor and the noise.</summary>
    public DensityPlan Plan() => _target.Plan(_inputs, _outputs);
}
