namespace Reparam.Benchmarks.Comparison;

/// <summary>A row of the table: a figure of ours, what it is held against, and the goal.</summary>
/// <param name="Model">The model and its size.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Against">What it is held against, in words.</param>
/// <param name="Baseline">The name of that figure.</param>
/// <param name="Least">How many times the baseline's time ours must fit in; null where there is no goal.</param>
/// <param name="OursOfBaseline">Where the baseline is a figure of ours too, that one.</param>
internal sealed record ComparisonRow(
    string Model, OurFigure Ours, string Against, string Baseline, double? Least, OurFigure? OursOfBaseline = null)
{
    /// <summary>What is to be said of the row under the table, where that must be computed.</summary>
    public Func<string?>? Note { get; init; }

    /// <summary>The whole table.</summary>
    public static IReadOnlyList<ComparisonRow> All { get; } =
    [
        Stan("eight schools, non-centred", "eight_schools", 20),
        Stan("wells logistic, 3,020 x 3", "wells", 15),
        StanFused("wells logistic, 3,020 x 3", "wells", "bernoulli_logit_glm", null),
        Stan("radon, 919 rows, 85 counties", "radon_mn", 30),
        Stan("radon, 12,573 rows, 386 counties", "radon_all", 30),
        Stan("nes linear, 1,350 x 9", "nes", 50),
        StanFused("nes linear, 1,350 x 9", "nes", "normal_id_glm", null),
        Stan("diamonds linear, 5,000 x 24", "diamonds", 50),
        StanFused("diamonds linear, 5,000 x 24", "diamonds", "normal_id_glm", null),
        Itself("diamonds linear, 5,000 x 24", new OurFigure("diamonds", Many), "ours at 500 rows",
            new OurFigure("diamonds_500", Many), 1 / 1.1),
        Stan("a9a logistic, 32,561 x 123", "a9a", 8),
        StanFused("a9a logistic, 32,561 x 123", "a9a", "bernoulli_logit_glm", 4),
        new("a9a logistic, 32,561 x 123", new OurFigure("a9a", Few), "PyTorch", "pytorch.a9a.8", 2),
        new("a9a logistic, 32,561 x 123", new OurFigure("a9a", Few), "C++, AVX-512", "cpp.a9a.8.avx512", 1 / 1.35),
        new("a9a logistic, 32,561 x 123", new OurFigure("a9a", Few), "C++, AVX2", "cpp.a9a.8.avx2", null),
        Stan("garch11, 200 rows", "garch", 15),
        Stan("hidden Markov chain, 100 rows", "hmm", 15),
        Stan("low_dim_gauss_mix, 1,000 rows", "mixture", 15),
        Stan("arK, 200 rows", "arK", 15),
        Stan("lotka_volterra, 20 rows, RK4 x 8", "lotka_volterra", 5) with { Note = LotkaVolterra.Accuracy },
        Stan("Gaussian process, 11 points", "gp_11", 5),
        Stan("Gaussian process, 500 points", "gp_500", 2) with { Ours = new OurFigure("gp_500", Few) },
        new("Gaussian process, 500 points", new OurFigure("gp_500", Few), "C++, OpenBLAS", "openblas.gp_500", 1),
        Itself("a9a logistic, two threads", new OurFigure("a9a", Many, 2), "ours, one thread",
            new OurFigure("a9a", Many), 1.8),
        Itself("radon, 12,573 rows, two threads", new OurFigure("radon_all", Many, 2), "ours, one thread",
            new OurFigure("radon_all", Many), 1.8),
        new("flights, 564,272 x 212 one-hot", new OurFigure("flights", Few), "one pass of memory", "memory.flights",
            0.5),
        Product("1024 x 1024 x 1024, double", "matmul_1024_double"),
        Product("1024 x 1024 x 1024, float", "matmul_1024_float"),
        Product("128 x 784 x 400, double", "matmul_128x784x400_double"),
        Product("128 x 784 x 400, float", "matmul_128x784x400_float"),
    ];

    /// <summary>Draws where there are many, as in a fit with fixed draws.</summary>
    public const int Many = 256;

    /// <summary>Draws where there are few, as in a stochastic step.</summary>
    public const int Few = 8;

    private static ComparisonRow Stan(string model, string key, double least) =>
        new(model, new OurFigure(key, Many), "Stan", $"stan.{key}", least);

    private static ComparisonRow StanFused(string model, string key, string function, double? least) =>
        new(model, new OurFigure(key, Many), $"Stan, {function}", $"stan.{key}_glm", least);

    private static ComparisonRow Product(string sizes, string key) =>
        new($"product {sizes}", new OurFigure(key, 1), "OpenBLAS", $"openblas.{key}", 0.8);

    private static ComparisonRow Itself(
        string model, OurFigure ours, string against, OurFigure baseline, double least) =>
        new(model, ours, against, baseline.Name, least, baseline);
}
