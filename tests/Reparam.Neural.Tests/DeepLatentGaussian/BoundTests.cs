namespace Reparam.Neural.Tests.DeepLatentGaussian;

/// <summary>Bounds of a linear-Gaussian model of two layers, beside what is known of it in closed form.</summary>
public sealed class BoundTests
{
    // Averages of some 10,000 draws: a false alarm of 4 standard errors once in 16,000 times for each.
    private const int Draws = 10_000;

    [Theory]
    [InlineData(PosteriorForm.Diagonal)]
    [InlineData(PosteriorForm.RankOnePrecision)]
    [InlineData(PosteriorForm.Ladder)]
    public void Every_form_of_the_bound_is_the_one_in_closed_form_and_below_the_evidence(PosteriorForm posterior)
    {
        var known = new LinearGaussian(posterior);
        double bound = known.Bound();
        Assert.True(bound < known.Evidence());
        foreach (DivergenceForm form in Enum.GetValues<DivergenceForm>())
        {
            (double mean, double error) = Average(known, new BoundObjective { Divergence = form });
            Assert.InRange((mean - bound) / error, -4, 4);
            Assert.True(error < 0.02 * (known.Evidence() - bound), "The comparison would show nothing.");
        }
        (double several, double least) =
            Average(known, new BoundObjective { Samples = 5, IsImportanceWeighted = true });
        Assert.InRange(several, bound + 4 * least, known.Evidence() - 4 * least);
    }

    [Theory]
    [InlineData(PosteriorForm.Diagonal)]
    [InlineData(PosteriorForm.RankOnePrecision)]
    public void The_best_posterior_of_independent_layers_has_the_gap_that_is_known(PosteriorForm posterior)
    {
        LinearGaussian known = new LinearGaussian(posterior).WithBestPosterior();
        Assert.Equal(known.Evidence() - known.Gap(), known.Bound(), 1e-9);
        (double mean, double error) = Average(known, new BoundObjective());
        Assert.InRange((mean - known.Bound()) / error, -4, 4);
    }

    [Fact]
    public void Rank_one_precision_tightens_the_bound_where_variables_of_a_layer_are_correlated()
    {
        double diagonal = new LinearGaussian(PosteriorForm.Diagonal).WithBestPosterior().Bound();
        LinearGaussian known = new LinearGaussian(PosteriorForm.RankOnePrecision).WithBestPosterior();
        (double mean, double error) = Average(known, new BoundObjective());
        Assert.True(mean - 4 * error > diagonal + 0.1, $"{mean} ± {error} against {diagonal}");
    }

    [Fact]
    public void Top_down_inference_reaches_the_evidence_draw_by_draw_where_pairs_of_layers_are_correlated()
    {
        LinearGaussian known = new LinearGaussian(PosteriorForm.Ladder).WithPairs().WithBestPosterior();
        var independent = new LinearGaussian(PosteriorForm.RankOnePrecision).WithPairs();
        Assert.True(independent.Gap() > 0.1);
        Assert.Equal(known.Evidence(), known.Bound(), 1e-9);
        Assert.All(LogWeights(known, 100), ratio => Assert.Equal(known.Evidence(), ratio, 2e-4));
    }

    [Theory]
    [InlineData(PosteriorForm.Diagonal)]
    [InlineData(PosteriorForm.RankOnePrecision)]
    [InlineData(PosteriorForm.Ladder)]
    public void The_importance_sampled_log_likelihood_is_the_evidence(PosteriorForm posterior)
    {
        // Wider than best, so that the ratios have a variance, and it shows in as many draws.
        LinearGaussian known = new LinearGaussian(posterior).WithBestPosterior().WithWiderPosterior(0.4);
        const int Examples = 70;
        var evaluation = new LatentEvaluation(known.Model, known.Weights);
        float[] examples = LinearGaussian.Fields(Examples)[DeepLatentGaussianModel.Field];
        LogLikelihoodEstimate estimate = evaluation.LogLikelihood(examples, 2000);
        double error = estimate.SamplingErrors.Average();
        Assert.InRange(error, 1e-3, 0.1);
        // The examples are the same, so their spread is that of the draws.
        double spread = estimate.StandardError * Math.Sqrt(Examples);
        Assert.InRange(spread / error, 0.6, 1.5);
        Assert.InRange((estimate.Mean + 0.5 * error * error - known.Evidence()) / estimate.StandardError, -4, 4);
    }

    [Fact]
    public void The_evaluated_bound_is_that_in_closed_form_and_the_sum_of_its_parts()
    {
        var known = new LinearGaussian(PosteriorForm.Ladder);
        BoundEstimate bound = new LatentEvaluation(known.Model, known.Weights)
            .Bound(LinearGaussian.Fields(Draws)[DeepLatentGaussianModel.Field]);
        Assert.InRange((bound.Mean - known.Bound()) / bound.StandardError, -4, 4);
        Assert.Equal(bound.LogLikelihood - bound.Divergences.Sum(), bound.Mean, 1e-5);
        Assert.Equal(2, bound.Divergences.Count);
    }

    [Fact]
    public void More_importance_samples_approach_the_evidence()
    {
        var known = new LinearGaussian(PosteriorForm.Diagonal);
        double[] averages = [.. new[] { 1, 5, 50 }.Select(k => Average(
            known, new BoundObjective { Samples = k, IsImportanceWeighted = k > 1 }).Mean)];
        Assert.True(averages[0] < averages[1] && averages[1] < averages[2] && averages[2] < known.Evidence(),
            string.Join(", ", averages) + " below " + known.Evidence());
        Assert.True(known.Evidence() - averages[2] < 0.3 * (known.Evidence() - averages[0]));
    }

    [Fact]
    public void Terms_are_named_by_layer_and_free_nats_are_each_layers_own()
    {
        var known = new LinearGaussian(PosteriorForm.Ladder);
        Assert.Equal(["reconstruction", "divergence 1", "divergence 2"], known.Model.Loss().TermNames);
        (double bound, _) = Average(known, new BoundObjective(), total: true);
        (double free, _) = Average(known, new BoundObjective { FreeNats = 100 }, total: true);
        Loss loss = known.Model.Loss();
        double[] divergences = [.. loss.Terms.Skip(1).Select(term => Averages(known, loss, term.Value).Mean)];
        Assert.Equal(-bound + 200 - divergences.Sum(), -free, 1e-3);
    }

    private static (double Mean, double Error) Average(
        LinearGaussian known, BoundObjective objective, bool total = false)
    {
        Loss loss = known.Model.Loss(objective);
        return Averages(known, loss, total || loss.Metrics.Count == 0 ? -loss.Total : loss.Metrics[0].Value);
    }

    private static (double Mean, double Error) Averages(LinearGaussian known, Loss loss, Tensor value)
    {
        var program = new NetworkProgram(known.Model, loss.Inputs, [Tensor.Spread(value)], Draws, 1,
            Random.RandomKey.FromSeed(21));
        program.Load(known.Weights);
        float[] field = LinearGaussian.Fields()[DeepLatentGaussianModel.Field];
        program.Runner.BindInput(loss.Inputs.Index().First(p => p.Item is FieldInput).Index,
            (ReadOnlyMemory<float>)field.SelectMany(v => Enumerable.Repeat(v, Draws)).ToArray());
        program.Prepare(0);
        program.Runner.Run();
        var values = new float[Draws];
        program.Runner.CopyByDraw(0, values);
        double mean = values.Average(v => (double)v);
        return (mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Draws / (Draws - 1)) + 1e-6);
    }

    private static float[] LogWeights(LinearGaussian known, int draws) => NetworkFunction.Compile(known.Model, inputs =>
        {
            LatentExample x = known.Model.Read(inputs);
            return [known.Model.LogWeights(x, known.Model.Draw(inputs, x, 0, isEvaluation: true))];
        }).Run(known.Weights, draws, LinearGaussian.Fields(draws))[0];
}
