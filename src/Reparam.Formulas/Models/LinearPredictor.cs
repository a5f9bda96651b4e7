using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Formulas;

/// <summary>One linear predictor of a model, with the unknowns that it is made of.</summary>
internal sealed class LinearPredictor
{
    private readonly ModelBuilder m;
    private readonly Design design;
    private readonly ModelPriors priors;
    private readonly string name;
    private readonly ParameterReports reports;

    private LinearPredictor(
        ModelBuilder m, Design design, ModelPriors priors, string name, ParameterReports reports)
    {
        (this.m, this.design, this.priors, this.name, this.reports) = (m, design, priors, name, reports);
        Value = design.HasOffset ? (Tensor)design.Offset.ToArray() : Full(0, [design.RowCount]);
    }

    /// <summary>Its value, by row.</summary>
    public Tensor Value { get; private set; }

    /// <summary>The population-level coefficients; null where there are none.</summary>
    public Tensor? Coefficients { get; private set; }

    /// <summary>Adds the unknowns of a predictor to a model, and what they are reported as.</summary>
    /// <param name="m">The model.</param>
    /// <param name="design">The design.</param>
    /// <param name="priors">The priors, which are those of every predictor.</param>
    /// <param name="name">The predictor's name; empty where there is but one.</param>
    /// <param name="reports">Takes the parameters.</param>
    public static LinearPredictor Sample(
        ModelBuilder m, Design design, ModelPriors priors, string name, ParameterReports reports)
    {
        var result = new LinearPredictor(m, design, priors, name, reports);
        result.AddPopulation();
        for (int g = 0; g < design.Groups.Length; g++)
        {
            result.AddGroup(design.Groups[g], priors.Groups[g]);
        }
        return result;
    }

    private void AddPopulation()
    {
        if (priors.Intercept is { } intercept && !design.Family.HasThresholds)
        {
            string parameter = ParameterNames.InterceptOf(name);
            Tensor value = Unknowns.Number(m, parameter, intercept.Distribution);
            Value += value;
            reports.Intercepts.Add(new(Site("intercept"), value, [parameter]));
        }
        if (design.Columns.Length > 0)
        {
            Coefficients = Unknowns.Vector(m, Site("b"), [.. priors.Coefficients.Select(p => p.Distribution)]);
            Value += MatMul(design.Matrix(isCentred: design.HasIntercept), Coefficients);
            reports.Coefficients.Add(new(Site("coefficients"), Coefficients, design.CoefficientNames(name)));
        }
    }

    private void AddGroup(GroupDesign group, GroupPriors prior)
    {
        string suffix = Suffix(design, group, name);
        int columns = group.Columns.Length, levels = group.Levels.Length;
        Tensor scales = Unknowns.Vector(m, "sd" + suffix, [.. prior.StandardDeviations.Select(p => p.Distribution)]);
        reports.Scales.Add(new("standard deviations" + suffix, scales, group.StandardDeviationNamesOf(name)));
        Tensor z = m.Plate("effect" + suffix, columns).Nested("level_" + group.Name, levels)
            .Sample(EffectsOf(design, group, name), new Normal(0, 1));
        m.Hide(EffectsOf(design, group, name));
        if (group.HasCorrelations)
        {
            Tensor factor = m.Sample("L" + suffix,
                new LKJCholesky(columns, prior.Correlation!.Distribution.Arguments[0]));
            m.Hide("L" + suffix);
            z = MatMul(factor, z);
            reports.Correlations.Add(
                new("correlations" + suffix, Correlations(factor), group.CorrelationNamesOf(name)));
        }
        Tensor effect = Reshape(scales, [columns, 1]) * z;
        reports.Effects.Add(new("effects" + suffix, effect, group.EffectNamesOf(name)));
        for (int c = 0; c < columns; c++)
        {
            Tensor byRow = Gather(effect[c], group.LevelIndex);
            Value += group.Columns[c].Values.All(v => v == 1) ? byRow : byRow * group.Columns[c].Values.ToArray();
        }
    }

    /// <summary>The name of the standard normal unknowns of a group term, effects by levels.</summary>
    /// <param name="design">The design.</param>
    /// <param name="group">One of its group terms.</param>
    /// <param name="predictor">The predictor's name.</param>
    public static string EffectsOf(Design design, GroupDesign group, string predictor) =>
        "z" + Suffix(design, group, predictor);

    /// <summary>Several terms of one group, such as (1 | g) and (0 + x | g), are told apart by their columns.</summary>
    private static string Suffix(Design design, GroupDesign group, string predictor) =>
        "_" + ParameterNames.Within(group.Name, predictor)
            + (design.Groups.Count(other => other.Name == group.Name) > 1
                ? "__" + string.Join('_', group.Columns.Select(column => column.Name))
                : "");

    private string Site(string what) => name.Length == 0 ? what : $"{what}_{name}";

    /// <summary>The correlations below the diagonal of L Lᵀ, row by row.</summary>
    private static Tensor Correlations(Tensor factor)
    {
        Tensor matrix = MatMul(factor, Transpose(factor));
        int n = factor.Length;
        return Stack([.. from second in Enumerable.Range(0, n) from first in Enumerable.Range(0, second)
            select matrix[second, first]]);
    }
}
