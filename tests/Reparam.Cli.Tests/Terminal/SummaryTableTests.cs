using Reparam.Diagnostics;

namespace Reparam.Cli.Tests;

public class SummaryTableTests
{
    [Fact]
    public void Points_stand_under_points_with_three_digits_of_the_standard_deviation()
    {
        using var culture = new CommaCulture();

        Assert.Equal(
            [
                "             mean      sd       5%      50%      95%",
                "a          -2.000   0.158   -2.180   -2.000   -1.820",
                "long[12]  600.0    15.8    582.0    600.0    618.0",
            ],
            SummaryTable.Lines([Row("a", -2, 0.1), Row("long[12]", 600, 10)]));
    }

    [Fact]
    public void Linear_responses_stand_beside_the_standard_deviation() => Assert.Equal(
        [
            "     mean     sd  sd_lr      5%     50%     95%",
            "a  -2.000  0.158  0.500  -2.180  -2.000  -1.820",
        ],
        SummaryTable.Lines([Row("a", -2, 0.1)], [0.5]));

    [Fact]
    public void Numbers_far_from_one_are_in_scientific_notation()
    {
        string[] rows = [.. SummaryTable.Lines([Row("big", 2e12, 1e11), Row("small", 3e-9, 1e-9)])];

        Assert.Contains("2.000e+12", rows[1]);
        Assert.Contains("3.000e-09", rows[2]);
    }

    [Fact]
    public void A_constant_and_an_unknown_spread_are_shown()
    {
        string[] rows = [.. SummaryTable.Lines([Row("constant", 2, 0), Row("zero", 0, 0)])];

        Assert.Equal(3, rows.Length);
        Assert.StartsWith("constant", rows[1]);
    }

    /// <summary>Five values around a centre.</summary>
    private static ParameterSummary Row(string name, double centre, double step) =>
        new(name, WeightedSummary.Of([centre - 2 * step, centre - step, centre, centre + step, centre + 2 * step]));
}
