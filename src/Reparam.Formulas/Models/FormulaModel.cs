using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Formulas;

/// <summary>A formula with its data and priors as a model.</summary>
/// <remarks>
/// Population-level columns are centred, so that the intercept's prior is at the predictors' means, as in brms; the
/// coefficients belong to the raw columns. Group-level effects are non-centred: r = sd · z with z standard normal, or
/// r = diag(sd) L z with L the Cholesky factor of the correlation matrix. The model reports the parameters of
/// <see cref="Design.ParameterNames"/>, in that order.
/// </remarks>
public sealed class FormulaModel
{
    private FormulaModel(Design design, ModelPriors priors)
    {
        Design = design;
        Priors = priors;
        Model = Model.Define(Define);
    }

    /// <summary>The formula applied to the data.</summary>
    public Design Design { get; }

    /// <summary>The priors in use.</summary>
    public ModelPriors Priors { get; }

    /// <summary>The model.</summary>
    public Model Model { get; }

    /// <summary>Makes the model of a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="family">The distribution of the response.</param>
    /// <param name="table">The data.</param>
    /// <param name="priors">The user's priors; what they leave open has the default.</param>
    /// <exception cref="UserInputException">The formula, the priors or the data do not fit together; the message says
    /// where.</exception>
    public static FormulaModel Create(
        Formula formula, Family family, DataTable table, params IReadOnlyList<PriorSpecification> priors)
    {
        Design design = Design.Create(formula, family, table);
        return new FormulaModel(design, design.ResolvePriors(priors));
    }

    /// <summary>The same model of other rows, for predictions: its unknowns are the same, in the same order, so that
    /// draws of this model's posterior are draws of its unknowns too. Its response, "response", is the same in each
    /// row, a value that the family admits.</summary>
    /// <param name="table">The rows; they need no response.</param>
    /// <exception cref="UserInputException">The rows do not fit the model; the message says where.</exception>
    public FormulaModel ForNewRows(DataTable table) => new(Design.ForNewRows(table), Priors);

    private void Define(ModelBuilder m)
    {
        var reports = new List<(string Name, Tensor Value, IEnumerable<string> ElementNames)>();
        var effects = new List<(string Name, Tensor Value, IEnumerable<string> ElementNames)>();
        Tensor predictor = Design.HasOffset ? (Tensor)Design.Offset.ToArray() : Full(0, [Design.RowCount]);
        if (Priors.Intercept is { } intercept)
        {
            Tensor value = SampleHidden(m, "Intercept", intercept.Distribution);
            predictor += value;
            reports.Add(("intercept", value, [intercept.Parameter]));
        }
        if (Design.Columns.Length > 0)
        {
            Tensor coefficients = SampleVector(m, "b", [.. Priors.Coefficients.Select(p => p.Distribution)]);
            predictor += MatMul(Design.Matrix(isCentred: Design.HasIntercept), coefficients);
            reports.Add(("coefficients", coefficients, Priors.Coefficients.Select(p => p.Parameter)));
        }
        var correlations = new List<(string, Tensor, IEnumerable<string>)>();
        for (int g = 0; g < Design.Groups.Length; g++)
        {
            GroupDesign group = Design.Groups[g];
            // Several terms of one group, such as (1 | g) and (0 + x | g), are told apart by their columns.
            string suffix = "_" + group.Name;
            if (Design.Groups.Count(other => other.Name == group.Name) > 1)
            {
                suffix += "__" + string.Join('_', group.Columns.Select(column => column.Name));
            }
            int columns = group.Columns.Length, levels = group.Levels.Length;
            Tensor scales =
                SampleVector(m, "sd" + suffix, [.. Priors.Groups[g].StandardDeviations.Select(p => p.Distribution)]);
            reports.Add(("standard deviations" + suffix, scales, group.StandardDeviationNames));
            Tensor z = m.Plate("effect" + suffix, columns).Nested("level" + suffix, levels)
                .Sample("z" + suffix, new Normal(0, 1));
            m.Hide("z" + suffix);
            if (group.HasCorrelations)
            {
                Tensor factor = m.Sample("L" + suffix,
                    new LKJCholesky(columns, Priors.Groups[g].Correlation!.Distribution.Arguments[0]));
                m.Hide("L" + suffix);
                z = MatMul(factor, z);
                correlations.Add(("correlations" + suffix, Correlations(factor), group.CorrelationNames));
            }
            Tensor effect = Reshape(scales, [columns, 1]) * z;
            effects.Add(("effects" + suffix, effect, group.EffectNames));
            for (int c = 0; c < columns; c++)
            {
                Tensor byRow = Gather(effect[c], group.LevelIndex);
                predictor += group.Columns[c].Values.All(v => v == 1)
                    ? byRow
                    : byRow * group.Columns[c].Values.ToArray();
            }
        }
        reports.AddRange(correlations);
        m.Observe("response", Likelihood(m, predictor, reports), Design.Response.ToArray());
        foreach (var (name, value, elementNames) in reports.Concat(effects))
        {
            m.Report(name, value, [.. elementNames]);
        }
    }

    private Distribution Likelihood(
        ModelBuilder m, Tensor predictor, List<(string Name, Tensor Value, IEnumerable<string> ElementNames)> reports)
    {
        var own = new Dictionary<PriorClass, Tensor>();
        foreach (ResolvedPrior prior in Priors.Family)
        {
            Tensor value = SampleHidden(m, prior.Parameter, prior.Distribution);
            reports.Add((prior.Parameter + " of the family", value, [prior.Parameter]));
            own.Add(prior.Class, value);
        }
        return Design.Family.Likelihood(new LikelihoodArguments(
            predictor, Design.Family.HasTrials ? (Tensor)Design.Trials.ToArray() : null, own));
    }

    /// <summary>The correlations below the diagonal of L Lᵀ, row by row.</summary>
    private static Tensor Correlations(Tensor factor)
    {
        Tensor matrix = MatMul(factor, Transpose(factor));
        int n = factor.Length;
        return Stack([.. from second in Enumerable.Range(0, n) from first in Enumerable.Range(0, second)
            select matrix[second, first]]);
    }

    private static Tensor SampleHidden(ModelBuilder m, string name, PriorDistribution prior)
    {
        Tensor value = m.Sample(name, prior.Make());
        m.Hide(name);
        return value;
    }

    /// <summary>A vector of parameters: one site where their priors are of one family, otherwise one site
    /// each.</summary>
    private static Tensor SampleVector(ModelBuilder m, string name, IReadOnlyList<PriorDistribution> priors)
    {
        if (PriorDistribution.Joint(priors) is { } joint)
        {
            Tensor value = m.Sample(name, joint);
            m.Hide(name);
            return value;
        }
        return Stack(
            [.. priors.Select((prior, i) => SampleHidden(m, FormattableString.Invariant($"{name}_{i + 1}"), prior))]);
    }
}
