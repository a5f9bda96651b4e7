namespace Reparam.Neural.Tests.Training;

public sealed class TrainerTests
{
    private static readonly ExampleSet Digits = ExampleSets.Digits().Take(200);

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Threads_and_prefetching_change_no_bit(int threads, bool prefetches)
    {
        WeightValues one = Trained(new TrainingOptions { Prefetches = false, ClipNorm = 5, AverageDecay = 0.9 });
        WeightValues other = Trained(
            new TrainingOptions { Threads = threads, Prefetches = prefetches, ClipNorm = 5, AverageDecay = 0.9 });
        Assert.All(one.Names, name => Assert.Equal(one[name].ToArray(), other[name].ToArray()));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        Trainer trainer = Make(new TrainingOptions { Prefetches = false, ClipNorm = 5, AverageDecay = 0.9 });
        trainer.Run(20);
        trainer.Run(1);
        long one = Allocated(1), many = Allocated(50);
        // What a call of Run returns is allocated once a call.
        Assert.Equal(one, many);

        long Allocated(int steps)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            trainer.Run(steps);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Training_makes_the_loss_smaller()
    {
        Trainer trainer = Make(new TrainingOptions());
        double first = trainer.Run(5).Loss;
        trainer.Run(300);
        Assert.InRange(trainer.Run(5).Loss, 0, 0.8 * first);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_told_with_its_step_and_term_and_leaves_the_weights()
    {
        var network = new Sequential(new Linear(64, 1));
        var loss = Loss.Define(network, builder =>
        {
            Tensor x = Tensor.Reshape(builder.Field("image", [1, 8, 8]), [64]);
            builder.Term("overflow", Tensor.Exp(1000 + Tensor.Square(network.Apply(x)[0])));
        });
        var trainer = new Trainer(loss, new ExampleBatches(Digits, 10, 1));
        WeightValues before = trainer.Weights;
        TrainingException error = Assert.Throws<TrainingException>(() => trainer.Run(100));
        Assert.Contains("at step 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("'overflow'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before["0.weight"].ToArray(), trainer.Weights["0.weight"].ToArray());
    }

    [Fact]
    public void A_gradient_that_is_not_finite_leaves_the_weights()
    {
        // √ of 0 is finite, and its slope is not.
        var network = new Sequential(new Linear(64, 1, initializer: Initializer.Zeros));
        var loss = Loss.Define(network, builder =>
        {
            Tensor x = Tensor.Reshape(builder.Field("image", [1, 8, 8]), [64]);
            Tensor y = network.Apply(x)[0];
            builder.Term("root", Tensor.Sqrt(Tensor.Square(y - Tensor.StopGradient(y))));
        });
        var trainer = new Trainer(loss, new ExampleBatches(Digits, 10, 1));
        WeightValues before = trainer.Weights;
        TrainingException error = Assert.Throws<TrainingException>(() => trainer.Run(1));
        Assert.Contains("at step 1 the norm of the gradient is NaN", error.Message, StringComparison.Ordinal);
        Assert.All(before.Names, name => Assert.Equal(before[name].ToArray(), trainer.Weights[name].ToArray()));
    }

    [Fact]
    public void A_gradient_whose_squares_overflow_leaves_the_weights_however_few_they_are()
    {
        // The gradient is 1e25 and the loss some 1e23: both are finite as floats, and the square is not.
        var network = new Sequential(new Linear(64, 1, initializer: Initializer.Zeros));
        var loss = Loss.Define(network, builder =>
        {
            Tensor x = Tensor.Reshape(builder.Field("image", [1, 8, 8]), [64]);
            builder.Term("steep", 1e25 * network.Apply(0 * x)[0]);
        });
        var trainer = new Trainer(loss, new ExampleBatches(Digits, 10, 1));
        WeightValues before = trainer.Weights;
        TrainingException error = Assert.Throws<TrainingException>(() => trainer.Run(1));
        Assert.Contains("at step 1 the norm of the gradient is", error.Message, StringComparison.Ordinal);
        Assert.All(before.Names, name => Assert.Equal(before[name].ToArray(), trainer.Weights[name].ToArray()));
    }

    [Fact]
    public void A_layer_that_was_not_added_is_refused_with_what_to_do()
    {
        var network = new Forgetful();
        var loss = Loss.Define(network, builder => builder.Term("term",
            network.Apply(Tensor.Reshape(builder.Field("image", [1, 8, 8]), [64]))[0]));
        string message = Assert.Throws<ArgumentException>(
            () => new Trainer(loss, new ExampleBatches(Digits, 10, 1))).Message;
        Assert.Contains("Forgetful: the expressions use a weight", message, StringComparison.Ordinal);
        Assert.Contains("Call Add", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_the_data_lack_or_of_another_shape_is_refused_by_name()
    {
        var network = new Linear(3, 1);
        Loss Reading(string field, Shape shape) => Loss.Define(network,
            builder => builder.Term("term", network.Apply(builder.Field(field, shape))[0]));
        var batches = new ExampleBatches(Digits, 10, 1);
        Assert.Contains("'pixels'", Assert.Throws<ArgumentException>(
            () => new Trainer(Reading("pixels", [3]), batches)).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 8, 8]", Assert.Throws<ArgumentException>(
            () => new Trainer(Reading("image", [3]), batches)).Message, StringComparison.Ordinal);
    }

    private static WeightValues Trained(TrainingOptions options)
    {
        Trainer trainer = Make(options);
        trainer.Run(40);
        return trainer.AveragedWeights;
    }

    private static Trainer Make(TrainingOptions options)
    {
        VariationalAutoencoder network = VariationalAutoencoder.Perceptron([1, 8, 8], [40], 4);
        return new Trainer(network.Loss(), new ExampleBatches(Digits, 50, 1,
            new Dictionary<string, PixelNoise> { ["image"] = PixelNoise.Binarised }), options);
    }

    private sealed class Forgetful : Layer
    {
        private readonly Linear _layer = new(64, 1);

        public override Tensor Apply(Tensor x) => _layer.Apply(x);
    }
}
