namespace Reparam.Variational;

/// <summary>Minus the objective, as an expression of the parameters, the coordinates and the
/// noise.</summary>
internal sealed class LossExpression
{
    public LossExpression(
        LogDensity target, VariationalFamily family, VariationalObjective objective, FactorPattern pattern)
    {
        Parameters = Tensor.Input("parameters", [family.ParameterCount(target)]);
        Tensor centre = Tensor.Input("centre", [target.Dimension]), factor = Tensor.Input("factor", pattern.Shape);
        Tensor[] noise = [.. Enumerable.Range(0, objective.PointsPerDraw)
            .Select(_ => Tensor.Input("noise", [target.Dimension], varies: true))];
        Terms = new ObjectiveTerms(target, family, pattern.Map(centre, factor), Parameters, noise);
        Value = -objective.Value(Terms);
        Inputs = [Parameters, centre, factor, .. noise];
    }

    /// <summary>λ.</summary>
    public Tensor Parameters { get; }

    /// <summary>The parameters, the centre, the factor, and the noise of each point.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The draws.</summary>
    public ObjectiveTerms Terms { get; }

    /// <summary>Minus the objective, a scalar.</summary>
    public Tensor Value { get; }

    /// <summary>The loss and its gradient: planned once a density, however many fits there are.</summary>
    public static DensityPlan Gradient(
        LogDensity target, VariationalFamily family, VariationalObjective objective, FactorPattern pattern) =>
        target.Plan((family, objective, pattern.GetType()), () =>
        {
            var loss = new LossExpression(target, family, objective, pattern);
            return (loss.Inputs, [loss.Value, Differentiate.Gradient(loss.Value, loss.Parameters)[0]]);
        });

    /// <summary>The Hessian of the loss times a vector, which is the last input.</summary>
    public static DensityPlan Products(
        LogDensity target, VariationalFamily family, VariationalObjective objective, FactorPattern pattern) =>
        target.Plan((family, objective, pattern.GetType(), "products"), () =>
        {
            var loss = new LossExpression(target, family, objective, pattern);
            Tensor vector = Tensor.Input("vector", [loss.Parameters.Size]);
            return ([.. loss.Inputs, vector],
                [Differentiate.HessianVectorProduct(loss.Value, loss.Parameters, vector)]);
        });
}
