using Reparam.Random;

namespace Reparam.Neural;

/// <summary>The values that a weight begins with: a function of its shape and of a key.</summary>
/// <remarks>A matrix is [outputs, inputs], a kernel of a convolution [outputs, inputs, rows, columns]: each output sums
/// over <c>fan in</c> = inputs · rows · columns numbers, each input goes into <c>fan out</c> = outputs · rows · columns.</remarks>
public abstract record Initializer
{
    /// <summary>All 0.</summary>
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    /// <summary>All 1.</summary>
    public static Initializer Ones { get; } = new ConstantInitializer(1);

    /// <summary>Uniform on ±√(6 / (fan in + fan out)): variances are kept forward and backward, on average, where the
    /// activation is about the identity. Source: Glorot and Bengio (2010), eq. 16.</summary>
    public static Initializer GlorotUniform { get; } =
        new UniformInitializer(static shape => Math.Sqrt(6.0 / (FanIn(shape) + FanOut(shape))));

    /// <summary>Uniform on ±√(6 / fan in): variances are kept forward through rectifiers. Source: He, Zhang, Ren and Sun
    /// (2015), eq. 10.</summary>
    public static Initializer HeUniform { get; } = new UniformInitializer(static shape => Math.Sqrt(6.0 / FanIn(shape)));

    /// <summary>Uniform on ±1 / √fan in, which is what PyTorch begins linear and convolutional layers with.</summary>
    public static Initializer InverseRootFanIn { get; } =
        new UniformInitializer(static shape => 1 / Math.Sqrt(FanIn(shape)));

    /// <summary>All the same.</summary>
    /// <param name="value">The value, finite.</param>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>Uniform on ±<paramref name="bound"/>.</summary>
    /// <param name="bound">Above 0.</param>
    public static Initializer Uniform(double bound) => new UniformInitializer(_ => bound);

    /// <summary>Normal with mean 0.</summary>
    /// <param name="standardDeviation">Above 0.</param>
    public static Initializer Normal(double standardDeviation) => new NormalInitializer(standardDeviation);

    /// <summary>The values.</summary>
    /// <param name="shape">The shape of the weight.</param>
    /// <param name="key">The key of its noise.</param>
    /// <param name="values">Receives them, in row-major order.</param>
    public abstract void Fill(Shape shape, RandomKey key, Span<float> values);

    private static double FanIn(Shape shape) => shape.Rank < 2 ? shape.Size : (double)shape.Size / shape[0];

    private static double FanOut(Shape shape) => shape.Rank < 2 ? shape.Size : (double)shape.Size / shape[1];

    private sealed record ConstantInitializer(double Value) : Initializer
    {
        public override void Fill(Shape shape, RandomKey key, Span<float> values) => values.Fill((float)Value);
    }

    private sealed record UniformInitializer(Func<Shape, double> Bound) : Initializer
    {
        public override void Fill(Shape shape, RandomKey key, Span<float> values)
        {
            double bound = Bound(shape);
            var noise = new double[values.Length];
            Noise.FillUniform(key, 0, 0, 1, 0, noise.Length, noise);
            for (int i = 0; i < noise.Length; i++)
            {
                values[i] = (float)(bound * (2 * noise[i] - 1));
            }
        }
    }

    private sealed record NormalInitializer(double StandardDeviation) : Initializer
    {
        public override void Fill(Shape shape, RandomKey key, Span<float> values)
        {
            var noise = new double[values.Length];
            Noise.FillNormal(key, 0, 0, 1, 0, noise.Length, noise);
            for (int i = 0; i < noise.Length; i++)
            {
                values[i] = (float)(StandardDeviation * noise[i]);
            }
        }
    }
}
