using System.Diagnostics;
using Reparam.Variational;

namespace Reparam.Benchmarks.Scale;

/// <summary>The simulated election: mean-field over fixed draws, with linear response where asked for, against importance
/// sampling.</summary>
internal static class ElectionScale
{
    /// <param name="output">Where the table goes.</param>
    /// <param name="responses">Numbers whose linear response is computed: each is a system of 30,000
    /// equations.</param>
    public static void Print(TextWriter output, int responses)
    {
        ElectionData data = ElectionData.Simulate(seed: 2020);
        Model model = data.Model;
        output.WriteLine(FormattableString.Invariant(
            $"election: {ElectionData.States} states, {ElectionData.Days} days, {ElectionData.Polls:N0} polls, ") +
            FormattableString.Invariant($"{model.LogDensity.Dimension:N0} unknowns"));
        var clock = ProcessClock.Start();
        (double Mean, double StandardDeviation)[] exact = new ElectionReference(data).Run(out double shape);
        output.WriteLine(FormattableString.Invariant(
            $"by importance sampling of the polls ({clock.Seconds:F0} s, k-hat {shape:F2}): ") +
            FormattableString.Invariant($"standard deviations {exact.Min(e => e.StandardDeviation):F4} to ") +
            FormattableString.Invariant($"{exact.Max(e => e.StandardDeviation):F4}"));
        output.WriteLine(
            $"{"",-30}{"seconds",9}{"processor",11}{"worst mean off by",19}{"root mean square",18}{"sd ratios",16}");
        clock = ProcessClock.Start();
        Posterior fit = Inference.Fit(model, seed: 1, new FitOptions
        {
            Family = new MeanFieldGaussian(),
            // The default tolerance is for the worst of 15,000 means; no sum of them needs as many draws.
            Algorithm = new FixedDraws { InitialDraws = 64, MaximumDraws = 128 },
        }, new Reports(clock, output));
        string[] names = [.. Enumerable.Range(1, ElectionData.States)
            .Select(s => FormattableString.Invariant($"election[{s}]"))];
        Line("mean-field, fixed draws", names.Length, e => (fit[e].Mean, fit[e].StandardDeviation));
        if (responses > 0)
        {
            clock = ProcessClock.Start();
            Dictionary<string, LinearResponse> found =
                fit.LinearResponse(names[..responses]).ToDictionary(r => r.Name);
            Line(FormattableString.Invariant($"  response of {responses}, more"), responses,
                e => (found[e].Mean, found[e].StandardDeviation));
        }
        output.WriteLine(FormattableString.Invariant(
            $"k-hat {fit.ParetoShape:F2}, {fit.Evaluations:N0} evaluations. {fit.Verdict}"));
        using var process = Process.GetCurrentProcess();
        output.WriteLine(FormattableString.Invariant($"Peak memory {process.PeakWorkingSet64 / 1e6:F0} MB."));

        void Line(string name, int count, Func<string, (double Mean, double StandardDeviation)> given)
        {
            var (seconds, processor) = (clock.Seconds, clock.ProcessorSeconds);
            double[] errors =
                [.. exact.Take(count).Select((e, s) =>
                    Math.Abs(given(names[s]).Mean - e.Mean) / e.StandardDeviation)];
            double[] ratios =
                [.. exact.Take(count).Select((e, s) => given(names[s]).StandardDeviation / e.StandardDeviation)];
            output.WriteLine(FormattableString.Invariant(
                $"{name,-30}{seconds,9:F1}{processor,11:F1}{errors.Max(),16:F3} sd") +
                FormattableString.Invariant($"{Math.Sqrt(errors.Average(e => e * e)),15:F3} sd") +
                FormattableString.Invariant($"{ratios.Min(),10:F2}..{ratios.Max():F2}"));
            output.Flush();
        }
    }

    /// <summary>Where the time goes.</summary>
    private sealed class Reports(ProcessClock clock, TextWriter output) : IProgress<FitProgress>
    {
        private string _phase = "";

        public void Report(FitProgress value)
        {
            if (value.Phase != _phase)
            {
                _phase = value.Phase;
                output.WriteLine(FormattableString.Invariant($"  from {clock.Seconds,6:F1} s: {_phase}"));
            }
        }
    }
}
