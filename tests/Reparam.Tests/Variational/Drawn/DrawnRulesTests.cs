using Reparam.Random;
using Reparam.Variational;
using static Reparam.Tests.Variational.DrawnModels;

namespace Reparam.Tests.Variational;

/// <summary>Rules of fits with discrete unknowns that are drawn, by themselves.</summary>
public sealed class DrawnRulesTests
{
    [Theory]
    // Four searches that end in four modes are the worst case, whether the others hold a share or not.
    [InlineData(1, new[] { 1, 1, 1 }, 4, true, true)]
    [InlineData(1, new[] { 1, 1, 1 }, 4, false, true)]
    [InlineData(2, new[] { 1, 1 }, 4, true, true)]
    // Others that hold nothing do not count where the greatest was found again.
    [InlineData(2, new[] { 1, 1 }, 4, false, false)]
    [InlineData(2, new[] { 2 }, 4, true, false)]
    [InlineData(4, new int[0], 4, true, false)]
    // Modes that the product reaches are no others.
    [InlineData(1, new int[0], 4, true, false)]
    [InlineData(21, new[] { 1, 1, 1 }, 24, true, false)]
    [InlineData(20, new[] { 1, 1, 1, 1 }, 24, true, true)]
    [InlineData(1, new[] { 1, 1, 1, 20 }, 24, true, true)]
    [InlineData(1, new[] { 23 }, 24, true, false)]
    public void Searches_that_end_alone_are_doubtful(
        int greatest, int[] others, int searches, bool areShared, bool isDoubtful)
    {
        string? doubt = DrawnFit.DoubtOfSearches(greatest, others, searches, areShared);
        Assert.Equal(isDoubtful, doubt is not null);
        Assert.StartsWith(isDoubtful ? FormattableString.Invariant($"Of {searches} searches for modes ") : "",
            doubt ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_mixture_is_judged_by_its_greatest_part()
    {
        Optimum lost = At(-700, double.NaN, "The greatest diverged."), sound = At(-12, 0.1, null),
            late = At(-20, 2, "The other is not yet stationary.");
        Optimum greatestLost = DrawnFit.Together("m", [(-3, lost), (-8, sound), (-9, late)]);
        Assert.Equal("The greatest diverged.", greatestLost.Problem);
        Assert.Equal([-20.0, -12, -700], greatestLost.Rounds.Select(static r => r.Elbo));
        Assert.True(double.IsNaN(greatestLost.Rounds[^1].GradientNorm));
        // What was fitted first need not be the greatest; a minor part's trouble does not hide behind it.
        Optimum otherLate = DrawnFit.Together("m", [(-9, late), (-3, sound)]);
        Assert.Equal("The other is not yet stationary.", otherLate.Problem);
        Assert.Equal(-12, otherLate.Rounds[^1].Elbo);
        Assert.Equal(["one"], DrawnFit.Together("m",
            [(-9, late with { Doubts = ["one"] }), (-3, sound with { Doubts = ["one"] })]).Doubts);
    }

    [Fact]
    public void The_verdict_says_what_there_is_to_doubt()
    {
        Optimum optimum = At(-12, 0.1, null) with { Doubts = ["One is left out."] };
        Proposals sound = Importance.ProposalsTests.ParetoTail(0.4, 4096);
        Verdict verdict = Verdict.Judge(
            optimum, sound, new ImportanceResult(sound, null, []), 0, Counts().LogDensity.UnknownNames);
        Assert.Equal(VerdictLevel.Doubtful, verdict.Level);
        Assert.Contains("One is left out.", verdict.Reasons);
    }

    private static Optimum At(double elbo, double norm, string? problem)
    {
        LogDensity target = Counts().LogDensity;
        double[] mode = [0, .. Trapped.Select(static y => Math.Round(y))];
        ProductFamily family = DrawnStart.Family(target, new MeanFieldGaussian(),
            new DiscreteSearch(target, new TargetEvaluator(target, 1), default), mode);
        Approximation product = family.Fitted(target, new Coordinates(mode[..1], [1], family.Pattern(target)),
            family.Start(target, RandomKey.FromSeed(1)));
        return new Optimum(product, [new FitRound(32, 100, elbo, norm, double.NaN)], problem, 100);
    }
}
