using Reparam.Gradients;
namespace Reparam.Benchmarks.Discontinuous;
internal static class Explore
{
    public static int Print(TextWriter o, string what)
    {
        string[] w = what.Split('/');
        int steps = int.Parse(w[1], System.Globalization.CultureInfo.InvariantCulture), draws = int.Parse(w[2], System.Globalization.CultureInfo.InvariantCulture);
        double rate = double.Parse(w[3], System.Globalization.CultureInfo.InvariantCulture);
        var choice = new AutomaticChoice
        {
            Candidates =
            [
                new Pathwise(), new BoundaryCorrected { PilotDraws = 128 },
                new ScoreFunction { Baseline = Baseline.LeaveOneOut() },
            ],
        };
        foreach (var (p, h) in DiscontinuousPrograms.All().Append(DiscontinuousPrograms.Walk(everyStep: true)).Zip(DiscontinuousPrograms.All(true).Append(DiscontinuousPrograms.Walk(true, everyStep: true))))
        {
            if (w[0] != p.Name) { continue; }
            var exact = ExactBounds.Of(p.Name);
            o.WriteLine(what);
            GradientEstimator[] es = w[4] == "c" ? [new BoundaryCorrected { PilotDraws = 128 }] : w[4] == "s" ? [new ScoreFunction { Baseline = Baseline.LeaveOneOut() }] : w[4] == "z" ? [new SmoothedPathwise()] : [new Pathwise()];
            foreach (var e in es)
            {
                if (e is not Pathwise && e.Refusal(p.Problem, p.Start) is { } r) { o.WriteLine("refused"); continue; }
                var clock = System.Diagnostics.Stopwatch.StartNew();
                double[] at = Ascent.Run(e is Pathwise ? h : p, e, steps, draws: draws, rate: rate)[^1];
                double t = clock.Elapsed.TotalSeconds;
                double v = exact.Value(at);
                var rr = exact.Maximize(at, p.Name.StartsWith("walk", StringComparison.Ordinal) ? 200 : 4000);
                o.WriteLine(FormattableString.Invariant($"  {e.Name,-30}: {v:G8} ({t:F1} s) then {-rr.Value:G8} {rr.GradientNorm:G3} {rr.Iterations} {rr.Status} {clock.Elapsed.TotalSeconds:F1}"));
                o.Flush();
            }
        }
        return 0;
    }
}
