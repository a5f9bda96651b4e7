using Reparam.Variational;
namespace Reparam.Benchmarks.Discontinuous;
internal static class Explore
{
    public static int Print(TextWriter o, string what)
    {
        var programs = DiscontinuousPrograms.All().Append(DiscontinuousPrograms.Walk(everyStep: true));
        foreach (var p in programs)
        {
            if (what != "all" && !what.Contains(p.Name, StringComparison.Ordinal)) { continue; }
            var exact = ExactBounds.Of(p.Name);
            o.WriteLine(p.Name);
            foreach (int steps in new[] { 1000, 3000 })
            {
                if (p.Name.StartsWith("walk", StringComparison.Ordinal) && steps > 1000) { continue; }
                foreach (double rate in new[] { 0.03, 0.1 }) foreach (double decay in new[] { 0.9, 0.99, 0.999 })
                {
                    var clock = System.Diagnostics.Stopwatch.StartNew();
                    double[] at = [.. p.Start];
                    var adam = new Adam(at.Length, new CosineDecay(rate, rate * 0.01, steps), new() { SecondMomentDecay = decay });
                    for (int i = 0; i < steps; i++)
                    {
                        adam.Step(at, exact.Gradient(at).Select(x => -x).ToArray());
                    }
                    double t = clock.Elapsed.TotalSeconds;
                    double v = exact.Value(at);
                    var r = exact.Maximize(at, p.Name.StartsWith("walk", StringComparison.Ordinal) ? 200 : 4000);
                    o.WriteLine(FormattableString.Invariant($"  {steps} {rate} {decay}: {v:G8} ({t:F1} s) then {-r.Value:G8} {r.GradientNorm:G3} {r.Iterations} {r.Status} {clock.Elapsed.TotalSeconds:F1}"));
                    if (p.Name.StartsWith("walk", StringComparison.Ordinal)) { o.WriteLine(string.Join(" ", r.Point.Select(x => x.ToString("G4", System.Globalization.CultureInfo.InvariantCulture)))); }
                }
            }
            o.Flush();
        }
        return 0;
    }
}
