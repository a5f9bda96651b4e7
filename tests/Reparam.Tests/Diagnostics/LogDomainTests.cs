using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class LogDomainTests
{
    [Fact]
    public void LogSumExp_neither_overflows_nor_underflows()
    {
        Assert.Equal(1000 + Math.Log(2), LogDomain.LogSumExp([1000, 1000]), 1e-12);
        Assert.Equal(-1000 + Math.Log(3), LogDomain.LogSumExp([-1000, -1000, -1000]), 1e-12);
        Assert.Equal(0, LogDomain.LogSumExp([0, -800]));
    }

    [Fact]
    public void The_sum_of_many_terms_is_accurate_to_rounding()
    {
        // 1 + 10⁶·10⁻¹⁶: plain summation loses every small term.
        double[] terms = new double[1_000_001];
        Array.Fill(terms, Math.Log(1e-16));
        terms[0] = 0;
        Assert.Equal(1e-10, LogDomain.LogSumExp(terms), 1e-15);
    }

    [Fact]
    public void Infinities_keep_their_meaning()
    {
        Assert.Equal(double.NegativeInfinity, LogDomain.LogSumExp([]));
        Assert.Equal(double.NegativeInfinity, LogDomain.LogSumExp([double.NegativeInfinity, double.NegativeInfinity]));
        Assert.Equal(2, LogDomain.LogSumExp([double.NegativeInfinity, 2]));
        Assert.Equal(double.PositiveInfinity, LogDomain.LogSumExp([0, double.PositiveInfinity]));
    }

    [Fact]
    public void LogMeanExp_of_equal_terms_is_the_term()
    {
        Assert.Equal(-745.5, LogDomain.LogMeanExp([-745.5, -745.5, -745.5]), 1e-12);
        Assert.Equal(Math.Log(2), LogDomain.LogMeanExp([0, Math.Log(3)]), 1e-15);
    }

    [Fact]
    public void NaN_and_the_mean_of_nothing_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => LogDomain.LogSumExp([0, double.NaN]));
        Assert.Contains("logTerms[1] is NaN", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LogDomain.LogMeanExp([]));
    }
}
