namespace Reparam.Neural.Tests.DeepLatentGaussian;

public sealed class LayerActivityTests
{
    [Fact]
    public void Activities_are_the_variances_of_posterior_means()
    {
        var family = new DiagonalNormalFamily(2);
        var recognition = new IndependentRecognition(
            [new FunctionLayer(static x => x)], [new Linear(3, family.ParameterCount)], [family]);
        var model = new DeepLatentGaussianModel(
            [3], [StochasticLayer.Top(2)], new Linear(2, 3), Likelihood.Bernoulli, recognition);
        WeightValues weights = WeightValues.Initial(model, 1);
        // More than one run of examples.
        const int count = 2100;
        float[] examples = [.. Enumerable.Range(0, 3 * count).Select(i => (float)Math.Sin(i * i % 1009))];
        float[] means = NetworkFunction.Compile(model, inputs =>
            [family.Mean(recognition.Encode(inputs.Field(LatentVariableModel.Field, [3]))[0])])
            .Run(weights, count, new Dictionary<string, float[]> { [LatentVariableModel.Field] = examples })[0];
        IReadOnlyList<double> found = LayerActivity.Of(model, weights, examples, draws: 64)[0];
        for (int v = 0; v < 2; v++)
        {
            double[] of = [.. Enumerable.Range(0, count).Select(i => (double)means[2 * i + v])];
            double mean = of.Average(), exact = of.Sum(m => (m - mean) * (m - mean)) / (count - 1);
            Assert.InRange(exact, 0.02, 2);
            // About 2 s √exact / √(64 n) with s near 1: five of these.
            Assert.Equal(exact, found[v], 5 * 2 * Math.Sqrt(exact / (64 * count)) + 5.0 / (64 * Math.Sqrt(count)));
        }
    }

    [Theory]
    [InlineData(PosteriorForm.Diagonal)]
    [InlineData(PosteriorForm.Ladder)]
    public void Variables_that_the_example_does_not_move_have_none_though_their_posteriors_are_wide(PosteriorForm form)
    {
        DeepLatentGaussianModel model = DeepLatentGaussianModel.Perceptron([4], hidden: 5, latent: [3, 2], form);
        const int count = 500;
        float[] examples = [.. Enumerable.Range(0, 4 * count).Select(i => 0.2f * (i % 4))];
        var found = LayerActivity.Of(model, WeightValues.Initial(model, 2), examples);
        Assert.Equal([3, 2], found.Select(layer => layer.Count));
        // Posteriors have a variance of about 1: the average of 64 draws has 0.016, and the result a standard deviation
        // of 1 / (32 · √500) = 0.0014, of which this is five.
        Assert.All(found.SelectMany(layer => layer), activity => Assert.InRange(activity, -0.007, 0.007));
    }

    [Fact]
    public void Noise_of_many_examples_is_of_each_its_own()
    {
        const int variables = 16, count = 16 * 1024;
        var family = new DiagonalNormalFamily(variables);
        var recognition = new IndependentRecognition(
            [new FunctionLayer(static x => x)], [new Linear(1, family.ParameterCount)], [family]);
        var model = new DeepLatentGaussianModel(
            [1], [StochasticLayer.Top(variables)], new Linear(variables, 1), Likelihood.Bernoulli, recognition);
        // An encoder that is 0 says N(0, 1).
        WeightValues weights = WeightValues.From(model, WeightValues.Initial(model, 1).ToDictionary()
            .ToDictionary(static v => v.Key, static v => new float[v.Value.Length]));
        IReadOnlyList<double> found = LayerActivity.Of(model, weights, new float[count], draws: 1)[0];
        // Variances of 1 / count: above 80 once in 10¹⁰ times. Were noise the same every 1024 examples it would be
        // sixteen times as much, and below 80 once in 250.
        double squares = count * found.Sum(static a => a * a);
        Assert.InRange(squares, 1, 80);
    }

    [Fact]
    public void One_example_has_no_variance() => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        DeepLatentGaussianModel model = DeepLatentGaussianModel.Perceptron([4], hidden: 5, latent: [3]);
        LayerActivity.Of(model, WeightValues.Initial(model, 2), new float[4]);
    });
}
