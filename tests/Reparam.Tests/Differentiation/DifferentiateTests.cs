using static Reparam.Tensor;

namespace Reparam.Tests.Differentiation;

public sealed class DifferentiateTests
{
    [Fact]
    public void A_constant_cannot_be_differentiated_by()
    {
        // -x of a constant x is another constant: the answer was 0, without a word.
        Tensor x = 0.5;
        var error = Assert.Throws<ArgumentException>(() => Differentiate.Gradient(Exp(-x), x));
        Assert.Contains("a constant of shape []", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gradient_needs_a_scalar()
    {
        Tensor x = Input("x", [3]);
        var error = Assert.Throws<ArgumentException>(() => Differentiate.Gradient(Exp(x), x));
        Assert.Contains("its shape is [3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_output_does_not_depend_on_has_gradient_zero()
    {
        Tensor x = Input("x", [2]), y = Input("y", [3]);
        Tensor gradient = Differentiate.Gradient(Sum(x), y)[0];
        Assert.Equal([0, 0, 0], Evaluation.Run([x, y], [[1, 2], [3, 4, 5]], [gradient], 1)[0]);
    }

    [Fact]
    public void The_gradient_in_itself_is_one()
    {
        Tensor x = Input("x", []);
        Assert.Equal(1, Evaluation.Run([x], [[7]], [Differentiate.Gradient(x, x)[0]], 1)[0][0]);
    }

    [Fact]
    public void Contributions_of_all_uses_are_added()
    {
        Tensor x = Input("x", []);
        Tensor y = x * x * x + x / x + Exp(x - x);
        Assert.Equal(12, Evaluation.Run([x], [[2]], [Differentiate.Gradient(y, x)[0]], 1)[0][0], 1e-14);
    }

    [Fact]
    public void An_expression_in_the_middle_may_be_differentiated_by()
    {
        Tensor x = Input("x", [2]);
        Tensor middle = Exp(x);
        Tensor gradient = Differentiate.Gradient(Sum(middle * middle * x), middle)[0];
        double[] result = Evaluation.Run([x], [[0.5, -1]], [gradient], 1)[0];
        Assert.Equal(2 * Math.Exp(0.5) * 0.5, result[0], 1e-15);
        Assert.Equal(2 * Math.Exp(-1) * -1, result[1], 1e-15);
    }

    [Fact]
    public void The_Jacobian_has_a_row_for_each_output()
    {
        Tensor x = Input("x", [3]);
        Tensor y = Stack(x[0] * x[1], x[2], Sum(x * x), x[1]);
        double[] jacobian = Evaluation.Run([x], [[2, 3, 5]], [Differentiate.Jacobian(y, x)], 1)[0];
        Assert.Equal([3, 2, 0, 0, 0, 1, 4, 6, 10, 0, 1, 0], jacobian);
    }

    [Fact]
    public void The_Hessian_and_its_product_with_a_vector_agree_with_the_closed_form()
    {
        // The Rosenbrock function: [[2 - 400 (y - 3 x²), -400 x], [-400 x, 200]].
        Tensor x = Input("x", [2]);
        Tensor f = Square(1 - x[0]) + 100 * Square(x[1] - x[0] * x[0]);
        Tensor product = Differentiate.HessianVectorProduct(f, x, new double[] { 2, -1 });
        Tensor[] outputs = [Differentiate.Hessian(f, x), product];
        double[][] result = Evaluation.Run([x], [[-1.2, 1]], outputs, 1);
        double[] hessian = [2 - 400 * (1 - 3 * 1.44), 480, 480, 200];
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(hessian[i], result[0][i], 1e-11);
        }
        Assert.Equal(2 * hessian[0] - hessian[1], result[1][0], 1e-11);
        Assert.Equal(2 * hessian[2] - hessian[3], result[1][1], 1e-11);
    }

    [Fact]
    public void A_long_chain_does_not_exhaust_the_stack()
    {
        Tensor x = Input("x", []), y = x;
        for (int i = 0; i < 20_000; i++)
        {
            y = Sin(y);
        }
        double[][] result = Evaluation.Run([x], [[1]], [y, Differentiate.Gradient(y, x)[0]], 1);
        double value = 1, slope = 1;
        for (int i = 0; i < 20_000; i++)
        {
            (value, slope) = (Math.Sin(value), slope * Math.Cos(value));
        }
        Assert.Equal(value, result[0][0], 1e-12);
        Assert.Equal(slope, result[1][0], 1e-12);
    }

    [Fact]
    public void The_gradient_of_a_varying_scalar_in_a_shared_input_is_its_sum_over_the_draws()
    {
        Tensor e = Input("e", [], varies: true), p = Input("p", []);
        double[] noise = [1, 2, 4, 8, 16];
        double[] result = Evaluation.Run([e, p], [noise, [3]], [Differentiate.Gradient(e * p * p, p)[0]], 5)[0];
        Assert.Equal([6.0 * 31], result);
    }
}
