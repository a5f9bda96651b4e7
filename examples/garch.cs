#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// Volatility that comes in waves: GARCH(1, 1) of simulated returns. The variance of each day depends on that of the day
// before, a recurrence over the whole series: one Scan, whose body is the equation as it stands in books.

using Reparam;
using Reparam.Distributions;
using Reparam.Random;
using static Reparam.Tensor;

const double Level = 0.1, Shock = 0.25, Memory = 0.65;
double[] returns = Simulate(days: 1500);
double start = returns.Average(static r => r * r);

Model model = Model.Define(m =>
{
    Tensor level = m.Sample("level", new HalfNormal(1));
    Tensor shock = m.Sample("shock", new Uniform(0, 1));
    Tensor memory = m.Sample("memory", new Uniform(0, 1 - shock));
    Tensor variance = Scan(start, returns[..^1], (before, r) => level + shock * Square(r) + memory * before);
    m.Observe("returns", new Normal(0, Sqrt(variance)), returns[1..]);
    m.Report("tomorrow", Sqrt(level + shock * Square(returns[^1]) + memory * variance[^1]));
});
Posterior posterior = Inference.Fit(model, seed: 1);
Console.WriteLine(posterior);

bool isRight = posterior.Verdict.Level == VerdictLevel.Passed
    && Covers("level", Level) && Covers("shock", Shock) && Covers("memory", Memory);
if (!isRight)
{
    Console.Error.WriteLine("garch: the fit must pass, and cover what was simulated within 3 standard deviations.");
    return 1;
}
return 0;

bool Covers(string name, double truth) =>
    Math.Abs(posterior[name].Mean - truth) < 3 * posterior[name].StandardDeviation;

static double[] Simulate(int days)
{
    var noise = RandomKey.FromSeed(7);
    var returns = new double[days];
    double variance = Level / (1 - Shock - Memory);
    for (int day = 0; day < days; day++)
    {
        returns[day] = Math.Sqrt(variance) * Noise.Normal(noise, 0, day, 0);
        variance = Level + Shock * returns[day] * returns[day] + Memory * variance;
    }
    return returns;
}
