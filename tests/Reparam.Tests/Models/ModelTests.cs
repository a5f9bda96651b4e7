using Reparam.Benchmarks.Posteriors;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

/// <summary>Log joints against the same densities written out in plain numbers, Jacobians and constants
/// included.</summary>
public sealed class ModelTests
{
    private static readonly double LogRootTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private static readonly double[] Effect = [28, 8, -3, 7, -1, 1, 18, 12];
    private static readonly double[] StandardError = [15, 10, 16, 11, 9, 11, 10, 18];

    [Theory]
    [InlineData(0.1, 0.3)]
    [InlineData(-2, -1.5)]
    [InlineData(3, 2.5)]
    public void A_hierarchical_log_joint_and_its_gradient_are_those_written_by_hand(double first, double step)
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
            Plate schools = m.Plate("school", 8);
            Tensor theta = schools.Sample("theta", new Normal(mu, tau));
            schools.Observe("y", new Normal(theta, StandardError), Effect);
        });
        double[] x = [.. Enumerable.Range(0, 10).Select(i => first + step * Math.Sin(i))];
        double muValue = x[0], tauValue = Math.Exp(x[1]), ratio = tauValue / 5;
        double expected = -0.5 * muValue * muValue / 25 - Math.Log(5) - LogRootTwoPi
            + Math.Log(2 / (5 * Math.PI)) - Math.Log(1 + ratio * ratio) + x[1];
        var gradient = new double[10];
        gradient[0] = -muValue / 25;
        gradient[1] = -2 * ratio * ratio / (1 + ratio * ratio) + 1;
        for (int j = 0; j < 8; j++)
        {
            double z = (x[2 + j] - muValue) / tauValue, r = (Effect[j] - x[2 + j]) / StandardError[j];
            expected += -0.5 * z * z - x[1] - LogRootTwoPi - 0.5 * r * r - Math.Log(StandardError[j]) - LogRootTwoPi;
            gradient[0] += z / tauValue;
            gradient[1] += z * z - 1;
            gradient[2 + j] = -z / tauValue + r / StandardError[j];
        }
        (double value, double[] slope) = LogJoint.At(model.LogDensity, x);
        AssertClose(expected, value);
        for (int i = 0; i < 10; i++)
        {
            AssertClose(gradient[i], slope[i]);
        }
    }

    [Fact]
    public void Every_support_brings_its_Jacobian()
    {
        Model model = Model.Define(m =>
        {
            m.Sample("positive", new LogNormal(0.5, 2));
            m.Sample("unit", new Beta(2, 3));
            m.Sample("interval", new Uniform(-1, 3));
            m.Sample("simplex", new Dirichlet(new double[] { 1.5, 2, 3 }));
            m.Sample("ordered", new Flat(Support.Ordered, length: 3));
        });
        double[] x = [0.3, -0.7, 1.2, 0.4, -0.9, -0.2, 0.6, -1.1];
        static double LogisticJacobian(double v) => -2 * Math.Log(1 + Math.Exp(-v)) - v;
        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
        double expected = -0.5 * Math.Pow((x[0] - 0.5) / 2, 2) - x[0] - Math.Log(2) - LogRootTwoPi + x[0];
        double unit = Sigmoid(x[1]);
        expected += Math.Log(12) + Math.Log(unit) + 2 * Math.Log(1 - unit) + LogisticJacobian(x[1]);
        expected += -Math.Log(4) + Math.Log(4) + LogisticJacobian(x[2]);
        // Stick breaking: the first piece is σ(x - log 2) of the whole, the second σ(x) of the rest.
        double first = Sigmoid(x[3] - Math.Log(2)), second = (1 - first) * Sigmoid(x[4]), third = 1 - first - second;
        expected += LogisticJacobian(x[3] - Math.Log(2)) + Math.Log(1 - first) + LogisticJacobian(x[4]);
        expected += MathNet.Numerics.SpecialFunctions.GammaLn(6.5) - MathNet.Numerics.SpecialFunctions.GammaLn(1.5)
            - Math.Log(2) + 0.5 * Math.Log(first) + Math.Log(second) + 2 * Math.Log(third);
        expected += x[6] + x[7];
        AssertClose(expected, LogJoint.At(model.LogDensity, x).Value);

        double[][] values = [.. model.LogDensity.Quantities(x).Select(q => q.Value.ToArray())];
        AssertClose(Math.Exp(x[0]), values[0][0]);
        AssertClose(4 * Sigmoid(x[2]) - 1, values[2][0]);
        AssertClose(second, values[3][1]);
        AssertClose(x[5] + Math.Exp(x[6]) + Math.Exp(x[7]), values[4][2]);
    }

    [Fact]
    public void The_terms_are_named_and_sum_to_the_log_joint()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
            m.Observe("y", new Normal(mu, tau), new double[] { 1, 2, 4 });
            m.Factor("penalty", -Square(mu));
        });
        Tensor x = new double[] { 0.5, -0.5 };
        IReadOnlyList<Term> terms = model.LogDensity.Terms(x);
        Assert.Equal(
            [
                ("mu", TermKind.Prior), ("tau", TermKind.Prior), ("tau", TermKind.Jacobian), ("y", TermKind.Likelihood),
                ("penalty", TermKind.Factor),
            ],
            terms.Select(t => (t.Name, t.Kind)));
        double[] values = [.. terms.Select(t => t.Value.ToDouble())];
        AssertClose(-0.5, values[2]);
        AssertClose(-0.25, values[4]);
        AssertClose(values.Sum(), model.LogDensity.LogProb(x).ToDouble());
    }

    [Fact]
    public void Data_do_not_depend_on_how_they_were_given()
    {
        double[] y = [1, 2, 4];
        LogDensity direct = Mean(_ => y), named = Mean(m => m.Data("numbers", y));
        Assert.Equal(LogJoint.At(direct, [0.3]).Value, LogJoint.At(named, [0.3]).Value);
        y[0] = 100;
        Assert.Equal(LogJoint.At(named, [0.3]).Value, LogJoint.At(direct, [0.3]).Value);

        static LogDensity Mean(Func<ModelBuilder, Tensor> data) => Model.Define(
            m => m.Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)), 1), data(m))).LogDensity;
    }

    [Fact]
    public void Reports_are_the_sites_but_hidden_ones_and_what_was_computed_from_them()
    {
        Model model = Model.Define(m =>
        {
            Tensor z = m.Plate("school", 2).Sample("z", new Normal(0, 1));
            Tensor tau = m.Sample("tau", new HalfCauchy(5));
            m.Report("theta", tau * z);
            m.Report("contrast", tau * (z[0] - z[1]), ["first_less_second"]);
            m.Sample("omega", new LKJCholesky(2, 1));
            m.Hide("z");
        });
        IReadOnlyList<Quantity> quantities = model.LogDensity.Quantities(new double[] { 1, -2, Math.Log(3), 0 });
        Assert.Equal(
            [
                "tau", "theta[1]", "theta[2]", "first_less_second", "omega[1,1]", "omega[1,2]", "omega[2,1]",
                "omega[2,2]",
            ],
            quantities.SelectMany(q => q.ElementNames));
        AssertClose(9, quantities[2].Value.ToArray()[0]);
    }

    private static void AssertClose(double expected, double actual) => Assert.True(
        Math.Abs(actual - expected) <= 1e-12 * Math.Max(1, Math.Abs(expected)),
        FormattableString.Invariant($"{actual:R}, expected {expected:R}."));
}
