using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class CategoricalTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new Categorical(p[0]);

    protected override int Counts(double[] parameters) => parameters.Length;

    // Of rarer categories none is drawn.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values.Min() > 1e-3;

    [Fact]
    public void Rows_of_logits_go_with_their_own_values_picked_or_selected()
    {
        double[,] logits = { { 0, 1, 2 }, { 3, 0, -1 } };
        double[] values = [2, 0, 1, 1];
        Tensor batch = Tensor.From(values, [2, 2]), traced = Input("x", [2, 2]);
        Categorical categorical = Categorical.FromLogits(logits);
        double[] picked = categorical.LogProb(batch).ToArray();
        Assert.Equal(picked, Evaluation.Run([traced], [values], [categorical.LogProb(traced)], 1)[0]);
        double[] sums =
            [Math.Log(Math.Exp(0) + Math.Exp(1) + Math.Exp(2)), Math.Log(Math.Exp(3) + Math.Exp(0) + Math.Exp(-1))];
        double[] expected = [2 - sums[0], 3 - sums[1], 1 - sums[0], 0 - sums[1]];
        for (int i = 0; i < 4; i++)
        {
            AssertClose(expected[i], picked[i], 1e-15, "log probability");
        }
    }

    [Fact]
    public void A_category_of_probability_zero_has_no_influence()
    {
        Categorical categorical = new(new double[] { 0, 0.25, 0.75 });
        Tensor traced = Input("x", [3]);
        double[] picked = categorical.LogProb(new double[] { 0, 1, 2 }).ToArray();
        Assert.Equal(double.NegativeInfinity, picked[0]);
        AssertClose(Math.Log(0.25), picked[1], 1e-15, "log probability");
        AssertClose(Math.Log(0.75), picked[2], 1e-15, "log probability");
        Assert.Equal(picked, Evaluation.Run([traced], [[0, 1, 2]], [categorical.LogProb(traced)], 1)[0]);
    }

    [Fact]
    public void A_value_that_is_no_category_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Categorical.FromLogits(new double[] { 0, 0 }).LogProb(new double[] { 1, 2 }));
        Assert.Equal(
            "Categorical: element [1] is 2, but must be an integer from 0 to 1. Number the categories from 0. " +
            "(Parameter 'x')",
            error.Message);
    }
}

public sealed class CategoricalFromLogitsTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => Categorical.FromLogits(p[0]);

    protected override int Counts(double[] parameters) => parameters.Length;
}
