using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class CorrelationCholeskyTests : BijectorLaws
{
    public override Bijector Bijector => new CorrelationCholesky(4);

    public override Shape Event => [6];

    protected override Tensor FreeCoordinates(Tensor y) =>
        Tensor.Gather(Tensor.Reshape(y, [16]), [4, 8, 9, 12, 13, 14]);

    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("CorrelationCholesky",
        static x => new CorrelationCholesky((int)Math.Round(0.5 + Math.Sqrt(0.25 + 2 * x.Length))), 1e-13);

    [Fact]
    public void The_product_with_its_transpose_is_a_correlation_matrix()
    {
        Tensor factor = Bijector.Forward(new Expressions.SplitMix(6).Numbers(6, -2, 2));
        double[] correlation = Tensor.MatMul(factor, Tensor.Transpose(factor)).ToArray();
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(1, correlation[i * 5], 1e-15);
            Assert.All(correlation[(i * 4)..(i * 4 + i)], r => Assert.InRange(r, -1, 1));
            Assert.All(factor.ToArray()[(i * 5 + 1)..(i * 4 + 4)], above => Assert.Equal(0, above));
        }
    }

    [Fact]
    public void The_round_trip_is_precise_far_out()
    {
        foreach (double size in new[] { 20.0, 60.0, 110.0 })
        {
            double[] x = [size, -size, size, -size, size, size];
            AssertClose(x, Bijector.Inverse(Tensor.From(Bijector.Forward(x).ToArray(), [4, 4])).ToArray(), 1e-13);
        }
    }

    [Fact]
    public void The_inverse_is_differentiable_at_independence()
    {
        // With no correlation the Jacobian is the identity: ∂x/∂L below the diagonal.
        Tensor y = Tensor.From([1, 0, 0, 1], [2, 2]);
        Assert.Equal([0], new CorrelationCholesky(2).Inverse(y).ToArray());
        Assert.Equal([0, 0, 1, 0], GradientAt(l => Tensor.Sum(new CorrelationCholesky(2).Inverse(l)), y));
    }

    [Fact]
    public void Beyond_underflow_the_log_determinant_and_its_gradient_stay_finite()
    {
        Tensor x = new double[] { 1000, -1000, 1000, 1000, 1000, -1000 };
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
        Assert.All(y.ToArray(), v => Assert.True(double.IsFinite(v)));
        // Σ ½ (i - j + 1) (log 4 - 2 |x|), the weights being 1, 1½, 1, 2, 1½, 1.
        Assert.Equal(8 * (Math.Log(4) - 2000), logDet.ToDouble(), 1e-11);
        AssertClose([-2, 3, -2, -4, -3, 2], GradientAt(v => Bijector.ForwardAndLogDet(v).LogDet, x), 1e-14);
    }

    [Fact]
    public void One_variable_has_nothing_to_correlate_with()
    {
        (Tensor y, Tensor logDet) = new CorrelationCholesky(1).ForwardAndLogDet(Array.Empty<double>());
        Assert.Equal([1], y.ToArray());
        Assert.Equal(0, logDet.ToDouble());
    }

    [Fact]
    public void Wrong_dimensions_and_shapes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CorrelationCholesky(0));
        var error = Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[5]));
        Assert.Contains("its last axis must have 6 elements", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bijector.Inverse(new double[3, 3]));
    }
}
