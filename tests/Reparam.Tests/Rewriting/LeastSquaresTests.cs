using Reparam.Distributions;
using Reparam.Tests.Expressions;
using Reparam.Tests.Models;
using static Reparam.Tensor;

namespace Reparam.Tests.Rewriting;

public sealed class LeastSquaresTests
{
    /// <summary>y ~ N(a + X b, sigma), with all three unknown.</summary>
    internal static Model Regression(int rows, int columns, Func<SplitMix, double[]> row, ulong seed = 5)
    {
        var random = new SplitMix(seed);
        var design = new double[rows * columns];
        var response = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            double[] values = row(random);
            values.CopyTo(design, i * columns);
            response[i] = 2 + values.Select((v, j) => v / (j + 1)).Sum() + random.Number(-2, 2);
        }
        return Model.Define(m =>
        {
            Tensor a = m.Sample("a", new Normal(0, 10));
            Tensor b = m.Plate("predictor", columns).Sample("b", new Normal(0, 2));
            Tensor sigma = m.Sample("sigma", new Exponential(1));
            m.Observe("y", new Normal(a + MatMul(From(design, [rows, columns]), b), sigma), response);
        });
    }

    private static double[] Kid(SplitMix random)
    {
        double school = random.Number(0, 1) < 0.79 ? 1 : 0, iq = random.Number(70, 140);
        return [school, iq, school * iq, random.Number(17, 29)];
    }

    public static TheoryData<string> Designs => ["kids", "scales", "collinear"];

    private static Model Design(string name) => name switch
    {
        "kids" => Regression(434, 4, Kid),
        "scales" => Regression(434, 4, random => [.. random.Numbers(2), .. random.Numbers(2, -1e6, 1e6)]),
        _ => Regression(434, 4, random => random.Numbers(2) is var u ? [u[0], u[1], u[0], u[0] + u[1]] : []),
    };

    /// <summary>Value and gradient are the same to 1e-12, the gradient of its greatest element.</summary>
    private static void CheckSame(LogDensity density, double[] point)
    {
        var (value, gradient) = LogJoint.At(density, point);
        var (written, writtenGradient) = LogJoint.At(density.WithoutReductions(), point);
        Assert.Equal(1, value / written, 1e-12);
        double greatest = writtenGradient.Max(Math.Abs);
        Assert.All(gradient.Zip(writtenGradient), g => Assert.Equal(g.Second / greatest, g.First / greatest, 1e-12));
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void Density_and_gradient_of_a_linear_regression_stay_the_same(string design)
    {
        LogDensity density = Design(design).LogDensity;
        var random = new SplitMix(11);
        Assert.Equal("y: a sum of squares over 434 rows, affine in 5 unknowns, became one over 6 rows by QR",
            Assert.Single(density.Reductions));
        Assert.Empty(density.WithoutReductions().Reductions);
        for (int i = 0; i < 20; i++)
        {
            CheckSame(density, random.Numbers(6, -3, 3));
        }
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void Each_term_keeps_its_name_and_value(string design)
    {
        LogDensity density = Design(design).LogDensity;
        Tensor x = new[] { 0.3, -0.2, 0.7, 1.1, 0.4, -0.1 };
        IReadOnlyList<Term> terms = density.Terms(x), written = density.WithoutReductions().Terms(x);
        Assert.Equal(written.Select(t => (t.Name, t.Kind)), terms.Select(t => (t.Name, t.Kind)));
        Assert.All(terms.Zip(written), t =>
            Assert.Equal(1, t.First.Value.ToDouble() / t.Second.Value.ToDouble(), 1e-12));
    }

    [Fact]
    public void No_operation_over_rows_is_left()
    {
        LogDensity density = Regression(1000, 3, random => random.Numbers(3)).LogDensity;
        Tensor x = Input("x", [density.Dimension], varies: true);
        Tensor value = density.LogProb(x);
        List<Tensor> nodes = Graph.TopologicalOrder([value, Differentiate.Gradient(value, x)[0]]);
        Assert.DoesNotContain(nodes, n => n.Varies && n.Size >= 1000);
    }

    [Fact]
    public void The_fit_stays_the_same()
    {
        LogDensity density = Regression(434, 4, random => random.Numbers(4)).LogDensity;
        Posterior reduced = Inference.Fit(density, seed: 3);
        Posterior written = Inference.Fit(density.WithoutReductions(), seed: 3);
        Assert.All(reduced.Summaries.Zip(written.Summaries), s =>
        {
            Assert.Equal(s.First.Name, s.Second.Name);
            Assert.Equal(0, (s.First.Summary.Mean - s.Second.Summary.Mean) / s.Second.Summary.StandardDeviation, 1e-9);
            Assert.Equal(1, s.First.Summary.StandardDeviation / s.Second.Summary.StandardDeviation, 1e-9);
        });
    }
}
