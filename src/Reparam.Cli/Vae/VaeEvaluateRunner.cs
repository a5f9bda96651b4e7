using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae evaluate</c>.</summary>
internal sealed class VaeEvaluateRunner(Streams streams)
{
    public int Run(VaeEvaluateRequest request, CancellationToken cancellationToken)
    {
        TrainedVae trained = TrainedVae.Read(request.Folder);
        VaeData data = trained.Images(request.Data, request.Count);
        float[] images = trained.Numbers(data, request.Seed);
        int count = data.Set.Count;
        var evaluation = new VaeEvaluation(trained.Network, trained.Weights, request.Threads, request.Seed);
        var lines = new LabelledLines(streams.Out);
        lines.Write("Model", trained.Model.Describe());
        lines.Write("Images", FormattableString.Invariant($"{data.Source}: {count}") +
            (trained.Model.IsBinarised ? ", pixels made 0 or 1 by chance" : ""));
        BoundEstimate bound = evaluation.Bound(images, cancellationToken);
        lines.Write("Bound", string.Create(CultureInfo.InvariantCulture,
            $"{bound.Mean:F2} ± {bound.StandardError:F2} nats an image: log p(x | z) {bound.LogLikelihood:F2}, ") +
            string.Create(CultureInfo.InvariantCulture, $"divergence {bound.Divergence:F2}"));
        int active = count < 2 ? 0 : evaluation.Activities(images).Count(a => a > VaeEvaluation.ActivityThreshold);
        lines.Write("Active", count < 2 ? "not known from one image"
            : FormattableString.Invariant($"{active} of {trained.Model.Latent} latent variables"));
        streams.Out.Flush();
        LogLikelihoodEstimate likelihood = LogLikelihood(evaluation, images, count, request.Samples, cancellationToken);
        lines.Write("NLL", string.Create(CultureInfo.InvariantCulture,
            $"{-likelihood.Mean:F2} ± {likelihood.StandardError:F2} nats an image, by {request.Samples} draws each ") +
            string.Create(CultureInfo.InvariantCulture, $"(± {likelihood.SamplingError:F3} by the draws)"));
        if (VaeLikelihoods.IsDiscrete(trained.Model.Likelihood))
        {
            lines.Write("Bits", string.Create(CultureInfo.InvariantCulture,
                $"{VaeEvaluation.BitsPerDimension(likelihood.Mean, trained.Model.Image.Size):F3} for each pixel"));
        }
        ShowLabels(data.Set, bound, likelihood);
        return ExitCode.Fitted;
    }

    private LogLikelihoodEstimate LogLikelihood(
        VaeEvaluation evaluation, float[] images, int count, int samples, CancellationToken cancellationToken) =>
        !streams.ShowsProgress ? evaluation.LogLikelihood(images, samples, null, cancellationToken)
            : ProgressDisplay.Run<int, LogLikelihoodEstimate>(
                progress => evaluation.LogLikelihood(images, samples, progress, cancellationToken),
                done => string.Create(CultureInfo.InvariantCulture, $"log likelihoods: {done:N0} of {count:N0} images"),
                "log likelihoods");

    private void ShowLabels(ExampleSet set, BoundEstimate bound, LogLikelihoodEstimate likelihood)
    {
        if (set.Fields.FirstOrDefault(static field => field.Name == VaeData.Label) is not { } labels)
        {
            return;
        }
        streams.Out.WriteLine();
        streams.Out.WriteLine("label  images     bound       NLL");
        byte[] of = labels.Bytes.ToArray();
        foreach (IGrouping<byte, int> group in Enumerable.Range(0, of.Length).GroupBy(i => of[i]).OrderBy(g => g.Key))
        {
            string name = labels.Levels is { } levels ? levels[group.Key]
                : group.Key.ToString(CultureInfo.InvariantCulture);
            streams.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-5}  {group.Count(),6}  {group.Average(i => bound.ByExample[i]),8:F2}  ") +
                string.Create(CultureInfo.InvariantCulture, $"{-group.Average(i => likelihood.ByExample[i]),8:F2}"));
        }
    }
}
