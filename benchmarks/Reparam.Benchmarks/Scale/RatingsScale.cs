using Reparam.Variational;

namespace Reparam.Benchmarks.Scale;

/// <summary>The crossed ratings: each family against the posterior by integration.</summary>
internal static class RatingsScale
{
    private const string FewDraws = "mean-field, 128 draws";

    public static void Print(TextWriter output, IReadOnlyList<string> families)
    {
        if (RatingsData.Read() is not { } data)
        {
            output.WriteLine("insteval: the data are not here.");
            return;
        }
        Model model = data.Model;
        output.WriteLine(FormattableString.Invariant(
            $"insteval: {data.Ratings.Length:N0} ratings, {data.StudentCount:N0} students, ") +
            FormattableString.Invariant($"{data.LecturerCount:N0} lecturers, ") +
            FormattableString.Invariant($"{model.LogDensity.Dimension:N0} unknowns"));
        var clock = ProcessClock.Start();
        (string Name, double Mean, double StandardDeviation)[] exact = new RatingsReference(data).Run();
        output.WriteLine(FormattableString.Invariant(
            $"by integration ({clock.Seconds:F0} s): ") + string.Join(", ",
            exact.Select(e => FormattableString.Invariant($"{e.Name} {e.Mean:F4} ± {e.StandardDeviation:F4}"))));
        output.WriteLine($"{"",-26}{"seconds",9}{"processor",11}{"fixed effects off by",22}{"sd ratios",16}" +
            $"{"scales off by",15}{"k-hat",8}  verdict");
        foreach (string name in families)
        {
            clock = ProcessClock.Start();
            Posterior fit = Inference.Fit(model, seed: 1, new FitOptions
            {
                Family = Family(name),
                Algorithm = name == FewDraws
                    ? new FixedDraws { InitialDraws = 64, MaximumDraws = 128 } : new FixedDraws(),
            });
            (double, double) seconds = (clock.Seconds, clock.ProcessorSeconds);
            Line(name, seconds, e => (fit[e].Mean, fit[e].StandardDeviation),
                FormattableString.Invariant($"{fit.ParetoShape,8:F2}  {fit.Verdict.Level}"));
            if (name == FewDraws)
            {
                clock = ProcessClock.Start();
                Dictionary<string, LinearResponse> responses =
                    fit.LinearResponse([.. exact.Select(e => e.Name)]).ToDictionary(r => r.Name);
                Line("  by linear response, more", (clock.Seconds, clock.ProcessorSeconds),
                    e => (responses[e].Mean, responses[e].StandardDeviation), "");
            }
        }

        void Line(string name, (double Wall, double Processor) seconds,
            Func<string, (double Mean, double StandardDeviation)> given, string tail)
        {
            double[] errors = [.. exact.Select(e => Math.Abs(given(e.Name).Mean - e.Mean) / e.StandardDeviation)];
            double[] ratios = [.. exact.Select(e => given(e.Name).StandardDeviation / e.StandardDeviation)];
            output.WriteLine(FormattableString.Invariant(
                $"{name,-26}{seconds.Wall,9:F1}{seconds.Processor,11:F1}{errors[..^3].Max(),19:F3} sd") +
                FormattableString.Invariant($"{ratios[..^3].Min(),10:F2}..{ratios[..^3].Max():F2}") +
                FormattableString.Invariant($"{errors[^3..].Max(),12:F3} sd") + tail);
            output.Flush();
        }
    }

    private static VariationalFamily? Family(string name) => name switch
    {
        "default" => null,
        "mean-field" or FewDraws => new MeanFieldGaussian(),
        "structured" => new StructuredGaussian(),
        "low rank" => new LowRankGaussian(),
        _ => throw new ArgumentException($"No family '{name}'."),
    };
}
