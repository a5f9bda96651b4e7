using Reparam.Distributions;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Neural.Tests.Latent;

/// <summary>Relaxed posteriors against the distributions that they are, and what is evaluated against sums over all
/// values of the latent variables.</summary>
public sealed class RelaxedFamilyTests
{
    private const int Pixels = 6;

    private static readonly float[] Image = [1, 0, 0, 1, 1, 0];

    [Fact]
    public void A_relaxed_categorical_draw_has_the_density_of_the_concrete_distribution_of_its_logarithm()
    {
        const int variables = 2, classes = 3;
        var family = new ConcreteFamily(variables, classes, new ConstantStepSize(0.8), new ConstantStepSize(0.6));
        double[] logits = [.. Enumerable.Range(0, 6).Select(i => Normal("logits", i))];
        double[] noise = [.. Enumerable.Range(0, 6).Select(i => -Math.Log(Noise.Uniform(Key("noise"), 0, 0, i)))];
        double[][] values = Relaxed(family, logits, noise, 0.8, 0.6);
        double density = 0, prior = 0;
        for (int v = 0; v < variables; v++)
        {
            double[] own = [.. Enumerable.Range(0, classes).Select(c => logits[c * variables + v])];
            double[] e = [.. Enumerable.Range(0, classes).Select(c => noise[c * variables + v])];
            Concrete posterior = Concrete.FromLogits(0.8, own);
            double[] x = posterior.FromNoise(e).ToArray();
            Assert.All(Enumerable.Range(0, classes), c => Assert.Equal(x[c], values[3][c * variables + v], 1e-12));
            double jacobian = x.Sum(Math.Log);
            density += posterior.LogProb(x).ToDouble() + jacobian;
            prior += Concrete.FromLogits(0.6, new double[classes]).LogProb(x).ToDouble() + jacobian;
        }
        Assert.Equal(density, values[1][0], 1e-10);
        Assert.Equal(prior, values[2][0], 1e-10);
    }

    [Fact]
    public void A_relaxed_binary_draw_has_the_density_of_the_relaxed_Bernoulli_distribution_of_its_logit()
    {
        var family = new RelaxedBernoulliFamily(2, new ConstantStepSize(0.8), new ConstantStepSize(0.6));
        double[] logits = [0.7, -1.1], noise = [0.3, 0.8];
        double[][] values = Relaxed(family, logits, noise, 0.8, 0.6);
        RelaxedBernoulli posterior = RelaxedBernoulli.FromLogits(0.8, logits);
        double[] x = posterior.FromNoise(noise).ToArray();
        Assert.All(x.Zip(values[3]), p => Assert.Equal(p.First, p.Second, 1e-12));
        double jacobian = x.Sum(v => Math.Log(v * (1 - v)));
        Assert.Equal(posterior.LogProb(x).ToArray().Sum() + jacobian, values[1][0], 1e-10);
        Assert.Equal(RelaxedBernoulli.FromLogits(0.6, new double[2]).LogProb(x).ToArray().Sum() + jacobian,
            values[2][0], 1e-10);
    }

    // Averages of 20,000 draws: five standard errors are exceeded once in 1.7 million times.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bound_and_log_likelihood_are_those_of_the_discrete_model(bool isBinary)
    {
        VariationalAutoencoder network = Network(isBinary);
        WeightValues weights = Weights(network);
        (double bound, double evidence, double entropy) = Enumerated(network, weights);
        var evaluation = new VaeEvaluation(network, weights);
        BoundEstimate estimate = evaluation.Bound(
            Enumerable.Repeat(Image, 20_000).SelectMany(static x => x).ToArray());
        Assert.InRange((estimate.Mean - bound) / estimate.StandardError, -5, 5);
        LogLikelihoodEstimate likelihood = evaluation.LogLikelihood(Image, 50_000);
        Assert.InRange((likelihood.Mean - evidence) / likelihood.SamplingError, -5, 5);
        Assert.True(evidence - bound > 10 * (estimate.StandardError + likelihood.SamplingError));
        Assert.InRange(estimate.StandardError, 0, 0.02);
        // The posterior is no corner.
        Assert.InRange(entropy, 0.3, 2);
        // Classes at their probabilities.
        float[] means = evaluation.PosteriorMeans(Image);
        Assert.Equal(isBinary ? 3 : 6, means.Length);
        if (!isBinary)
        {
            Assert.Equal(1, means[0] + means[2] + means[4], 1e-6f);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void As_the_temperature_falls_the_bound_with_the_discrete_divergence_comes_to_the_discrete_one(bool isBinary)
    {
        double[] distances = [.. new[] { 1, 0.1 }.Select(temperature =>
        {
            VariationalAutoencoder network = Network(isBinary, temperature);
            WeightValues weights = Weights(network);
            (double mean, double error) = RelaxedBound(network, weights, DivergenceForm.Analytic, 100_000);
            Assert.InRange(error, 0, 0.03);
            return Math.Abs(mean - Enumerated(network, weights).Bound) - 5 * error;
        })];
        Assert.True(distances[0] > 0.05, $"{distances[0]}");
        Assert.InRange(distances[1], double.NegativeInfinity, 0.03);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Relaxed_draws_tell_more_of_their_posterior_than_discrete_ones_at_any_temperature(bool isBinary)
    {
        (double Mean, double Error)[] discrete = Differences(DivergenceForm.Analytic);
        (double Mean, double Error)[] relaxed = Differences(DivergenceForm.MonteCarlo);
        // With one temperature for posterior and prior neither depends on it.
        foreach ((double Mean, double Error)[] of in (IReadOnlyList<(double, double)[]>)[discrete, relaxed])
        {
            Assert.InRange((of[0].Mean - of[1].Mean) / (of[0].Error + of[1].Error + 1e-4), -5, 5);
        }
        Assert.True(relaxed[0].Mean > discrete[0].Mean + 0.1, $"{relaxed[0].Mean}, {discrete[0].Mean}");

        (double, double)[] Differences(DivergenceForm form) => [.. new[] { 1, 0.2 }.Select(temperature =>
        {
            VariationalAutoencoder network = Network(isBinary, temperature);
            return RelaxedBound(network, Weights(network), form, 50_000, isDivergence: true);
        })];
    }

    [Theory]
    [InlineData(DivergenceForm.Analytic)]
    [InlineData(DivergenceForm.MonteCarlo)]
    public void The_relaxed_bound_of_one_binary_variable_is_the_integral_over_its_noise(DivergenceForm form)
    {
        const double temperature = 0.7;
        var family = new RelaxedBernoulliFamily(1, new ConstantStepSize(temperature));
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron([Pixels], [5], family);
        WeightValues weights = Weights(network);
        double logit = Encoded(network, weights)[0];
        const int points = 20_000;
        double[] u = [.. Enumerable.Range(0, points).Select(i => (i + 0.5) / points)];
        double[] y = [.. u.Select(v => (logit + Math.Log(v / (1 - v))) / temperature)];
        double[] x = [.. y.Select(v => 1 / (1 + Math.Exp(-v)))];
        double[] likelihood = LogLikelihoods(network, weights, x, 1);
        double LogLogistic(double at, double of) =>
            Math.Log(temperature) - (temperature * at - of) - 2 * Math.Log(1 + Math.Exp(-(temperature * at - of)));
        double p = 1 / (1 + Math.Exp(-logit));
        double divergence = form == DivergenceForm.Analytic
            ? p * Math.Log(2 * p) + (1 - p) * Math.Log(2 * (1 - p))
            : y.Average(v => LogLogistic(v, logit) - LogLogistic(v, 0));
        (double mean, double error) = RelaxedBound(network, weights, form, 100_000);
        Assert.InRange((mean - (likelihood.Average() - divergence)) / error, -5, 5);
        Assert.InRange(error, 0, 0.01);
    }

    // Some 130 weights are compared; the greatest of as many standard normal numbers is above 5 once in 13,000 times.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_gradient_of_the_relaxed_bound_is_the_same_on_average(bool isBinary)
    {
        VariationalAutoencoder network = Network(isBinary, 0.7);
        WeightValues weights = Weights(network);
        GradientSamples Of(BoundObjective objective, ulong seed) => GradientSamples.Of(network.Loss(objective), weights,
            new Dictionary<string, float[]> { ["image"] = Image }, batches: 40, draws: 250, seed);
        GradientSamples plain = Of(new BoundObjective { Samples = 2, Divergence = DivergenceForm.MonteCarlo }, 1);
        GradientSamples path = Of(new BoundObjective { Samples = 2, Divergence = DivergenceForm.PathOnly }, 2);
        Assert.InRange(plain.Distance(path), 0, 5);
        Assert.True(path.Errors.Max() < 0.1 * plain.Means.Max(Math.Abs), "The comparison would show nothing.");
        var weighted = new BoundObjective { Samples = 4, IsImportanceWeighted = true };
        GradientSamples iwae = Of(weighted, 3), doubly = Of(weighted with { IsDoublyReparameterized = true }, 4);
        Assert.InRange(iwae.Distance(doubly), 0, 5);
        Assert.True(doubly.Errors.Max() < 0.1 * iwae.Means.Max(Math.Abs), "The comparison would show nothing.");
    }

    [Fact]
    public void The_temperature_follows_its_schedule()
    {
        var family = new RelaxedBernoulliFamily(2, new CosineDecay(1, 0.1, 100));
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron([Pixels], [5], family);
        Loss loss = network.Loss();
        NetworkInput temperature = loss.Inputs.Single(input => input.Name == "latent temperature");
        var program = new NetworkProgram(
            network, loss.Inputs, [Tensor.Spread(temperature.Tensor)], 1, 1, RandomKey.FromSeed(1));
        program.Load(Weights(network));
        float[] found = new float[1];
        foreach ((long step, double expected) in new[] { (0L, 1), (50L, 0.55), (100L, 0.1), (5000L, 0.1) })
        {
            program.Prepare(step);
            program.Runner.Run();
            program.Runner.CopyByDraw(0, found);
            Assert.Equal(expected, found[0], 1e-6);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_temperature_that_comes_to_nothing_ends_the_training_before_the_step_and_is_named(bool isOfPrior)
    {
        StepSizeSchedule falling = new Falling(3), constant = new ConstantStepSize(0.5);
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron([1, 8, 8], [5],
            new RelaxedBernoulliFamily(2, isOfPrior ? constant : falling, isOfPrior ? falling : constant));
        var trainer = new Trainer(network.Loss(new BoundObjective { Divergence = DivergenceForm.MonteCarlo }),
            new ExampleBatches(ExampleSets.Digits(), 50, seed: 1));
        trainer.Run(3);
        float[] before = [.. trainer.Weights.ToDictionary().Values.SelectMany(static v => v.ToArray())];
        Assert.Contains("at step 4 the temperature of a relaxation is 0, but at least 1E-06",
            Assert.Throws<TrainingException>(() => trainer.Run(1)).Message, StringComparison.Ordinal);
        Assert.Equal(before, trainer.Weights.ToDictionary().Values.SelectMany(static v => v.ToArray()));
    }

    [Fact]
    public void Pictures_are_at_values_of_the_prior()
    {
        var network = new VariationalAutoencoder([2], new Linear(2, 6), new ConcreteFamily(2, 3),
            new FunctionLayer(static z => 10 * (z[..2] - 0.5)), Likelihood.Bernoulli);
        float[] samples = new VaePictures(network, WeightValues.Initial(network, 1)).Samples(6000, 1);
        // The decoder shows whether each variable is of class 0.
        float low = 1 / (1 + MathF.Exp(5));
        Assert.All(samples, v => Assert.Equal(v < 0.5 ? low : 1 - low, v, 1e-5f));
        // 12,000 draws: five standard errors are 0.022.
        Assert.InRange(samples.Count(v => v > 0.5) / 12_000.0, 0.311, 0.355);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        void Refused(string part, Action action) => Assert.Contains(
            part, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
        Refused("at least 2 are expected", () => _ = new ConcreteFamily(3, 1));
        Refused("temperature begins at this, but at least 1E-06",
            () => _ = new RelaxedBernoulliFamily(3, new Falling(0)));
        Refused("priorTemperature begins at this, but at least 1E-06",
            () => _ = new RelaxedBernoulliFamily(3, new Falling(2), new Falling(0)));
        Refused("layers are noise, whose prior is normal", () => _ = new IndependentRecognition(
            [new Linear(4, 4)], [new Linear(4, 2)], [new RelaxedBernoulliFamily(2)]));
        Refused("whose prior is not normal", () => _ = new VariationalAutoencoder([4], new Linear(6, 2),
            new RelaxedBernoulliFamily(2), new Linear(4, 4), Likelihood.Bernoulli,
            new ModelFields { Condition = Condition.Vector(2) }, new Linear(2, 4)));
    }

    /// <summary>1 at first, and 0 from some step on.</summary>
    private sealed record Falling(long Steps) : StepSizeSchedule
    {
        public override double At(long step) => step < Steps ? 1 : 0;
    }

    private static VariationalAutoencoder Network(bool isBinary, double temperature = 0.5) =>
        VariationalAutoencoder.Perceptron([Pixels], [5], isBinary
            ? new RelaxedBernoulliFamily(3, new ConstantStepSize(temperature))
            : new ConcreteFamily(2, 3, new ConstantStepSize(temperature)));

    /// <summary>Weights at which the values of the latent variables matter.</summary>
    private static WeightValues Weights(VariationalAutoencoder network) => WeightValues.From(network,
        WeightValues.Initial(network, 3).ToDictionary()
            .ToDictionary(v => v.Key, v => v.Value.Select(x => 3 * x).ToArray()));

    private static double[] Encoded(VariationalAutoencoder network, WeightValues weights) =>
        [.. NetworkFunction.Compile(network, inputs => [network.Encode(inputs.Field("image", [Pixels]))])
            .Run(weights, 1, new Dictionary<string, float[]> { ["image"] = Image })[0].Select(v => (double)v)];

    /// <summary>log p(x | z) of some z.</summary>
    private static double[] LogLikelihoods(
        VariationalAutoencoder network, WeightValues weights, double[] latent, int size) =>
        [.. NetworkFunction.Compile(network, inputs => [Tensor.Sum(network.Likelihood.LogProb(
                network.Decode(inputs.Field("z", [size])), Image.Select(x => (double)x).ToArray()))])
            .Run(weights, latent.Length / size,
                new Dictionary<string, float[]> { ["z"] = [.. latent.Select(v => (float)v)] })[0]
            .Select(v => (double)v)];

    /// <summary>Bound, evidence and entropy of the posterior, by sums over all values.</summary>
    private static (double Bound, double Evidence, double Entropy) Enumerated(
        VariationalAutoencoder network, WeightValues weights)
    {
        double[] logits = Encoded(network, weights);
        bool isBinary = network.Family is RelaxedBernoulliFamily;
        (int variables, int classes) = isBinary ? (3, 2) : (2, 3);
        double Logit(int variable, int c) => isBinary ? c * logits[variable] : logits[c * variables + variable];
        int count = (int)Math.Pow(classes, variables), size = network.Family.Latent;
        int Class(int value, int variable) => value / (int)Math.Pow(classes, variable) % classes;
        double LogQ(int value) => Enumerable.Range(0, variables).Sum(v => Logit(v, Class(value, v))
            - Math.Log(Enumerable.Range(0, classes).Sum(c => Math.Exp(Logit(v, c)))));
        double[] latent = [.. Enumerable.Range(0, count).SelectMany(value => Enumerable.Range(0, size).Select(i =>
            isBinary ? Class(value, i) : Class(value, i % variables) == i / variables ? 1.0 : 0))];
        double[] likelihood = LogLikelihoods(network, weights, latent, size);
        double logPrior = -variables * Math.Log(classes);
        int[] all = [.. Enumerable.Range(0, count)];
        return (all.Sum(i => Math.Exp(LogQ(i)) * (likelihood[i] + logPrior - LogQ(i))),
            Math.Log(all.Sum(i => Math.Exp(likelihood[i] + logPrior))), -all.Sum(i => Math.Exp(LogQ(i)) * LogQ(i)));
    }

    /// <summary>The bound in training, or its divergence, over draws.</summary>
    private static (double Mean, double Error) RelaxedBound(
        VariationalAutoencoder network, WeightValues weights, DivergenceForm form, int draws,
        bool isDivergence = false)
    {
        Loss loss = network.Loss(new BoundObjective { Divergence = form });
        var program = new NetworkProgram(
            network, loss.Inputs, [Tensor.Spread((isDivergence ? loss.Terms[1] : loss.Metrics[0]).Value)], draws, 1,
            RandomKey.FromSeed(4));
        program.Load(weights);
        program.Runner.BindInput(loss.Inputs.Index().Single(p => p.Item is FieldInput).Index,
            (ReadOnlyMemory<float>)Image.SelectMany(v => Enumerable.Repeat(v, draws)).ToArray());
        program.Prepare(0);
        program.Runner.Run();
        var values = new float[draws];
        program.Runner.CopyByDraw(0, values);
        double mean = values.Average(v => (double)v);
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / draws / (draws - 1.0)));
    }

    /// <summary>z, log q, log p and what the decoder reads, in double.</summary>
    private static double[][] Relaxed(
        RelaxedFamily family, double[] logits, double[] noise, double temperature, double priorTemperature)
    {
        var inputs = new NetworkInputs();
        LatentDraw draw = family.Draw("latent", logits, inputs, 0);
        var program = new DoubleProgram(family);
        Dictionary<Tensor, Tensor> given = inputs.All.ToDictionary(
            input => input.Tensor, input => input switch
            {
                NoiseInput => program.ByDraw([noise.Length], noise),
                _ => program.ByDraw([], input.Name.EndsWith("prior", StringComparison.Ordinal)
                    ? priorTemperature : temperature),
            });
        return program.Run(1, Graph.Substitute([draw.Value, draw.LogDensity, draw.LogPrior, draw.Decoded], given));
    }

    private static RandomKey Key(string name) => RandomKey.FromSeed(8).Fold(name);

    private static double Normal(string name, int i) => Noise.Normal(Key(name), 0, 0, i);
}
