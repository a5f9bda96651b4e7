using Reparam.Random;
using static Reparam.Neural.Tests.DenseMatrices;

namespace Reparam.Neural.Tests.DeepLatentGaussian;

/// <summary>A model of two stochastic layers whose networks are linear, so that everything is normal and known: x = b +
/// W h₁ + 0.5 e, h₁ = a + A h₂ + G ξ₁, h₂ = ξ₂, for each form of the posterior.</summary>
internal sealed class LinearGaussian
{
    public const int Pixels = 4, Latent = 2;
    private const double Spread = 0.5, LeastScale = 0.01;

    private readonly PosteriorForm _form;

    public LinearGaussian(PosteriorForm form, ModelFields? fields = null)
    {
        _form = form;
        int parameters = form == PosteriorForm.RankOnePrecision ? 3 * Latent : 2 * Latent;
        Layer same = (Func<Tensor, Tensor>)(static x => x);
        Layer[] stages = [same, same], heads = [new Linear(Pixels, parameters), new Linear(Pixels, parameters)];
        LatentFamily Family() => form == PosteriorForm.RankOnePrecision
            ? new RankOnePrecisionFamily(Latent) : new DiagonalNormalFamily(Latent);
        Layer withScale = (Func<Tensor, Tensor>)(static mean =>
            Tensor.Concatenate([mean, 0 * mean + Math.Log(Spread - LeastScale)]));
        Model = new DeepLatentGaussianModel([Pixels],
            [StochasticLayer.Below(Latent, new Linear(Latent, Latent)), StochasticLayer.Top(Latent)],
            new Sequential(new Linear(Latent, Pixels), withScale), Likelihood.Normal(LeastScale),
            form == PosteriorForm.Ladder ? new LadderRecognition(stages, heads, [Latent, Latent])
                : new IndependentRecognition(stages, heads, [Family(), Family()]), fields);
        RandomKey key = RandomKey.FromSeed(11);
        Values = Model.Weights.ToDictionary(w => w.Name, w => Enumerable.Range(0, w.Weight.Shape.Size)
            .Select(i => 0.4 * Noise.Normal(key.Fold(w.Name), 0, 0, i)).ToArray());
    }

    public DeepLatentGaussianModel Model { get; }

    /// <summary>Values of the weights, at first arbitrary.</summary>
    public Dictionary<string, double[]> Values { get; }

    public static double[] Example { get; } = [0.7, -1.1, 0.4, 1.6];

    public static Dictionary<string, float[]> Fields(int count = 1) => new()
    {
        [DeepLatentGaussianModel.Field] =
            [.. Enumerable.Range(0, count).SelectMany(_ => Example.Select(v => (float)v))],
    };

    public WeightValues Weights =>
        WeightValues.From(Model, Values.ToDictionary(v => v.Key, v => v.Value.Select(x => (float)x).ToArray()));

    /// <summary>Chooses W with columns at right angles and diagonal A: pairs of one variable in each layer, whose
    /// posterior top-down inference can be, and no posterior with independent layers.</summary>
    public LinearGaussian WithPairs()
    {
        Values["decoder.0.weight"] = [1, 0.5, 0.5, -1, 1, 0.5, -0.5, 1];
        Values["layer1.transition.weight"] = [1.5, 0, 0, -0.8];
        return this;
    }

    /// <summary>Gives the recognition model the weights at which it is as good as its form allows.</summary>
    public LinearGaussian WithBestPosterior()
    {
        (double[,] b, double[] c) = Loadings();
        double[,] precision = Precision(b), covariance = Inverse(precision).Inverse;
        double[,] gain = Scaled(1 / (Spread * Spread), Product(covariance, Transposed(b)));
        for (int l = 0; l < 2; l++)
        {
            double[,] own = Block(precision, l * Latent, Latent, l * Latent, Latent);
            double[,] rows = Block(gain, l * Latent, Latent, 0, Pixels);
            double[] from = c;
            double[] tail = [.. Enumerable.Range(0, Latent).Select(i => -0.5 * Math.Log(own[i, i]))];
            if (_form == PosteriorForm.RankOnePrecision)
            {
                // A matrix of two rows is a diagonal and u uᵀ, u₁ u₂ the element beside the diagonal.
                double beside = own[0, 1], u0 = Math.Sqrt(Math.Abs(beside) * Math.Sqrt(own[0, 0] / own[1, 1]));
                double[] u = [u0, beside / u0];
                double[] scale = [.. u.Select((x, i) => 1 / Math.Sqrt(own[i, i] - x * x))];
                tail = [.. scale.Select(s => Math.Log(s)), .. u.Zip(scale, (x, s) => x * s)];
            }
            else if (_form == PosteriorForm.Ladder && l == 0)
            {
                double[,] w = Matrix("decoder.0.weight", Pixels), square = Product(Transposed(w), w);
                rows = Product(Inverse(square).Inverse, Transposed(w));
                from = Values["decoder.0.bias"];
                tail = [.. Enumerable.Range(0, Latent).Select(i => Math.Log(Spread) - 0.5 * Math.Log(square[i, i]))];
            }
            else if (_form == PosteriorForm.Ladder)
            {
                tail = [.. Enumerable.Range(0, Latent)
                    .Select(i => 0.5 * Math.Log(covariance[Latent + i, Latent + i]))];
            }
            string head = $"recognition.head{l + 1}";
            Values[head + ".weight"] = [.. rows.Cast<double>(), .. new double[tail.Length * Pixels]];
            Values[head + ".bias"] = [.. Product(rows, from).Select(v => -v), .. tail];
        }
        return this;
    }

    /// <summary>Adds to the logarithms of the posterior's scales.</summary>
    public LinearGaussian WithWiderPosterior(double by)
    {
        for (int i = Latent; i < 2 * Latent; i++)
        {
            Values["recognition.head1.bias"][i] += by;
            Values["recognition.head2.bias"][i] += by;
        }
        return this;
    }

    /// <summary>log p(x).</summary>
    public double Evidence()
    {
        (double[,] b, double[] c) = Loadings();
        return LogNormal(Example, c, Covariance(b));
    }

    /// <summary>Mean and covariance of x.</summary>
    public (double[] Mean, double[,] Covariance) Marginal()
    {
        (double[,] b, double[] c) = Loadings();
        return (c, Covariance(b));
    }

    /// <summary>The evidence lower bound.</summary>
    public double Bound()
    {
        (double[,] b, double[] c) = Loadings();
        (double[] mean, double[,] covariance) = Posterior();
        double[] left = [.. Product(b, mean).Select((v, i) => Example[i] - c[i] - v)];
        double square = Dot(left, left) + Trace(Product(b, Product(covariance, Transposed(b))));
        return -0.5 * square / (Spread * Spread) - 0.5 * Pixels * Math.Log(2 * Math.PI * Spread * Spread)
            - Divergence(mean, covariance);
    }

    /// <summary>How far the bound with the best posterior of independent layers is below the evidence: ½ (Σ log
    /// |Λ_b| - log |Λ|) with Λ the precision of the posterior and Λ_b its blocks, or elements, on the
    /// diagonal.</summary>
    public double Gap()
    {
        double[,] precision = Precision(Loadings().B);
        int size = _form == PosteriorForm.Diagonal ? 1 : Latent;
        double blocks = Enumerable.Range(0, 2 * Latent / size)
            .Sum(i => Inverse(Block(precision, i * size, size, i * size, size)).LogDeterminant);
        return 0.5 * (blocks - Inverse(precision).LogDeterminant);
    }

    /// <summary>The derivatives of <see cref="Bound"/> in all weights, by central differences.</summary>
    public double[] BoundGradient()
    {
        const double Step = 1e-4;
        var gradient = new List<double>();
        foreach (NamedWeight weight in Model.Weights)
        {
            double[] values = Values[weight.Name];
            for (int i = 0; i < values.Length; i++)
            {
                double at = values[i];
                values[i] = at + Step;
                double above = Bound();
                values[i] = at - Step;
                gradient.Add((above - Bound()) / (2 * Step));
                values[i] = at;
            }
        }
        return [.. gradient];
    }

    /// <summary>x = c + B (ξ₁, ξ₂) + 0.5 e.</summary>
    private (double[,] B, double[] C) Loadings()
    {
        double[,] w = Matrix("decoder.0.weight", Pixels), a = Matrix("layer1.transition.weight", Latent);
        double[,] first = Product(w, Diagonal(Scales())), second = Product(w, a);
        double[] shift = Product(w, Values["layer1.transition.bias"]), bias = Values["decoder.0.bias"];
        return (Of(Pixels, 2 * Latent, (i, j) => j < Latent ? first[i, j] : second[i, j - Latent]),
            [.. shift.Zip(bias, (x, y) => x + y)]);
    }

    /// <summary>Mean and covariance of q(ξ₁, ξ₂ | x).</summary>
    private (double[] Mean, double[,] Covariance) Posterior()
    {
        double[] lower = Head(1), upper = Head(2);
        if (_form != PosteriorForm.Ladder)
        {
            double[,] first = OwnCovariance(lower), second = OwnCovariance(upper);
            return ([.. lower[..Latent], .. upper[..Latent]], Of(2 * Latent, 2 * Latent, (i, j) =>
                i < Latent && j < Latent ? first[i, j]
                : i >= Latent && j >= Latent ? second[i - Latent, j - Latent] : 0));
        }
        // h₁ given ξ₂ has precision 1 / g² + 1 / s² and mean (a + A ξ₂) / g² + μ / s² over it; ξ₁ = (h₁ - a - A ξ₂) /
        // g.
        double[,] a = Matrix("layer1.transition.weight", Latent);
        double[] g = Scales(), shift = Values["layer1.transition.bias"];
        double[] s = [.. lower[Latent..].Select(Math.Exp)], top = [.. upper[Latent..].Select(Math.Exp)];
        double[] variance = [.. g.Zip(s, (x, y) => 1 / (1 / (x * x) + 1 / (y * y)))];
        double[,] slope = Of(Latent, Latent, (i, j) => a[i, j] * (variance[i] / (g[i] * g[i]) - 1) / g[i]);
        double[] atZero = [.. shift.Select((v, i) =>
            (variance[i] * (v / (g[i] * g[i]) + lower[i] / (s[i] * s[i])) - v) / g[i])];
        double[] first0 = [.. Product(slope, upper[..Latent]).Zip(atZero, (x, y) => x + y)];
        double[,] cross = Product(slope, Diagonal([.. top.Select(x => x * x)]));
        double[,] own = Sum(Product(cross, Transposed(slope)),
            Diagonal([.. variance.Zip(g, (v, x) => v / (x * x))]));
        return ([.. first0, .. upper[..Latent]], Of(2 * Latent, 2 * Latent, (i, j) =>
            i < Latent && j < Latent ? own[i, j]
            : i < Latent ? cross[i, j - Latent]
            : j < Latent ? cross[j, i - Latent]
            : i == j ? top[i - Latent] * top[i - Latent] : 0));
    }

    private double[,] OwnCovariance(double[] parameters)
    {
        double[] scale = [.. parameters[Latent..(2 * Latent)].Select(Math.Exp)];
        double[] v = _form == PosteriorForm.RankOnePrecision ? parameters[(2 * Latent)..] : new double[Latent];
        return Inverse(Of(Latent, Latent,
            (i, j) => (i == j ? 1 / (scale[i] * scale[i]) : 0) + v[i] / scale[i] * (v[j] / scale[j]))).Inverse;
    }

    private double[] Head(int layer)
    {
        double[] bias = Values[$"recognition.head{layer}.bias"];
        double[,] matrix = Matrix($"recognition.head{layer}.weight", bias.Length);
        return [.. Product(matrix, Example).Zip(bias, (x, y) => x + y)];
    }

    private double[] Scales() => [.. Values["layer1.logScale"].Select(Math.Exp)];

    private double[,] Matrix(string name, int rows)
    {
        double[] values = Values[name];
        int columns = values.Length / rows;
        return Of(rows, columns, (i, j) => values[i * columns + j]);
    }

    private static double[,] Precision(double[,] b) =>
        Sum(Identity(2 * Latent), Scaled(1 / (Spread * Spread), Product(Transposed(b), b)));

    private static double[,] Covariance(double[,] b) =>
        Sum(Scaled(Spread * Spread, Identity(Pixels)), Product(b, Transposed(b)));
}
