using Reparam.Execution;
using Reparam.Random;
using static Reparam.Neural.Tests.DenseMatrices;

namespace Reparam.Neural.Tests.Latent;

public sealed class RankOnePrecisionFamilyTests
{
    private const int N = 5;

    [Theory]
    [InlineData(0)]
    [InlineData(1e-9)]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(30)]
    public void Covariance_density_and_divergence_are_those_of_dense_matrices(double correlation)
    {
        (double[] mean, double[] scale, double[] direction) = Parameters(correlation);
        double[] u = [.. direction.Zip(scale, (v, s) => v / s)];
        double[,] precision = Of(N, N, (i, j) => (i == j ? 1 / (scale[i] * scale[i]) : 0) + u[i] * u[j]);
        double[,] covariance = Inverse(precision).Inverse;
        (double[] noise, Values values) = Evaluate(correlation, 0);
        double[,] factor = Of(N, N, (i, j) => values.Factor[i * N + j]);
        AssertClose(covariance, Product(factor, Transposed(factor)));
        double[] moved = [.. Product(factor, noise).Zip(mean, (a, b) => a + b)];
        for (int i = 0; i < N; i++)
        {
            Assert.Equal(moved[i], values.Draw[i], 1e-12);
        }
        Assert.Equal(LogNormal(values.Draw, mean, covariance), values.LogDensity[0], 1e-9);
        Assert.Equal(Divergence(mean, covariance), values.Divergence, 1e-9 * values.Divergence);
    }

    [Fact]
    public void Draws_beside_each_other_are_those_one_by_one()
    {
        const int Samples = 3;
        (double[] mean, double[] scale, double[] direction) = Parameters(0.8);
        (double[] noise, Values values) = Evaluate(0.8, Samples);
        (_, Values one) = Evaluate(0.8, 0);
        double[,] factor = Of(N, N, (i, j) => one.Factor[i * N + j]);
        for (int k = 0; k < Samples; k++)
        {
            double[] own = [.. Enumerable.Range(0, N).Select(i => noise[i * Samples + k])];
            double[] expected = [.. Product(factor, own).Zip(mean, (a, b) => a + b)];
            double[] draw = [.. Enumerable.Range(0, N).Select(i => values.Draw[i * Samples + k])];
            Assert.All(expected.Zip(draw), p => Assert.Equal(p.First, p.Second, 1e-12));
            Assert.Equal(
                LogNormal(draw, mean, Product(factor, Transposed(factor))), values.LogDensity[k], 1e-9);
        }
        Assert.Equal(one.Divergence, values.Divergence, 1e-12);
        Assert.NotEqual(0, direction[0] * scale[0]);
    }

    // Some 120 weights are compared; the greatest of as many standard normal numbers is above 5 once in 14,000 times.
    [Theory]
    [InlineData(DivergenceForm.MonteCarlo)]
    [InlineData(DivergenceForm.PathOnly)]
    public void It_serves_an_auto_encoder_whose_bounds_have_one_gradient_on_average(DivergenceForm form)
    {
        var family = new RankOnePrecisionFamily(3);
        var network = new VariationalAutoencoder([6],
            Sequential.Perceptron(Tensor.Tanh, 6, 5, family.ParameterCount), family,
            Sequential.Perceptron(Tensor.Tanh, 3, 5, 6), Likelihood.Bernoulli);
        Dictionary<string, float[]> example = new() { [VariationalAutoencoder.Field] = [1, 0, 0, 1, 1, 0] };
        GradientSamples Of(DivergenceForm of, ulong seed) => GradientSamples.Of(
            network.Loss(new BoundObjective { Divergence = of, Samples = 2 }), WeightValues.Initial(network, 3),
            example, batches: 40, draws: 250, seed);
        GradientSamples analytic = Of(DivergenceForm.Analytic, 1), other = Of(form, 2);
        Assert.InRange(analytic.Distance(other), 0, 5);
        Assert.True(other.Errors.Max() < 0.1 * analytic.Means.Max(Math.Abs), "The comparison would show nothing.");
    }

    [Fact]
    public void Parameters_of_another_length_are_refused()
    {
        var family = new RankOnePrecisionFamily(N);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => family.Draw("latent", Tensor.Input("parameters", [2 * N]), new NetworkInputs(), 0));
        Assert.Contains("15 features are expected", error.Message, StringComparison.Ordinal);
    }

    private static (double[] Mean, double[] Scale, double[] Direction) Parameters(double correlation)
    {
        double Normal(int i) => Noise.Normal(RandomKey.FromSeed(5), 0, 0, i);
        int[] places = [.. Enumerable.Range(0, N)];
        return ([.. places.Select(Normal)], [.. places.Select(i => Math.Exp(0.5 * Normal(N + i)))],
            [.. places.Select(i => correlation * Normal(2 * N + i))]);
    }

    private static (double[] Noise, Values Values) Evaluate(double correlation, int samples)
    {
        (double[] mean, double[] scale, double[] direction) = Parameters(correlation);
        Tensor parameters = (double[])[.. mean, .. scale.Select(s => Math.Log(s)), .. direction];
        var family = new RankOnePrecisionFamily(N);
        var inputs = new NetworkInputs();
        LatentDraw draw = family.Draw("latent", parameters, inputs, samples);
        Tensor[] outputs = [draw.Value, draw.LogDensity, draw.Divergence!, family.Gaussian(parameters).Factor];
        var runner = new PlanRunner(
            ExecutionPlan.Create([inputs.All[0].Tensor], [.. outputs.Select(Tensor.Spread)]), 1);
        double[] noise = [.. Enumerable.Range(0, inputs.All[0].Tensor.Size)
            .Select(i => Noise.Normal(RandomKey.FromSeed(6), 0, 0, i))];
        runner.SetByDraw(0, noise);
        runner.Run();
        double[] Value(int output)
        {
            var values = new double[outputs[output].Size];
            runner.CopyByDraw(output, values);
            return values;
        }
        return (noise, new Values(Value(0), Value(1), Value(2)[0], Value(3)));
    }

    private static void AssertClose(double[,] expected, double[,] actual) => Assert.All(
        expected.Cast<double>().Zip(actual.Cast<double>()), p => Assert.Equal(p.First, p.Second, 1e-11));

    private sealed record Values(double[] Draw, double[] LogDensity, double Divergence, double[] Factor);
}
