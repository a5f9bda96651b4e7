namespace Reparam.Neural.Tests.Training;

public sealed class TrainerCheckpointTests : IDisposable
{
    private static readonly ExampleSet Digits = ExampleSets.Digits().Take(200);

    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("checkpoint.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(17, 2, 1)]
    [InlineData(39, 1, 3)]
    public void A_training_that_is_cut_and_restored_goes_on_to_the_same_bits(int cut, int threads, int threadsAfter)
    {
        var options = new TrainingOptions { ClipNorm = 5, AverageDecay = 0.9 };
        Trainer whole = Make(options), first = Make(options with { Threads = threads }),
            second = Make(options with { Threads = threadsAfter });
        double all = whole.Run(40).Loss;
        if (cut > 0)
        {
            first.Run(cut);
        }
        first.Save(File);
        second.Run(3);
        second.Restore(File);
        Assert.Equal(cut, second.Steps);
        double rest = second.Run(40 - cut).Loss;

        Same(whole.Weights, second.Weights);
        Same(whole.AveragedWeights, second.AveragedWeights);
        Assert.True(cut > 0 || rest == all);
    }

    [Fact]
    public void The_running_averages_of_batches_are_restored_too()
    {
        Trainer Made()
        {
            var norm = new BatchNorm(8);
            var network = new Sequential(new FunctionLayer(static x => Tensor.Reshape(x, [64])), new Linear(64, 8),
                norm,
                new Linear(8, 1));
            return new Trainer(Loss.Define(network, builder => builder.Term("square",
                Tensor.Square(network.Apply(builder.Field("image", [1, 8, 8]))[0] - 1))), new ExampleBatches(Digits, 20,
                    1));
        }
        Trainer whole = Made(), first = Made(), second = Made();
        whole.Run(10);
        first.Run(5);
        first.Save(File);
        second.Restore(File);
        second.Run(5);
        Same(whole.Weights, second.Weights);
    }

    [Fact]
    public void What_differs_is_named()
    {
        Make().Save(File);
        Refused("its weight 'encoder.1.0.weight' has shape [40, 64], and that of this network [30, 64]",
            Make(hidden: 30));
        Refused("its weight 'encoder.1.2.weight' has shape [8, 40], and that of this network [6, 40]", Make(latent: 3));
        Refused("its seed is 1, and this is 2", Make(new TrainingOptions { Seed = 2 }));
        Refused("batch 50, AdamOptimizer { StepSize = ConstantStepSize { Value = 0.001 }",
            Make(new TrainingOptions { Optimizer = new AdamOptimizer(2e-3) }));
        Refused("its loss has the terms and metrics reconstruction, divergence, bound, and this one negative bound",
            Make(objective: new BoundObjective { Samples = 2, IsImportanceWeighted = true }));
        Refused("its loss is computed otherwise", Make(objective: new BoundObjective { FreeNats = 2 }));
        Refused("its schedules are none, and these are divergence weight: ConstantStepSize { Value = 0.5 }",
            Make(objective: new BoundObjective { DivergenceWeight = new Reparam.Variational.ConstantStepSize(0.5) }));
    }

    [Fact]
    public void Another_version_is_named()
    {
        Trainer trainer = Make();
        trainer.Save(File);
        SafetensorsFile file = SafetensorsFile.Read(File);
        SafetensorsFile.Write(File, file.Arrays,
            new Dictionary<string, string>(file.Metadata) { ["library_version"] = "0.0.9" });
        Refused("it was written by version 0.0.9 of the library, and this is ", trainer);
    }

    [Fact]
    public void A_network_with_other_weights_is_refused_by_their_names()
    {
        Trainer Of(Module network, Func<LossBuilder, Tensor> loss) => new(
            Loss.Define(network, builder => builder.Term("term", loss(builder))), new ExampleBatches(Digits, 20, 1));
        var one = new Linear(64, 1);
        var two = new Linear(64, 1, hasBias: false);
        Tensor Square(Linear layer, LossBuilder builder) =>
            Tensor.Square(layer.Apply(Tensor.Reshape(builder.Field("image", [1, 8, 8]), [64]))[0]);
        Trainer with = Of(one, builder => Square(one, builder)), without = Of(two, builder => Square(two, builder));
        with.Save(File);
        Refused("its network has a weight 'bias', which this one has not", without);
        without.Save(File);
        Refused("its network has no weight 'bias', which this one has, of shape [1]", with);
    }

    [Fact]
    public void A_file_that_is_truncated_or_another_is_refused_and_changes_nothing()
    {
        Trainer trainer = Make();
        trainer.Run(3);
        trainer.Save(File);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        WeightValues before = trainer.Weights;
        foreach (int length in new[] { 0, 5, 200, whole.Length / 2, whole.Length - 1 })
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Assert.Contains(File, Assert.Throws<CheckpointException>(() => trainer.Restore(File)).Message,
                StringComparison.Ordinal);
        }
        SafetensorsFile.Write(File, [new("a", [1f], [1])]);
        Refused("it is no checkpoint of a training", trainer);
        Same(before, trainer.Weights);
    }

    [Fact]
    public void The_last_good_checkpoint_survives_a_failed_write()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        Trainer trainer = Make();
        trainer.Run(2);
        trainer.Save(File);
        byte[] good = System.IO.File.ReadAllBytes(File);
        trainer.Run(2);
        // A device on which no space is ever left, in the place where the new file is written.
        System.IO.File.CreateSymbolicLink(File + ".partial", "/dev/full");
        Assert.Contains("No space left", Assert.Throws<IOException>(() => trainer.Save(File)).Message,
            StringComparison.OrdinalIgnoreCase);
        Assert.Equal(good, System.IO.File.ReadAllBytes(File));
        trainer.Save(File);
        Assert.NotEqual(good, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void A_training_that_has_diverged_is_not_saved()
    {
        var network = new Linear(64, 1);
        var loss = Loss.Define(network, builder => builder.Term("square",
            Tensor.Square(network.Apply(Tensor.Reshape(builder.Field("image", [1, 8, 8]), [64]))[0] - 1)));
        Trainer Made(double size) => new(loss, new ExampleBatches(Digits, 20, 1),
            new TrainingOptions { Optimizer = new MomentumOptimizer(size) });
        Made(1e-3).Save(File);
        byte[] good = System.IO.File.ReadAllBytes(File);
        Trainer diverging = Made(1e38);
        TrainingException error = Assert.Throws<TrainingException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                diverging.Run(1);
                diverging.Save(File + ".other");
            }
        });
        Assert.Contains("at step ", error.Message, StringComparison.Ordinal);
        Assert.Equal(good, System.IO.File.ReadAllBytes(File));
    }

    private void Refused(string why, Trainer trainer)
    {
        string message = Assert.Throws<CheckpointException>(() => trainer.Restore(File)).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    private static void Same(WeightValues one, WeightValues other) =>
        Assert.All(one.Names, name => Assert.Equal(one[name].ToArray(), other[name].ToArray()));

    private static Trainer Make(
        TrainingOptions? options = null, int hidden = 40, int latent = 4, BoundObjective? objective = null) =>
        new(VariationalAutoencoder.Perceptron([1, 8, 8], [hidden], latent).Loss(objective),
            new ExampleBatches(Digits, 50, 1,
                new Dictionary<string, PixelNoise> { ["image"] = PixelNoise.Binarised }), options);
}
