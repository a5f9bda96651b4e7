namespace Reparam.Cli.Tests;

public class ProgressDisplayTests
{
    [Theory]
    [InlineData("mode", 0, double.NaN, "finding the mode")]
    [InlineData("full-rank, 256 draws", 1408, -31.27, "full-rank, 256 draws: 1,408 evaluations, ELBO -31.3")]
    [InlineData("weights", 30837, double.NaN, "weighting draws: 30,837 evaluations")]
    public void Progress_is_told_in_words(string phase, long evaluations, double elbo, string text)
    {
        using var culture = new CommaCulture();

        Assert.Equal(text, ProgressDisplay.Describe(new FitProgress(phase, evaluations, elbo)));
    }
}
