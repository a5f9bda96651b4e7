using Reparam.Distributions;

namespace Reparam.Tests.Models;

public sealed class ReportedQuantitiesTests
{
    [Fact]
    public void Numbers_follow_one_another_in_the_order_of_the_model()
    {
        Model model = Model.Define(m =>
        {
            Tensor tau = m.Sample("tau", new HalfCauchy(5));
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Report("pair", Tensor.Stack(mu + tau, mu * tau));
            m.Report("five", 5);
        });
        ReportedQuantities reported = model.LogDensity.Reported;
        Assert.Equal(["tau", "mu", "pair[1]", "pair[2]", "five"], reported.Names);
        // Behind the points may be something else.
        double[] points = [0, Math.Log(2), -1, 0.5, 0, 3, double.NaN], values = new double[15];
        reported.Evaluate(points, 3, 1, values);
        double[] tau = [1, 2, Math.Exp(-1)], mu = [0.5, 0, 3];
        double[] expected =
        [
            .. tau, .. mu, .. mu.Zip(tau, (m, t) => m + t), .. mu.Zip(tau, (m, t) => m * t), 5, 5, 5,
        ];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], values[i], 1e-15);
        }
        Assert.Same(reported, model.LogDensity.Reported);
    }
}
