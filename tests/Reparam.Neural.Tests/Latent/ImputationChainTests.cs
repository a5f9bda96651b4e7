using Reparam.Neural.Tests.DeepLatentGaussian;
using static Reparam.Neural.Tests.DenseMatrices;

namespace Reparam.Neural.Tests.Latent;

public sealed class ImputationChainTests
{
    private const int Chains = 500;
    private static readonly bool[] IsObserved = [true, true, false, false];

    // Four numbers within 4.5 standard errors: a false alarm once in 36,000 times.
    [Fact]
    public void The_chain_of_an_exact_posterior_draws_from_the_conditional_distribution()
    {
        LinearGaussian known = new LinearGaussian(PosteriorForm.Ladder).WithPairs().WithBestPosterior();
        (double[] mean, double[,] covariance) = Conditional(known);
        ImputationChain chain = Chain(known);
        chain.Run(200);
        chain.Run(100);
        Assert.Equal(300, chain.Steps);
        float[] values = chain.Values, means = chain.Means;
        for (int i = 0; i < 2; i++)
        {
            double[] drawn = Column(values, 2 + i), expected = Column(means, 2 + i);
            double error = Math.Sqrt(covariance[i, i] / Chains);
            Assert.InRange((drawn.Average() - mean[i]) / error, -4.5, 4.5);
            double variance = drawn.Average(v => (v - mean[i]) * (v - mean[i]));
            Assert.InRange((variance / covariance[i, i] - 1) / Math.Sqrt(2.0 / Chains), -4.5, 4.5);
            double centre = expected.Average();
            double spread = Math.Sqrt(expected.Sum(v => (v - centre) * (v - centre)) / Chains / (Chains - 1));
            Assert.InRange((centre - mean[i]) / spread, -4.5, 4.5);
            Assert.True(spread < 0.8 * error, "Averages of expectations over steps are to have less variance.");
            // The comparison would show nothing if the model's own mean were the same.
            Assert.True(Math.Abs(mean[i] - known.Marginal().Mean[2 + i]) > 5 * error);
        }
    }

    [Fact]
    public void Observed_elements_stay_and_what_stands_in_missing_places_does_not_matter()
    {
        LinearGaussian known = new LinearGaussian(PosteriorForm.Diagonal).WithBestPosterior();
        ImputationChain chain = Chain(known), other = Chain(known, missing: float.NaN);
        chain.Run(3);
        other.Run(3);
        Assert.Equal(chain.Values, other.Values);
        Assert.Equal(chain.Means, other.Means);
        foreach (int place in new[] { 0, 1 })
        {
            Assert.All(Column(chain.Values, place), v => Assert.Equal((float)LinearGaussian.Example[place], v));
            Assert.All(Column(chain.Means, place), v => Assert.Equal((float)LinearGaussian.Example[place], v));
        }
        Assert.True(Column(chain.Values, 2).Distinct().Count() > Chains / 2);
    }

    [Fact]
    public void What_cannot_be_imputed_is_refused()
    {
        LinearGaussian known = new(PosteriorForm.Diagonal);
        void Refused(string part, float[] examples, bool[] isObserved) => Assert.Contains(part,
            Assert.Throws<ArgumentException>(
                () => new ImputationChain(known.Model, known.Weights, examples, isObserved)).Message,
            StringComparison.Ordinal);
        Refused("5 elements and 5 flags", new float[5], new bool[5]);
        Refused("8 elements and 4 flags", new float[8], new bool[4]);
        Refused("element 2 of example 1 is NaN", [0, 0, 0, 0, 0, 0, float.NaN, 0], [.. new bool[6], true, true]);
    }

    private static ImputationChain Chain(LinearGaussian known, float missing = 0) => new(known.Model, known.Weights,
        Enumerable.Range(0, Chains).SelectMany(_ => LinearGaussian.Example.Select(
            (v, i) => IsObserved[i] ? (float)v : missing)).ToArray(),
        [.. Enumerable.Range(0, Chains).SelectMany(_ => IsObserved)], seed: 4);

    private static double[] Column(float[] values, int place) =>
        [.. Enumerable.Range(0, Chains).Select(i => (double)values[i * LinearGaussian.Pixels + place])];

    /// <summary>Mean and covariance of elements 2 and 3 given elements 0 and 1.</summary>
    private static (double[] Mean, double[,] Covariance) Conditional(LinearGaussian known)
    {
        (double[] mean, double[,] covariance) = known.Marginal();
        double[,] Part(int row, int column) => Block(covariance, row, 2, column, 2);
        double[,] gain = Product(Part(2, 0), Inverse(Part(0, 0)).Inverse);
        double[] from = [.. Enumerable.Range(0, 2).Select(i => LinearGaussian.Example[i] - mean[i])];
        return ([.. Product(gain, from).Zip(mean[2..], (x, y) => x + y)],
            Sum(Part(2, 2), Scaled(-1, Product(gain, Part(0, 2)))));
    }
}
