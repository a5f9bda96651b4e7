using Reparam.Distributions;
using Reparam.Gradients;
using Reparam.Random;

namespace Reparam;

/// <summary>Ancestral sampling: each unknown from its prior given those before it, then the data given all.</summary>
internal static class PriorSimulation
{
    /// <summary>See <see cref="Model.PriorPredictive"/>.</summary>
    public static PriorPredictive Run(Model model, int draws, ulong seed, CancellationToken cancellation)
    {
        if (draws < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(draws), draws,
                "PriorPredictive: the number of draws must be at least 1.");
        }
        var (written, observed) = model.Original;
        Dictionary<Tensor, Tensor> values = written.Replacements(observed);
        NoiseInput[] noises = [.. written.Sites.Select((site, i) => Draw(written, i, values))];
        Replicate[] data = [.. written.Observations.Select(o => o.Replicate)];
        RequireSimulable(written, [.. written.Values.Select(v => values[v]), .. data.Select(d => d.Values)]);
        Tensor[] placed = Graph.Substitute(
            [.. written.Quantities.Select(q => q.Value), .. data.Select(d => d.Values)], values);
        RandomKey key = RandomKey.FromSeed(seed).Fold("prior predictive");
        RandomKey unknowns = key.Fold("unknowns"), fresh = key.Fold("data");
        double[][] numbers = [.. noises.Select(noise =>
        {
            var filled = new double[noise.Input.Size * draws];
            noise.Kind.Fill(unknowns.Fold(noise.Name!), 0, draws, noise.Input.Size, filled);
            return filled;
        })];
        Tensor[] inputs = [.. noises.Select(noise => noise.Input)];
        int quantities = written.Quantities.Count;
        return new PriorPredictive(
            draws, Quantities(written, Evaluation.Run(
                inputs, numbers, [.. placed[..quantities].Select(Tensor.Spread)], draws), draws),
            [.. written.Observations.Select((o, i) => new PredictiveDraws(o.Name, o.Shape, draws,
                new RowwiseRun(o.Rows, inputs, numbers, data[i].Noise, fresh.Fold(o.Name)).ByDraw(
                    placed[quantities + i], o.Shape.Size, draws, threads: 1, cancellation)))]);
    }

    /// <summary>Puts a draw of a site in the place of its value.</summary>
    private static NoiseInput Draw(WrittenModel written, int site, Dictionary<Tensor, Tensor> values)
    {
        Site own = written.Sites[site];
        var replicate = Replicate.Of(
            $"Sample '{own.Name}'", own.Name, own.Prior, own.Shape[..^own.Prior.EventShape.Rank]);
        values[written.Values[site]] = Graph.Substitute([replicate.Values], values)[0];
        return replicate.Noise;
    }

    private static void RequireSimulable(WrittenModel written, IReadOnlyList<Tensor> drawn)
    {
        if (written.Terms.FirstOrDefault(t => t.Kind == TermKind.Factor) is { } factor)
        {
            throw new NotSupportedException(
                $"Factor '{factor.Name}': nothing can be drawn from a log density that is no distribution of a site " +
                "or of data. Write the model with Sample and Observe alone.");
        }
        foreach (Observation observation in written.Observations)
        {
            if (drawn.Any(observation.IsUsedIn))
            {
                throw new NotSupportedException(
                    $"Observe '{observation.Name}': the distributions of the model depend on the observed values " +
                    "themselves, as in a regression on earlier ones, so simulated values cannot take their place one " +
                    "by one. Use a distribution of the whole series, such as AutoRegressive or GaussianRandomWalk.");
            }
        }
    }

    private static Dictionary<string, double[]> Quantities(WrittenModel written, double[][] values, int draws)
    {
        var byName = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (q, quantity) in written.Quantities.Index())
        {
            for (int e = 0; e < quantity.Value.Size; e++)
            {
                byName[quantity.ElementNames[e]] = values[q][(e * draws)..((e + 1) * draws)];
            }
        }
        return byName;
    }
}
