namespace Reparam.Neural.Tests.Diffusion;

public sealed class SignalToNoiseTests
{
    private static readonly Module Nothing = new Sequential();

    private static readonly double[] Ratios = [-13, -6, -1, 0, 0.5, 4, 13];

    public static TheoryData<Prediction, Prediction> Pairs()
    {
        var pairs = new TheoryData<Prediction, Prediction>();
        foreach (Prediction from in Enum.GetValues<Prediction>())
        {
            foreach (Prediction to in Enum.GetValues<Prediction>())
            {
                pairs.Add(from, to);
            }
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Predictions_convert_into_each_other_and_back(Prediction from, Prediction to)
    {
        var program = new DoubleProgram(Nothing);
        var ratio = new SignalToNoise(program.ByDraw([], Ratios));
        Tensor x = program.ByDraw([2], Repeated(0.7, -1.3)), noise = program.ByDraw([2], Repeated(0.4, 1.9));
        Tensor diffused = ratio.Diffuse(x, noise), right = ratio.Target(from, x, noise);
        Tensor there = ratio.Convert(diffused, right, from, to);
        double[][] values = program.Run(Ratios.Length, there - ratio.Target(to, x, noise),
            ratio.Convert(diffused, there, to, from) - right);
        // A division by σ or α of e^-6.5 costs so many digits of 1e-16, and there and back two of them.
        Assert.All(values.SelectMany(v => v), error => Assert.InRange(error, -1e-11, 1e-11));
    }

    [Fact]
    public void A_wrong_prediction_stays_that_prediction_there_and_back()
    {
        var program = new DoubleProgram(Nothing);
        var ratio = new SignalToNoise(program.ByDraw([], Ratios));
        Tensor diffused = program.ByDraw([2], Repeated(0.3, 0.8)), said = program.ByDraw([2], Repeated(-2, 0.1));
        Tensor[] back = [.. from Prediction a in Enum.GetValues<Prediction>()
                         from Prediction b in Enum.GetValues<Prediction>()
                         select ratio.Convert(diffused, ratio.Convert(diffused, said, a, b), b, a) - said];
        Assert.All(program.Run(Ratios.Length, back).SelectMany(v => v),
            error => Assert.InRange(error, -1e-9, 1e-9));
    }

    [Theory]
    [InlineData(Prediction.Noise)]
    [InlineData(Prediction.Velocity)]
    [InlineData(Prediction.Example)]
    public void The_squared_error_is_that_of_the_noise(Prediction kind)
    {
        var program = new DoubleProgram(Nothing);
        var ratio = new SignalToNoise(program.ByDraw([], Ratios));
        Tensor x = program.ByDraw([2], Repeated(0.7, -1.3)), noise = program.ByDraw([2], Repeated(0.4, 1.9));
        Tensor said = program.ByDraw([2], Repeated(0.3, 0.2));
        Tensor predicted = ratio.Convert(ratio.Diffuse(x, noise), said, kind, Prediction.Noise);
        Tensor expected = Tensor.Sum(Tensor.Square(noise - predicted));
        double[] values = program.Run(Ratios.Length, ratio.SquaredError(kind, said, x, noise) / expected)[0];
        Assert.All(values, share => Assert.Equal(1, share, 1e-9));
    }

    [Fact]
    public void Variance_is_preserved_and_the_ratio_is_that_of_its_parts()
    {
        var program = new DoubleProgram(Nothing);
        var ratio = new SignalToNoise(program.ByDraw([], Ratios));
        Tensor signal = Tensor.Square(ratio.Signal), noise = Tensor.Square(ratio.Noise);
        double[][] values = program.Run(Ratios.Length, signal + noise, Tensor.Log(signal / noise));
        Assert.All(values[0], sum => Assert.Equal(1, sum, 1e-15));
        Assert.All(values[1].Zip(Ratios), pair => Assert.Equal(pair.Second, pair.First, 1e-13));
    }

    private static double[] Repeated(params double[] elements) =>
        [.. elements.SelectMany(e => Enumerable.Repeat(e, Ratios.Length))];
}
