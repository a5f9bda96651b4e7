using Reparam.Distributions;

namespace Reparam.Formulas.Tests.Models;

/// <summary>Fits of data simulated from each family find the values simulated with.</summary>
public class FamilyFitTests
{
    private const int Rows = 400;
    private const double Intercept = 0.3, Slope = 0.5;
    private static readonly double[] Thresholds = [-1, 0.4, 1.6];

    public static TheoryData<string> Names => [.. Family.All.Select(family => family.Name)];

    // Four posterior deviations: one false alarm in 16,000 parameters, of which there are 82.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_parameters_of_simulated_data_are_found(string name)
    {
        var family = Family.Parse(name);
        double[] x = [.. Enumerable.Range(0, Rows).Select(i => 2.4 * (i + 0.5) / Rows - 1.2)];
        var values = family.Parameters.ToDictionary(p => p, Value);
        Tensor predictor = Intercept + Slope * (Tensor)x;
        var arguments = new LikelihoodArguments(
            family.IsCategorical ? [predictor, -predictor] : [predictor],
            family.HasTrials ? Tensor.Full(12, [Rows]) : null,
            values.ToDictionary(pair => pair.Key, pair => (Tensor)pair.Value), Thresholds);
        double[] y = Draw(family.Likelihood(arguments));
        string rows = string.Concat(y.Zip(x, static (y, x) => FormattableString.Invariant($";{y:R},{x:R}")));
        FormulaModel model = FormulaModel.Create(
            Formula.Parse(family.HasTrials ? "y | trials(12) ~ x" : "y ~ x"), family, Tables.Csv("y,x" + rows));

        Posterior fit = Inference.Fit(model.Model, seed: 1);

        Assert.True(fit.Verdict.Level == VerdictLevel.Passed, fit.Verdict.ToString());
        (string Name, double Value)[] expected =
        [
            .. PredictorOf(family),
            .. values.Select(pair => (PriorClassNames.NameOf(pair.Key), pair.Value)),
        ];
        foreach (var (parameter, value) in expected)
        {
            double offset = (fit[parameter].Mean - value) / fit[parameter].StandardDeviation;
            Assert.True(Math.Abs(offset) < 4, FormattableString.Invariant(
                $"{parameter} is {fit[parameter].Mean:G4} ± {fit[parameter].StandardDeviation:G2}, not {value}."));
        }
    }

    private static IEnumerable<(string Name, double Value)> PredictorOf(Family family) => family switch
    {
        { IsCategorical: true } =>
            [("Intercept_mu1", Intercept), ("Intercept_mu2", -Intercept), ("b_mu1_x", Slope), ("b_mu2_x", -Slope)],
        { HasThresholds: true } =>
            [.. Thresholds.Select((c, k) => (ParameterNames.Threshold(k + 1), c - Intercept)), ("b_x", Slope)],
        _ => [(ParameterNames.Intercept, Intercept), ("b_x", Slope)],
    };

    private static double Value(PriorClass parameter) => parameter switch
    {
        PriorClass.Sigma => 0.7,
        PriorClass.Nu => 4,
        PriorClass.Phi => 6,
        PriorClass.Alpha => 4,
        PriorClass.ZeroInflation or PriorClass.Hurdle or PriorClass.Quantile => 0.3,
        _ => 2.5,
    };

    private static double[] Draw(Distribution likelihood)
    {
        if (likelihood is not HurdleOfPositive hurdle)
        {
            return likelihood.Sample(1, seed: 7).ToArray();
        }
        double[] uniform = new Uniform(0, 1).Sample(Rows, seed: 8).ToArray();
        return [.. hurdle.Positive.Sample(1, seed: 7).ToArray()
            .Select((y, i) => uniform[i] < hurdle.Hurdle.ToDouble() ? 0 : y)];
    }
}
