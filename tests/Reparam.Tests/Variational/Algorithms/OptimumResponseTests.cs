using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class OptimumResponseTests
{
    [Fact]
    public void Mean_field_responses_of_a_normal_posterior_are_its_standard_deviations()
    {
        var target = new GaussianTarget(8, correlation: 0.8);
        Posterior posterior = Inference.Fit(target.LogDensity, seed: 1, new() { Family = new MeanFieldGaussian() });
        IReadOnlyList<LinearResponse> responses = posterior.LinearResponse();
        for (int i = 0; i < 8; i++)
        {
            double sd = Math.Sqrt(target.Covariance[i, i]);
            Assert.Equal(FormattableString.Invariant($"x[{i + 1}]"), responses[i].Name);
            Assert.Equal(sd, responses[i].StandardDeviation, 1e-8 * sd);
            Assert.Equal(target.Mean[i], responses[i].Mean, 1e-8 * sd);
            Assert.Equal(target.MeanFieldScales[i], responses[i].ApproximationStandardDeviation, 0.02 * sd);
            // Draws with matched moments are exact for quadratics.
            Assert.Equal(0, responses[i].MonteCarloError, 1e-9 * sd);
            Assert.True(target.MeanFieldScales[i] < 0.8 * sd);
        }
    }

    [Fact]
    public void Conjugate_gradients_and_the_written_out_hessian_agree()
    {
        var target = new GaussianTarget(40, correlation: 0.9);
        Posterior posterior = Inference.Fit(target.LogDensity, seed: 1, new() { Family = new MeanFieldGaussian() });
        // 80 parameters: all numbers take the matrix, one of them takes products.
        LinearResponse all = posterior.LinearResponse()[6], one = posterior.LinearResponse(["x[7]"]).Single();
        Assert.Equal(all.Name, one.Name);
        Assert.Equal(all.StandardDeviation, one.StandardDeviation, 1e-7 * all.StandardDeviation);
        Assert.Equal(all.Mean, one.Mean, 1e-6 * all.StandardDeviation);
        Assert.Equal(Math.Sqrt(target.Covariance[6, 6]), one.StandardDeviation, 1e-7 * one.StandardDeviation);
    }

    [Fact]
    public void Quantities_that_are_not_linear_answer_by_the_gradient_of_their_mean()
    {
        // x ~ N(0.3, 0.5²): e^x has E = e^(μ + σ²/2), and the variance of the response is that of the linear form, plus
        // what the scale answers with: for F = e^(μ + s²/2), H = diag(1/σ², 2) in (μ, log s), ∇F = F (1, s²).
        const double Sigma = 0.5;
        Model model = Model.Define(m =>
        {
            Tensor x = m.Sample("x", new Normal(0.3, Sigma));
            m.Report("rate", Exp(x));
        });
        Posterior posterior =
            Inference.Fit(model, seed: 1, new() { Algorithm = new FixedDraws { InitialDraws = 4096 } });
        LinearResponse rate = posterior.LinearResponse(["rate"]).Single();
        double mean = Math.Exp(0.3 + Sigma * Sigma / 2);
        Assert.Equal(mean, rate.Mean, 1e-3);
        Assert.Equal(mean * Math.Sqrt(Sigma * Sigma + Math.Pow(Sigma, 4) / 2), rate.StandardDeviation, 2e-3);
        Assert.InRange(rate.MonteCarloError, 1e-6, 1e-3);
        Assert.InRange(Math.Abs(rate.Mean - mean), 0, 4 * rate.MonteCarloError);
    }

    [Fact]
    public void Monte_Carlo_errors_cover_what_many_draws_give()
    {
        double[] dose = [-0.86, -0.3, -0.05, 0.73], deaths = [0, 1, 3, 5];
        Model model = Model.Define(m =>
        {
            Tensor alpha = m.Sample("alpha", new Normal(0, 2)), beta = m.Sample("beta", new Normal(5, 5));
            m.Observe("deaths", Binomial.FromLogits(5, alpha + beta * dose), deaths);
        });
        IReadOnlyList<LinearResponse> Fit(ulong seed, int draws) => Inference.Fit(model, seed, new()
        {
            Family = new MeanFieldGaussian(),
            Algorithm = new FixedDraws { InitialDraws = draws, MaximumDraws = draws },
            PosteriorDraws = 1,
        }).LinearResponse();
        IReadOnlyList<LinearResponse> truth = Fit(1000, 1 << 15);
        int covered = 0;
        const int Repetitions = 40;
        for (ulong seed = 1; seed <= Repetitions; seed++)
        {
            IReadOnlyList<LinearResponse> few = Fit(seed, 64);
            for (int i = 0; i < 2; i++)
            {
                covered += Math.Abs(few[i].Mean - truth[i].Mean) <= 2.04 * few[i].MonteCarloError ? 1 : 0;
            }
        }
        // 80 intervals of 95 %: fewer than 66 are covered with a probability below 1e-4 were they independent; pairs
        // of one fit are not, so say 1e-3.
        Assert.InRange(covered, 66, 80);
    }

    [Fact]
    public void Names_that_are_not_there_and_fits_without_fixed_draws_are_refused()
    {
        LogDensity normal = LogDensity.Over(2, x => -0.5 * Sum(Square(x)));
        Posterior still = Inference.Fit(normal, seed: 1);
        Assert.Contains("There is no 'y'",
            Assert.Throws<KeyNotFoundException>(() => still.LinearResponse(["y"])).Message, StringComparison.Ordinal);
        Posterior fresh = Inference.Fit(
            normal, seed: 1, new() { Algorithm = new FreshDraws { MaximumSteps = 10 } });
        Assert.Contains("Fit with Algorithm = new FixedDraws()",
            Assert.Throws<InvalidOperationException>(() => fresh.LinearResponse()).Message, StringComparison.Ordinal);
    }
}
