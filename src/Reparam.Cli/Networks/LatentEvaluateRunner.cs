using System.Globalization;
using Reparam.Neural;

namespace Reparam.Cli;

/// <summary>Carries out <c>reparam vae evaluate</c> and <c>reparam dlgm evaluate</c>.</summary>
internal sealed class LatentEvaluateRunner(Streams streams)
{
    /// <summary>Evaluates a network.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="trained">The network.</param>
    /// <param name="evaluation">What evaluates it.</param>
    /// <param name="active">Says how many variables are active, of two images or more.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The exit code.</returns>
    public int Run<TArchitecture, TNetwork>(LatentEvaluateRequest request,
        TrainedNetwork<TArchitecture, TNetwork> trained, LatentEvaluation evaluation,
        Func<ExampleValues, string> active, CancellationToken cancellationToken)
        where TArchitecture : LatentArchitecture
        where TNetwork : Module
    {
        TArchitecture architecture = trained.Architecture;
        ImageData data = trained.Images(request.Data, request.Count);
        ExampleValues images = architecture.Examples(data, architecture.Noise, request.Seed);
        int count = data.Set.Count;
        var lines = new LabelledLines(streams.Out);
        lines.Write("Model", architecture.Describe());
        lines.Write("Images", FormattableString.Invariant($"{data.Source}: {count}") +
            (architecture.IsBinarised ? ", pixels made 0 or 1 by chance" : ""));
        BoundEstimate bound = evaluation.Bound(images, cancellationToken);
        string byLayer = bound.Divergences.Count == 1 ? "" : ", by layers " + string.Join(" + ",
            bound.Divergences.Select(static d => d.ToString("F2", CultureInfo.InvariantCulture)));
        lines.Write("Bound", string.Create(CultureInfo.InvariantCulture,
            $"{bound.Mean:F2} ± {bound.StandardError:F2} nats an image: log p(x | z) {bound.LogLikelihood:F2}, ") +
            string.Create(CultureInfo.InvariantCulture, $"divergence {bound.Divergence:F2}") + byLayer);
        lines.Write("Active", count < 2 ? "not known from one image" : active(images));
        streams.Out.Flush();
        LogLikelihoodEstimate likelihood = ProgressDisplay.Run(streams.ShowsProgress,
            progress => evaluation.LogLikelihood(images, request.Samples, progress, cancellationToken),
            (int done) => string.Create(
                CultureInfo.InvariantCulture, $"log likelihoods: {done:N0} of {count:N0} images"), "log likelihoods");
        lines.Write("NLL", string.Create(CultureInfo.InvariantCulture,
            $"{-likelihood.Mean:F2} ± {likelihood.StandardError:F2} nats an image, by {request.Samples} draws each ") +
            string.Create(CultureInfo.InvariantCulture, $"(± {likelihood.SamplingError:F3} by the draws)"));
        if (architecture.Pixels.IsDiscrete)
        {
            lines.Write("Bits", string.Create(CultureInfo.InvariantCulture,
                $"{LatentEvaluation.BitsPerDimension(likelihood.Mean, architecture.Image.Size):F3} for each pixel"));
        }
        if (data.Labels is { } labels)
        {
            ShowLabels(labels, bound, likelihood);
        }
        return ExitCode.Fitted;
    }

    private void ShowLabels(ExampleField labels, BoundEstimate bound, LogLikelihoodEstimate likelihood)
    {
        streams.Out.WriteLine();
        streams.Out.WriteLine("label  images     bound       NLL");
        byte[] of = labels.Bytes.ToArray();
        foreach (IGrouping<byte, int> group in Enumerable.Range(0, of.Length).GroupBy(i => of[i]).OrderBy(g => g.Key))
        {
            double elbo = group.Average(i => bound.ByExample[i]), nll = -group.Average(i => likelihood.ByExample[i]);
            streams.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{ImageData.NameOf(labels, group.Key),-5}  {group.Count(),6}  {elbo,8:F2}  {nll,8:F2}"));
        }
    }
}
