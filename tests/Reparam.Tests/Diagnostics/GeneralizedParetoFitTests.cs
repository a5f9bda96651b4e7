using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class GeneralizedParetoFitTests
{
    [Theory]
    [InlineData(-0.5)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void The_order_statistics_of_a_Pareto_distribution_give_back_its_shape_and_scale(double shape)
    {
        var truth = new GeneralizedParetoFit(shape, 2);
        double[] values = new double[5000];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = truth.Quantile((i + 0.5) / values.Length);
        }

        // Deterministic points: the rest is the bias of the estimator and of its prior, of order 1/n to 1/√n.
        GeneralizedParetoFit fit = GeneralizedParetoFit.ToSorted(values);
        Assert.Equal(shape, fit.Shape, 0.01);
        Assert.Equal(2, fit.Scale, 0.03);
    }

    [Fact]
    public void Quantiles_are_smooth_through_the_exponential_case()
    {
        double exponential = new GeneralizedParetoFit(0, 3).Quantile(0.9);
        Assert.Equal(3 * Math.Log(10), exponential, 1e-14);
        Assert.Equal(exponential, new GeneralizedParetoFit(1e-12, 3).Quantile(0.9), 1e-10);
        Assert.Equal(0, new GeneralizedParetoFit(0.4, 3).Quantile(0));
    }

    [Fact]
    public void Exceedances_of_which_a_quarter_are_zero_have_no_fit() =>
        Assert.Equal(double.PositiveInfinity, GeneralizedParetoFit.ToSorted([0, 0, 0, 0, 1, 2]).Shape);
}
