using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Formulas;

/// <summary>A formula with its data and priors as a model.</summary>
/// <remarks>
/// Population-level columns are centred, so that the intercept's prior is at the predictors' means, as in brms; the
/// coefficients belong to the raw columns. So do thresholds as they are reported, b_Intercept[k]: those at the means,
/// whose prior it is, plus the means times the coefficients. Of a categorical response each category but the first has a
/// predictor of its own, with its own unknowns and the same priors. Group-level effects are non-centred: r = sd · z with
/// z standard normal, or r = diag(sd) L z with L the Cholesky factor of the correlation matrix. The model reports the
/// parameters of <see cref="Design.ParameterNames"/>, in that order.
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

    /// <summary>The same model of other rows, in which groups may have levels that were not fitted, with draws of its
    /// unknowns: those of this model, and for each new level fresh ones.</summary>
    /// <remarks>
    /// Nothing is known of a new level but the distribution of its group's effects. So its z is standard normal
    /// whatever the data were, and its effects diag(sd) L z are normal with the standard deviations and correlations of
    /// each draw: those of brms with allow_new_levels = TRUE, sample_new_levels = "gaussian". All rows of a level have
    /// the same. The noise is a function of seed, group and level, so that it does not depend on what else is
    /// predicted.
    /// </remarks>
    /// <param name="table">The rows; they need no response.</param>
    /// <param name="draws">Draws of this model's unknowns.</param>
    /// <returns>The draws, whose model is that of the rows, and its design.</returns>
    /// <exception cref="ArgumentException">The draws are of another model.</exception>
    /// <exception cref="UserInputException">The rows do not fit the model; the message says where.</exception>
    public (Design Design, ModelDraws Draws) WithNewLevels(DataTable table, ModelDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        if (!draws.Model.Sites.Select(site => (site.Name, site.Shape))
            .SequenceEqual(Model.Sites.Select(site => (site.Name, site.Shape))))
        {
            throw new ArgumentException(
                "WithNewLevels: the draws are of a model with other unknowns, but must be of this one. Take those of a "
                    + "fit of this FormulaModel's Model.", nameof(draws));
        }
        var model = new FormulaModel(Design.ForNewRows(table, allowNewLevels: true), Priors);
        return (model.Design, NewLevelEffects.Add(this, model, draws));
    }

    private void Define(ModelBuilder m)
    {
        var reports = new ParameterReports();
        Tensor? thresholds = null;
        if (Design.Family.HasThresholds)
        {
            thresholds = m.Sample("thresholds",
                new OrderedThresholds(Priors.Intercept!.Distribution.Make(), Design.ResponseLevels.Length - 1));
            m.Hide("thresholds");
        }
        LinearPredictor[] predictors =
            [.. Design.Predictors.Select(name => LinearPredictor.Sample(m, Design, Priors, name, reports))];
        if (thresholds is not null)
        {
            Tensor raw = predictors[0].Coefficients is { } coefficients
                ? thresholds + Sum(coefficients * Design.Columns.Select(column => column.Mean).ToArray())
                : thresholds;
            reports.Intercepts.Add(new("raw thresholds", raw, Design.ThresholdNames));
        }
        var own = new Dictionary<PriorClass, Tensor>();
        foreach (ResolvedPrior prior in Priors.Family)
        {
            Tensor value = Unknowns.Number(m, prior.Parameter, prior.Distribution);
            reports.Own.Add(new(prior.Parameter + " of the family", value, [prior.Parameter]));
            own.Add(prior.Class, value);
        }
        Distribution likelihood = Design.Family.Likelihood(new LikelihoodArguments(
            [.. predictors.Select(p => p.Value)], Design.Family.HasTrials ? (Tensor)Design.Trials.ToArray() : null, own,
            thresholds));
        m.Observe("response", likelihood, Design.Response.ToArray());
        reports.AddTo(m);
    }
}
