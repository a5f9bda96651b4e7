namespace Reparam.Cli.Tests;

public class CsvTests
{
    [Theory]
    [InlineData("b_x", "b_x")]
    [InlineData("r_g[3,Intercept]", "\"r_g[3,Intercept]\"")]
    [InlineData("a \"b\"", "\"a \"\"b\"\"\"")]
    public void Text_is_quoted_where_it_must_be(string text, string field) => Assert.Equal(field, Csv.Text(text));

    [Theory]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-300, "1E-300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Numbers_are_those_of_R_in_every_culture(double value, string field)
    {
        using var culture = new CommaCulture();

        Assert.Equal(field, Csv.Number(value));
    }
}
