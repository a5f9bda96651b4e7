namespace Reparam.Neural.Tests.DeepLatentGaussian;

public sealed class DeepLatentGaussianModelTests
{
    [Theory]
    [InlineData(LayerNoise.Unit)]
    [InlineData(LayerNoise.Diagonal)]
    [InlineData(LayerNoise.Dense)]
    [InlineData(LayerNoise.Conditional)]
    public void A_model_decodes_draws_beside_each_other_as_one_by_one(LayerNoise noise)
    {
        var model = DeepLatentGaussianModel.Perceptron([2, 3], 4, [3, 2, 2], noise: noise);
        WeightValues weights = WeightValues.Initial(model, 2);
        float[][] values = NetworkFunction.Compile(model, inputs =>
        {
            Tensor[] many = [.. model.Layers.Select((layer, i) => inputs.Noise($"noise {i}", [layer.Latent, 3]))];
            Tensor[] last = [.. many.Select(m => Tensor.Transpose(m)[2])];
            return [Tensor.Transpose(model.Decode(many))[2], model.Decode(last)];
        }, 4).Run(weights, 4, new Dictionary<string, float[]>());
        Assert.All(values[0].Zip(values[1]), p => Assert.Equal(p.First, p.Second, 1e-5f));
        Assert.True(values[0].Distinct().Count() > 20);
    }

    [Theory]
    [InlineData(PosteriorForm.Diagonal, LayerNoise.Dense)]
    [InlineData(PosteriorForm.RankOnePrecision, LayerNoise.Conditional)]
    [InlineData(PosteriorForm.Ladder, LayerNoise.Conditional)]
    [InlineData(PosteriorForm.Ladder, LayerNoise.Unit)]
    public void Training_raises_the_bound(PosteriorForm posterior, LayerNoise noise)
    {
        var model = DeepLatentGaussianModel.Perceptron([1, 2, 3], 8, [3, 2, 2], posterior, noise);
        var trainer = new Trainer(model.Loss(), new Stripes(),
            new TrainingOptions { Optimizer = new AdamOptimizer(0.01), Prefetches = false });
        double first = trainer.Run(20).Loss;
        trainer.Run(500);
        TrainingAverages last = trainer.Run(100);
        // Two equally likely patterns: the best loss is log 2, that of independent pixels 6 log 2.
        Assert.InRange(last.Loss, Math.Log(2), 2);
        Assert.True(first > 3.5);
        Assert.Equal(last.Loss, last.Terms.Values.Sum(), 1e-3);
        Assert.Equal(["reconstruction", "divergence 1", "divergence 2", "divergence 3"], last.Terms.Keys);
    }

    [Fact]
    public void Models_that_do_not_fit_together_are_refused()
    {
        void Refused<T>(string part, Func<object> make)
            where T : ArgumentException =>
            Assert.Contains(part, Assert.Throws<T>(make).Message, StringComparison.Ordinal);
        Layer Map(int from, int to) => new Linear(from, to);
        IndependentRecognition Recognition(params int[] latent) => new(
            [.. latent.Select(_ => (Layer)(Func<Tensor, Tensor>)(x => x))],
            [.. latent.Select(n => Map(4, 2 * n))], [.. latent.Select(n => new DiagonalNormalFamily(n))]);
        StochasticLayer lower = StochasticLayer.Below(3, Map(2, 3)), top = StochasticLayer.Top(2);
        DeepLatentGaussianModel Made(RecognitionModel recognition, params StochasticLayer[] layers) =>
            new([4], layers, Map(3, 4), Likelihood.Bernoulli, recognition);
        Refused<ArgumentException>("layer next to the data first", () => Made(Recognition(2, 3), top, lower));
        Refused<ArgumentException>("layer next to the data first", () => Made(Recognition(3), lower));
        Refused<ArgumentException>("made for 1 layers, but the model has 2", () => Made(Recognition(3), lower, top));
        Refused<ArgumentException>("3 variables in layer 2, but the model has 2",
            () => Made(Recognition(3, 3), lower, top));
        Refused<ArgumentException>("depend on", () => StochasticLayer.Top(2, LayerNoise.Conditional));
        Refused<ArgumentOutOfRangeException>("must be at least 1", () => StochasticLayer.Top(0));
        Refused<ArgumentException>("latent is empty", () => DeepLatentGaussianModel.Perceptron([4], 3, []));
        Refused<ArgumentException>("noise of layer 1 is Dense", () => DeepLatentGaussianModel.Perceptron(
            [4], 3, [2, 2], PosteriorForm.Ladder, LayerNoise.Dense));
        Refused<ArgumentException>("noise was given for 1 layers", () => Made(Recognition(3, 2), lower, top)
            .Decode([Tensor.Input("noise", [3])]));
        Refused<ArgumentException>("3 features are expected", () => Made(Recognition(3, 2),
            StochasticLayer.Below(3, Map(2, 4)), top).Loss());
        Assert.NotNull(Made(Recognition(3, 2), lower, top).Loss());
        WeightValues weights = WeightValues.Initial(Made(Recognition(3, 2), lower, top), 1);
        DeepLatentGaussianModel model = Made(Recognition(3, 2), lower, top);
        var evaluation = new LatentEvaluation(model, weights);
        Refused<ArgumentException>("3 numbers were given", () => evaluation.LogLikelihood(new float[3]));
        Refused<ArgumentException>("0 numbers were given", () => evaluation.Bound(Array.Empty<float>()));
        Refused<ArgumentOutOfRangeException>("samples is 0", () => evaluation.LogLikelihood(new float[4], 0));
    }

    /// <summary>Images of which the left column is 1, or the others are.</summary>
    private sealed class Stripes : BatchSource
    {
        public override int BatchSize => 20;

        public override IReadOnlyDictionary<string, Shape> Fields { get; } =
            new Dictionary<string, Shape> { [DeepLatentGaussianModel.Field] = [1, 2, 3] };

        public override void Fill(long batch, string field, Span<float> destination)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                bool isLeft = i / BatchSize % 3 == 0, isShown = i % 2 == 0;
                destination[i] = isLeft == isShown ? 1 : 0;
            }
        }
    }
}
