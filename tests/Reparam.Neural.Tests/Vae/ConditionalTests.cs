namespace Reparam.Neural.Tests.Vae;

/// <summary>Conditions and masks against a linear model, whose densities are known.</summary>
public sealed class ConditionalTests
{
    private const int Count = 40;

    // Errors of one of 5 are met once in 1.7 million times.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_log_likelihood_of_what_was_seen_is_that_of_the_normal_distribution_given_the_class(bool hasPrior)
    {
        var known = new LinearConditional(hasPrior, isExact: false);
        ExampleValues examples = LinearConditional.Examples(Count);
        LogLikelihoodEstimate estimate =
            new VaeEvaluation(known.Model, known.Weights).LogLikelihood(examples, samples: 20_000);
        double[] exact = [.. Enumerable.Range(0, Count).Select(i => known.Evidence(examples, i))];
        for (int i = 0; i < Count; i++)
        {
            Assert.InRange((estimate.ByExample[i] - exact[i]) / (estimate.SamplingErrors[i] + 1e-5), -5, 5);
        }
        Assert.InRange((estimate.Mean - exact.Average()) / estimate.SamplingError, -5, 5);
        Assert.InRange(estimate.SamplingErrors.Max(), 1e-4, 0.1);
        IReadOnlyDictionary<int, LogLikelihoodEstimate> byLabel = estimate.ByLabel(examples["label"]);
        Assert.Equal([0, 1, 2], byLabel.Keys);
        Assert.Equal(exact.Where((_, i) => i % 3 == 1).Average(), byLabel[1].Mean, 5 * byLabel[1].SamplingError);
    }

    [Fact]
    public void Where_q_is_the_posterior_the_bound_is_tight()
    {
        var known = new LinearConditional(hasPrior: false, isExact: true);
        ExampleValues examples = LinearConditional.Examples(20, isWhole: true);
        var evaluation = new VaeEvaluation(known.Model, known.Weights);
        LogLikelihoodEstimate one = evaluation.LogLikelihood(examples, samples: 1);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(known.Evidence(examples, i), one.ByExample[i], 1e-4));
        // A mask that is not given is one of ones.
        var whole = new ExampleValues { ["image"] = examples["image"], ["label"] = examples["label"] };
        Assert.Equal(one.ByExample, evaluation.LogLikelihood(whole, samples: 1).ByExample);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_bound_of_what_was_seen_is_below_its_log_likelihood_and_one_draw_gives_it_on_average(bool hasPrior)
    {
        var known = new LinearConditional(hasPrior, isExact: false);
        ExampleValues few = LinearConditional.Examples(3), many = Repeated(few, 1500);
        var evaluation = new VaeEvaluation(known.Model, known.Weights);
        double[] bound = [.. evaluation.Bound(many).ByExample], one = [.. evaluation.LogLikelihood(many, 1).ByExample];
        for (int i = 0; i < 3; i++)
        {
            (double a, double errorA) = Mean([.. bound.Where((_, n) => n % 3 == i)]);
            (double b, double errorB) = Mean([.. one.Where((_, n) => n % 3 == i)]);
            double error = Math.Sqrt(errorA * errorA + errorB * errorB);
            Assert.InRange((a - b) / error, -5, 5);
            Assert.True(known.Evidence(few, i) - a > 5 * error);
            Assert.InRange(error, 0, 0.3);
        }
    }

    [Fact]
    public void A_learned_vector_of_each_class_and_numbers_as_they_are_are_conditions_too()
    {
        ExampleValues examples = LinearConditional.Examples(12);
        var known = new LinearConditional(hasPrior: true, isExact: false);
        double expected = new VaeEvaluation(known.Model, known.Weights).Bound(examples).Mean;
        examples["one-hot"] = [.. examples["label"].SelectMany(
            static label => Enumerable.Range(0, LinearConditional.Classes).Select(c => c == label ? 1f : 0f))];
        var byVector = new LinearConditional(true, false, Condition.Vector(LinearConditional.Classes, "one-hot"));
        Assert.Equal(expected, new VaeEvaluation(byVector.Model, byVector.Weights).Bound(examples).Mean, 1e-6);
        var byNetwork = new LinearConditional(true, false, Condition.By("one-hot", [LinearConditional.Classes],
            new FunctionLayer(static x => x), LinearConditional.Classes));
        Assert.Equal(expected, new VaeEvaluation(byNetwork.Model, byNetwork.Weights).Bound(examples).Mean, 1e-6);
        // An embedding with the identity for its table.
        VariationalAutoencoder embedded = VariationalAutoencoder.Perceptron([LinearConditional.Pixels], [],
            LinearConditional.Latent, Likelihood.Normal(0.01), hasConditionalPrior: true, fields: new ModelFields
            {
                Condition = Condition.EmbeddedLabel(LinearConditional.Classes, LinearConditional.Classes),
                HasMask = true,
            });
        Dictionary<string, float[]> values =
            known.Weights.ToDictionary().ToDictionary(v => v.Key, v => v.Value.ToArray());
        values["condition.network.weight"] = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        Assert.Equal(expected,
            new VaeEvaluation(embedded, WeightValues.From(embedded, values)).Bound(examples).Mean, 1e-6);
    }

    // Some 160 weights are compared; the greatest of as many standard normal numbers is above 5 once in 11,000 times.
    [Fact]
    public void Every_gradient_of_a_bound_of_what_was_seen_is_the_same_on_average()
    {
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron([6], [4], 2, hasConditionalPrior: true,
            fields: new ModelFields { Condition = Condition.EmbeddedLabel(3, 2), HasMask = true });
        var example = new Dictionary<string, float[]>
        {
            ["image"] = [1, 0, float.NaN, 1, 1, 0],
            ["seen"] = [1, 1, 0, 1, 1, 1],
            ["label"] = [2],
        };
        GradientSamples Of(BoundObjective objective, ulong seed) => GradientSamples.Of(
            network.Loss(objective), WeightValues.Initial(network, 3), example, batches: 40, draws: 250, seed);
        GradientSamples analytic = Of(new BoundObjective { Samples = 2 }, 1);
        GradientSamples path = Of(new BoundObjective { Samples = 2, Divergence = DivergenceForm.PathOnly }, 2);
        Assert.InRange(analytic.Distance(path), 0, 5);
        Assert.True(path.Errors.Max() < 0.1 * analytic.Means.Max(Math.Abs), "The comparison would show nothing.");
        var weighted = new BoundObjective { Samples = 4, IsImportanceWeighted = true };
        GradientSamples iwae = Of(weighted, 3), doubly = Of(weighted with { IsDoublyReparameterized = true }, 4);
        Assert.InRange(iwae.Distance(doubly), 0, 5);
    }

    [Fact]
    public void Imputed_pixels_are_conditional_means_by_weights_and_what_stands_in_missing_places_does_not_matter()
    {
        var known = new LinearConditional(hasPrior: true, isExact: false);
        var evaluation = new VaeEvaluation(known.Model, known.Weights);
        ExampleValues examples = LinearConditional.Examples(Count);
        float[] imputed = evaluation.Impute(examples, samples: 20_000);
        float[] rough = evaluation.Impute(examples, 20_000, isWeighted: false);
        double worst = 0, ofRough = 0;
        for (int i = 0; i < Count; i++)
        {
            double[] exact = known.Completed(examples, i);
            for (int p = 0; p < LinearConditional.Pixels; p++)
            {
                int at = i * LinearConditional.Pixels + p;
                if (examples["seen"][at] != 0)
                {
                    Assert.Equal(examples["image"][at], imputed[at]);
                    continue;
                }
                worst = Math.Max(worst, Math.Abs(imputed[at] - exact[p]));
                ofRough = Math.Max(ofRough, Math.Abs(rough[at] - exact[p]));
            }
        }
        // Means of spread about one over some 10,000 effective draws, of which five errors are 0.05.
        Assert.InRange(worst, 0, 0.06);
        Assert.True(ofRough > 0.2, "The comparison would show nothing.");
        Assert.Equal(imputed, evaluation.Impute(LinearConditional.Examples(Count, inMissing: float.NaN), 20_000));
        Assert.Equal(evaluation.Bound(examples).ByExample,
            evaluation.Bound(LinearConditional.Examples(Count, inMissing: float.NaN)).ByExample);
    }

    [Fact]
    public void The_chain_draws_missing_pixels_given_the_class()
    {
        const int chains = 900;
        var known = new LinearConditional(hasPrior: false, isExact: true);
        ExampleValues few = LinearConditional.Examples(3), many = Repeated(few, chains / 3);
        bool[] isObserved = [.. many["seen"].Select(static s => s != 0)];
        var chain = new ImputationChain(known.Model, known.Weights, many, isObserved, seed: 2);
        chain.Run(60);
        float[] drawn = chain.Values;
        for (int i = 0; i < 3; i++)
        {
            double[] exact = known.Completed(few, i);
            for (int p = 0; p < LinearConditional.Pixels; p++)
            {
                (double mean, double error) = Mean([.. Enumerable.Range(0, chains / 3)
                    .Select(n => (double)drawn[(3 * n + i) * LinearConditional.Pixels + p])]);
                Assert.InRange((mean - exact[p]) / (error + 1e-6), -5, 5);
            }
        }
        Assert.Contains(false, isObserved[..12]);
    }

    [Fact]
    public void Pixels_are_hidden_anew_in_each_step_and_what_is_hidden_does_not_count()
    {
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron(
            [1, 8, 8], [5], 2, fields: new ModelFields { HasMask = true });
        // A decoder that is 0 says one half of each pixel.
        Dictionary<string, float[]> values = WeightValues.Initial(network, 1).ToDictionary()
            .ToDictionary(v => v.Key, v => v.Key.StartsWith("decoder", StringComparison.Ordinal)
                ? new float[v.Value.Length] : v.Value.ToArray());
        ExampleSet digits = ExampleSets.Digits().Take(1000);
        var batches = new ExampleBatches(digits, 1000, 1, isShuffled: false);
        double Reconstruction(double share) => new LossEvaluator(
            network.Loss(new BoundObjective { HiddenShare = share }), batches, 1000)
            .Run(WeightValues.From(network, values)).Terms["reconstruction"];
        Assert.Equal(64 * Math.Log(2), Reconstruction(0), 1e-4);
        // 64,000 pixels: five standard errors of their share are 0.009.
        Assert.InRange(Reconstruction(0.3) / (64 * Math.Log(2)), 0.691, 0.709);
        Loss loss = network.Loss(new BoundObjective { HiddenShare = 0.3 });
        var program = new NetworkProgram(network, loss.Inputs, [Tensor.Spread(loss.Terms[0].Value)], 50, 1,
            Random.RandomKey.FromSeed(1));
        program.Load(WeightValues.From(network, values));
        float[] Step(long step)
        {
            program.Prepare(step);
            program.Runner.Run();
            var terms = new float[50];
            program.Runner.CopyByDraw(0, terms);
            return terms;
        }
        program.Runner.BindInput(loss.Inputs.Index().Single(p => p.Item is FieldInput).Index,
            (ReadOnlyMemory<float>)new float[50 * 64]);
        float[] first = Step(0), second = Step(1);
        Assert.True(first.Distinct().Count() > 5);
        Assert.NotEqual(first, second);
        Assert.Equal(first, Step(0));
    }

    [Fact]
    public void A_training_set_may_have_a_mask_of_each_image()
    {
        ExampleSet digits = ExampleSets.Digits().Take(500).WithMissing(0.3, seed: 1);
        float[] seen = digits.Numbers("seen");
        // 32,000 pixels: five standard errors are 0.013.
        Assert.InRange(seen.Average(), 0.687, 0.713);
        Assert.All(seen, static s => Assert.True(s is 0 or 1));
        Assert.Equal(seen, ExampleSets.Digits().Take(500).WithMissing(0.3, seed: 1).Numbers("seen"));
        Assert.NotEqual(seen[..64], seen[64..128]);
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron(
            [1, 8, 8], [20], 4, fields: new ModelFields { HasMask = true });
        var trainer = new Trainer(network.Loss(), new ExampleBatches(digits, 50, 1));
        double before = trainer.Run(5).Bound, after = trainer.Run(200).Bound;
        Assert.True(after > before + 3, $"{before}, {after}");
    }

    [Fact]
    public void A_network_of_convolutions_reads_mask_and_condition_as_channels()
    {
        VariationalAutoencoder network = VariationalAutoencoder.Convolutional([1, 8, 8], [4, 6],
            new CouplingFamily(latent: 3),
            fields: new ModelFields { Condition = Condition.Label(10), HasMask = true });
        Shape first = network.Weights.Single(w => w.Name == "encoder.0.weight").Weight.Shape;
        Assert.Equal([4, 12, 3, 3], first.Lengths.ToArray());
        ExampleSet digits = ExampleSets.Digits().Take(200);
        var trainer = new Trainer(
            network.Loss(new BoundObjective { HiddenShare = 0.3 }), new ExampleBatches(digits, 50, 1));
        double before = trainer.Run(4).Bound, after = trainer.Run(400).Bound;
        Assert.True(after > before + 3, $"{before}, {after}");
        var pictures = new VaePictures(network, trainer.Weights);
        float[] rows = pictures.SamplesByLabel(2, 1);
        Assert.Equal(10 * 2 * 64, rows.Length);
        Assert.NotEqual(rows[..64], rows[128..192]);
    }

    [Fact]
    public void Pictures_are_told_the_label()
    {
        var known = new LinearConditional(hasPrior: true, isExact: true);
        var pictures = new VaePictures(known.Model, known.Weights);
        float[] rows = pictures.SamplesByLabel(columns: 2000, seed: 1);
        for (int c = 0; c < LinearConditional.Classes; c++)
        {
            (double[] mean, _) = known.Marginal(c);
            for (int p = 0; p < LinearConditional.Pixels; p++)
            {
                (double average, double error) = Mean([.. Enumerable.Range(0, 2000)
                    .Select(i => (double)rows[(c * 2000 + i) * LinearConditional.Pixels + p])]);
                Assert.InRange((average - mean[p]) / error, -5, 5);
            }
        }
        float[] labels = [.. Enumerable.Range(0, 6000).Select(static i => (float)(i / 2000))];
        Assert.Equal(rows[..4], pictures.Samples(6000, 1, labels)[..4]);
        // The same z down a column: what differs is the label.
        ExampleValues examples = LinearConditional.Examples(3, isWhole: true);
        float[] own = pictures.Reconstructions(examples), other = pictures.Reconstructions(examples, [1, 1, 1]);
        Assert.Equal(own[4..8], other[4..8]);
        Assert.NotEqual(own[..4], other[..4]);
        Assert.Equal(own[..4], pictures.Interpolations(examples, examples, 2)[..4]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var known = new LinearConditional(hasPrior: false, isExact: true);
        var evaluation = new VaeEvaluation(known.Model, known.Weights);
        var pictures = new VaePictures(known.Model, known.Weights);
        VariationalAutoencoder plain = VariationalAutoencoder.Perceptron([4], [], 2);
        void Refused(string part, Action action) => Assert.Contains(
            part, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
        Refused("reads the field 'label', which was not given", () => evaluation.Bound(new float[4]));
        Refused("'label' is 3 for example 0, but classes go from 0 to 2",
            () => evaluation.Bound(new ExampleValues { ["image"] = new float[4], ["label"] = [3] }));
        Refused("'seen' has 3 numbers, but 1 examples have 4 each", () => evaluation.Bound(
            new ExampleValues { ["image"] = new float[4], ["label"] = [0], ["seen"] = new float[3] }));
        Refused("0 numbers were given as the condition of 2 images", () => pictures.Samples(2, 1));
        Refused("the model reads no mask", () => plain.Loss(new BoundObjective { HiddenShare = 0.5 }));
        Refused("the encoder reads no mask",
            () => new VaeEvaluation(plain, WeightValues.Initial(plain, 1)).Impute(new float[4]));
        Refused("there is no condition that it could be told of",
            () => VariationalAutoencoder.Perceptron([4], [], 2, hasConditionalPrior: true));
        Refused("Leave them out", () => new VaePictures(plain, WeightValues.Initial(plain, 1)).Samples(1, 1, [0]));
        Refused("must be at least 0 and below 1", () => _ = new BoundObjective { HiddenShare = 1 });
        VariationalAutoencoder masked = VariationalAutoencoder.Perceptron(
            [1, 8, 8], [5], 2, fields: new ModelFields { HasMask = true });
        var torn = new ExampleBatches(ExampleSets.Digits().Take(100).WithMissing(0.3, seed: 1), 50, seed: 1);
        Loss hiding = masked.Loss(new BoundObjective { HiddenShare = 0.3 });
        Refused("Leave BoundObjective.HiddenShare unset", () => _ = new Trainer(hiding, torn));
        Refused("Leave BoundObjective.HiddenShare unset", () => _ = new LossEvaluator(hiding, torn, 100));
        Refused("Make the model with ModelFields.HasMask", () => _ = new Trainer(
            VariationalAutoencoder.Perceptron([1, 8, 8], [5], 2).Loss(), torn));
        Assert.Throws<InvalidOperationException>(
            () => new VaePictures(plain, WeightValues.Initial(plain, 1)).SamplesByLabel(1, 1));
    }

    private static ExampleValues Repeated(ExampleValues examples, int times)
    {
        var repeated = new ExampleValues();
        foreach ((string field, float[] values) in examples.Fields)
        {
            repeated[field] = [.. Enumerable.Repeat(values, times).SelectMany(static v => v)];
        }
        return repeated;
    }

    private static (double Mean, double Error) Mean(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length));
    }
}
