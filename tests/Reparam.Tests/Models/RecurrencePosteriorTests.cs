using System.Text.Json;
using Reparam.Benchmarks;
using Reparam.Benchmarks.Posteriors;
using Reparam.DifferentialEquations;
using Reparam.Tests.Reference;

namespace Reparam.Tests.Models;

/// <summary>Fits of models with recurrences against posteriordb's reference draws: 10,000 draws each, whose means are
/// within 0.01 deviations or so of the exact ones.</summary>
public sealed class RecurrencePosteriorTests
{
    [SharedDataTheory]
    [InlineData("arma-arma11")]
    [InlineData("garch-garch11")]
    [InlineData("hmm_example-hmm_example")]
    [InlineData("hudson_lynx_hare-lotka_volterra")]
    public void Means_and_spreads_are_those_of_the_reference_draws(string posterior)
    {
        // Read off the data: a cycle of ten years, about means of 34 hares and 20 lynxes, from 30 and 4. From a rate
        // of 1 a year for each lynx the search for the mode ends in another one.
        const double Frequency = 2 * Math.PI / 10;
        Model model = posterior != "hudson_lynx_hare-lotka_volterra" ? StanModels.Create(posterior)
            : LotkaVolterraPosterior.Create(new RungeKutta4(10),
                ([Frequency, Frequency / 20, Frequency, Frequency / 34], [30, 4]))!.Model;
        Posterior fit = Inference.Fit(model, seed: 1);
        Assert.True(fit.Verdict.Level == VerdictLevel.Passed, fit.Verdict.ToString());
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(ReferenceData.Find("posteriordb", "references.json")!));
        foreach (JsonProperty parameter in document.RootElement.GetProperty(posterior).GetProperty("parameters")
            .EnumerateObject())
        {
            double mean = parameter.Value.GetProperty("mean").GetDouble();
            double deviation = parameter.Value.GetProperty("sd").GetDouble();
            double offset = (fit[parameter.Name].Mean - mean) / deviation;
            double ratio = fit[parameter.Name].StandardDeviation / deviation;
            Assert.True(Math.Abs(offset) < 0.1 && Math.Abs(ratio - 1) < 0.1, FormattableString.Invariant(
                $"The mean of {parameter.Name} is off by {offset:F3} deviations, its deviation by a factor ") +
                FormattableString.Invariant($"{ratio:F3}."));
        }
    }
}
