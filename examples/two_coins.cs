#:project ../src/Reparam/Reparam.csproj
#:property PublishAot=false

// Two coins of unknown bias, and five series of ten tosses of which nobody wrote down the coin (Do and Batzoglou 2008,
// What is the expectation maximization algorithm?). The coin of each series is a discrete unknown: it is summed out of
// the model, and given back as probabilities and draws. Quadrature over the two biases gives the same.

using Reparam;
using Reparam.Distributions;
using static Reparam.Tensor;

double[] heads = [5, 9, 8, 4, 7];
const double Tosses = 10;
Model model = Model.Define(m =>
{
    Tensor low = m.Sample("low", new Beta(2, 2));
    Tensor high = m.Report("high", low + (1 - low) * m.Sample("step", new Beta(2, 2)));
    Tensor coin = m.Plate("series", heads.Length).Sample("coin", new Bernoulli(0.5));
    m.Observe("heads", new Binomial(Tosses, Gather(Stack(low, high), coin)), heads);
    m.Report("is high", coin);
});
Console.WriteLine(string.Join("\n", model.Summations));
Posterior posterior = Inference.Fit(model, seed: 1);
Console.WriteLine(posterior);

DiscreteDraws coin = posterior.Discrete("coin");
int together = Enumerable.Range(0, coin.Count).Count(d => coin[d][1] == 1 && coin[d][2] == 1);
Console.WriteLine(FormattableString.Invariant(
    $"Series 2 and 3 are both of the coin with the greater bias with probability {(double)together / coin.Count:F2}."));

const int Grid = 500;
double total = 0, mean = 0;
var probabilities = new double[heads.Length];
for (int i = 0; i < Grid * Grid; i++)
{
    double low = (i / Grid + 0.5) / Grid, step = (i % Grid + 0.5) / Grid, high = low + (1 - low) * step;
    double density = low * (1 - low) * step * (1 - step);
    double[] of0 = [.. heads.Select(k => Math.Pow(low, k) * Math.Pow(1 - low, Tosses - k))];
    double[] of1 = [.. heads.Select(k => Math.Pow(high, k) * Math.Pow(1 - high, Tosses - k))];
    density *= of0.Zip(of1, (a, b) => a + b).Aggregate((product, sum) => product * sum);
    total += density;
    mean += density * high;
    for (int s = 0; s < heads.Length; s++)
    {
        probabilities[s] += density * of1[s] / (of0[s] + of1[s]);
    }
}
double error = Math.Abs(posterior["high"].Mean - mean / total) / posterior["high"].StandardDeviation;
for (int s = 0; s < heads.Length; s++)
{
    Console.WriteLine(FormattableString.Invariant(
        $"Series {s + 1}: {coin.Probability(s, 1):F3}, by quadrature {probabilities[s] / total:F3}"));
    error = Math.Max(error, 5 * Math.Abs(coin.Probability(s, 1) - probabilities[s] / total));
}
if (error > 0.05)
{
    Console.Error.WriteLine("two_coins: the mean must be within 0.05 deviations, the probabilities within 0.01.");
    return 1;
}
return 0;
