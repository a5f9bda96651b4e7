using System.Globalization;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

public sealed class NonFiniteValueTests
{
    [Fact]
    public void The_log_of_a_negative_number_is_found_with_its_term_its_row_and_its_operand()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            Tensor x = m.Data("x", new double[] { 3, 2, -1.5, -2 });
            m.Observe("y", new Normal(Log(mu + x), 1), new double[] { 1, 2, 3, 4 });
        });
        NonFiniteValue found = Assert.IsType<NonFiniteValue>(model.LogDensity.FindNonFinite([1]));
        Assert.Equal(("y", TermKind.Likelihood, false), (found.Term, found.Kind, found.InGradient));
        Assert.Equal(("log", 2, 2, double.NaN), (found.Operation, found.Row, found.Element, found.Value));
        Assert.Equal(new NonFiniteOperand("add", [4], 2, -0.5), Assert.Single(found.Operands));
        Assert.Equal("It began in the likelihood of 'y', row 2 of 4 (counted from 0): log(-0.5 from add) is NaN.",
            found.ToString());
        Assert.Null(model.LogDensity.FindNonFinite([2.5]));
    }

    [Fact]
    public void A_quotient_of_zeros_names_unknown_and_data()
    {
        Model model = Model.Define(m =>
        {
            Tensor a = m.Sample("a", new Normal(0, 1));
            Tensor b = m.Plate("group", 2).Sample("b", new Normal(a, 1));
            m.Factor("ratio", b / m.Data("d", new double[] { 1, 0 }));
        });
        Assert.Equal("It began in the factor 'ratio', row 1 of 2 (counted from 0): divide(0 from unknown 'b', 0 from " +
            "data 'd') is NaN.", model.LogDensity.FindNonFinite([1, 2, 0])?.ToString());
    }

    [Fact]
    public void An_overflow_is_found_where_it_happens_and_not_where_it_becomes_NaN()
    {
        LogDensity density = LogDensity.Over(2, x => x[0] - Exp(x[1]) + Exp(2 * x[1]));
        NonFiniteValue found = Assert.IsType<NonFiniteValue>(density.FindNonFinite([0, 400]));
        Assert.Equal(("exp", null, double.PositiveInfinity), (found.Operation, found.Row, found.Value));
        Assert.Equal("It began in the factor 'log_density': exp(800 from multiply) is Infinity.", found.ToString());
        found = Assert.IsType<NonFiniteValue>(density.FindNonFinite([0, 800]));
        Assert.Equal("It began in the factor 'log_density': exp(800 from unknown 'x[2]') is Infinity.",
            found.ToString());
    }

    [Fact]
    public void An_infinity_that_comes_to_nothing_is_no_origin()
    {
        LogDensity density = LogDensity.Over(2, x => Log(x[1]) - StopGradient(1 / (1 + Exp(x[0]))));
        Assert.Null(density.FindNonFinite([1000, 1]));
        Assert.Equal("It began in the factor 'log_density': log(-1 from unknown 'x[2]') is NaN.",
            density.FindNonFinite([1000, -1])?.ToString());
    }

    [Fact]
    public void A_sum_that_overflows_says_that_its_operand_is_finite()
    {
        LogDensity density = LogDensity.Over(3, x => Sum(Exp(x)));
        Assert.Equal("It began in the factor 'log_density': sum([3] from exp, all finite) is Infinity.",
            density.FindNonFinite([709.5, 709.5, 709.5])?.ToString());
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_called_that()
    {
        LogDensity density = LogDensity.Over(1, x =>
        {
            Tensor off = BroadcastTo(x, [2, 2]);
            return Sum(Log(Diagonal(Cholesky(off + new double[,] { { 1, 0 }, { 0, 1 } }))));
        });
        Assert.Null(density.FindNonFinite([0.5]));
        NonFiniteValue found = Assert.IsType<NonFiniteValue>(density.FindNonFinite([-0.75]));
        Assert.Equal(("cholesky", 3, 1), (found.Operation, found.Element, found.Row));
        Assert.Equal("It began in the factor 'log_density', element [1, 1] of shape [2, 2] (counted from 0): " +
            "cholesky([2, 2] from add, all finite) is NaN: the matrix is not positive definite.", found.ToString());
    }

    [Fact]
    public void A_gradient_that_is_not_finite_where_the_value_is_is_found_there()
    {
        LogDensity density = LogDensity.Over(2, x => -Sqrt(x[0]) - x[1]);
        NonFiniteValue found = Assert.IsType<NonFiniteValue>(density.FindNonFinite([0, 1]));
        Assert.True(found.InGradient);
        Assert.Equal("The log density is finite there, its gradient is not. It began in the gradient of the factor " +
            "'log_density': divide(1, 0 from sqrt) is Infinity.", found.ToString());
    }

    [Fact]
    public void In_a_recurrence_the_row_is_the_step()
    {
        // 3, √2, √0.41, √-0.36.
        LogDensity density = LogDensity.Over(1, x =>
            Sum(Scan(3, new double[] { 1, 1, 1, 1 }, (carry, y) => Sqrt(carry - y * x[0]))));
        Assert.Null(density.FindNonFinite([0.1]));
        NonFiniteValue found = Assert.IsType<NonFiniteValue>(density.FindNonFinite([1]));
        Assert.Equal(("scan", (int?)2), (found.Operation, found.Row));
        Assert.Equal([4], found.Shape);
    }

    [Fact]
    public void An_infinite_number_of_the_model_is_shown_with_the_operation_that_reads_it()
    {
        LogDensity density = LogDensity.Over(1, x => Select(Less(0, x[0]), -x[0], double.NegativeInfinity));
        Assert.Null(density.FindNonFinite([1]));
        Assert.Equal("It began in the factor 'log_density': select(0 from less, -Infinity) is -Infinity.",
            density.FindNonFinite([-1])?.ToString());
    }

    [Fact]
    public void Terms_whose_sum_overflows_are_told_from_a_term_that_does()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Factor("first", 1e308 * mu);
            m.Factor("second", 1e308 * mu);
        });
        NonFiniteValue found = Assert.IsType<NonFiniteValue>(model.LogDensity.FindNonFinite([1.5]));
        Assert.Equal((null, null, "add"), (found.Term, found.Kind, found.Operation));
        Assert.StartsWith("It began in the sum of the terms: add(1.5", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        CultureInfo kept = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("")
            {
                NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "~" },
            };
            LogDensity density = LogDensity.Over(1, x => Log(x[0]));
            Assert.Equal("It began in the factor 'log_density': log(-1234.5 from unknown 'x[1]') is NaN.",
                density.FindNonFinite([-1234.5])?.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = kept;
        }
    }

    [Fact]
    public void A_point_that_does_not_fit_or_is_not_finite_is_refused()
    {
        LogDensity density = LogDensity.Over(2, Sum);
        var e = Assert.Throws<ArgumentException>("point", () => density.FindNonFinite([1]));
        Assert.StartsWith("FindNonFinite: 2 numbers are needed, but there are 1. Pass the", e.Message,
            StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>("point", () => density.FindNonFinite([1, double.NaN]));
        Assert.StartsWith("FindNonFinite: the point must be finite, but point[1] = NaN, of 'x[2]'. What", e.Message,
            StringComparison.Ordinal);
    }
}
