using Reparam.Distributions;
using Reparam.Gradients;
using Reparam.Random;

namespace Reparam;

/// <summary>The discrete unknowns that were summed out of a model, for those who want them back: their probabilities
/// and draws of them, given draws of the continuous unknowns.</summary>
/// <param name="written">The model without them.</param>
/// <param name="enumeration">How they were summed out.</param>
internal sealed class SummedUnknowns(WrittenModel written, Enumeration enumeration)
{
    private readonly IReadOnlyList<int> _places = enumeration.SummedOut;

    /// <summary>What stands for them in recorded expressions.</summary>
    public IReadOnlyList<Tensor> Inputs { get; } =
        [.. enumeration.SummedOut.Select(i => enumeration.Unknowns[i].Input)];

    /// <summary>What was done, for those who read it.</summary>
    public IReadOnlyList<Summation> Summations { get; } = [.. enumeration.SummedOut.Select(i => (
        Unknown: enumeration.Unknowns[i], Step: enumeration.Steps.First(s => s.Unknown == i)))
        .Select(s => new Summation(
            s.Unknown.Name, s.Unknown.Distribution, s.Unknown.Shape, s.Unknown.Values.Count,
            [.. s.Step.Sources.Select(a => a.Term.Name).Distinct()]))];

    /// <summary>Joint draws of all of them, each given a draw of the continuous unknowns and the data.</summary>
    /// <remarks>Forward filtering, backward sampling: what was summed out last is drawn first.</remarks>
    /// <param name="points">The unconstrained forms of the continuous unknowns: [unknown · draws + draw].</param>
    /// <param name="draws">The number of draws.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellation">Ends the work before it begins.</param>
    /// <returns>For each: [element · draws + draw].</returns>
    public double[][] Draws(double[] points, int draws, ulong seed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        RandomKey key = RandomKey.FromSeed(seed).Fold("posterior of discrete unknowns");
        Tensor x = Tensor.Input("x", [points.Length / draws], varies: true);
        List<Tensor> inputs = [x];
        List<double[]> numbers = [points];
        var drawn = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Elimination step in enumeration.Steps.Reverse())
        {
            DiscreteUnknown unknown = enumeration.Unknowns[step.Unknown];
            int count = unknown.Shape.Size;
            var noise = NoiseInput.Of(NoiseKind.Uniform, [count], unknown.Name);
            var filled = new double[count * draws];
            noise.Kind.Fill(key.Fold(unknown.Name), 0, draws, count, filled);
            inputs.Add(noise.Input);
            numbers.Add(filled);
            Tensor logits = Tensor.Reshape(Graph.Substitute([step.Stacked], drawn)[0], [unknown.Values.Count, count]);
            Tensor place = Categorical.FromLogits(Tensor.Transpose(logits)).FromNoise(noise.Input);
            drawn[unknown.Input] = unknown.Values.Lower + Tensor.Reshape(place, unknown.Shape);
        }
        Tensor[] values = written.Place(x, [.. Inputs.Select(input => drawn[input])]);
        return Evaluation.Run(inputs, numbers, [.. values.Select(Tensor.Spread)], draws, threads: 0);
    }

    /// <summary>P(z = its k-th value | data), averaged over draws of the continuous unknowns.</summary>
    /// <param name="place">Which of the unknowns.</param>
    /// <param name="points">The unconstrained forms of the continuous unknowns: [unknown · draws + draw].</param>
    /// <param name="draws">The number of draws.</param>
    /// <returns>[k · elements + element].</returns>
    public double[] Probabilities(int place, double[] points, int draws)
    {
        Tensor x = Tensor.Input("x", [points.Length / draws], varies: true);
        Tensor average = Tensor.DrawMean(Tensor.Spread(written.Place(x, enumeration.Probabilities(_places[place]))[0]));
        return Evaluation.Run([x], [points], [average], draws, threads: 0)[0];
    }

    /// <summary>An unknown with what there is to know of it.</summary>
    public DiscreteDraws Of(string name, double[] points, int draws, ulong seed, CancellationToken cancellation)
    {
        int place = Summations.ToList().FindIndex(s => s.Name == name);
        DiscreteUnknown unknown = enumeration.Unknowns[_places[place]];
        double[] values = Draws(points, draws, seed, cancellation)[place];
        cancellation.ThrowIfCancellationRequested();
        double[] all = Probabilities(place, points, draws);
        int size = unknown.Shape.Size;
        return new DiscreteDraws(name, unknown.Shape, draws, values, element =>
        {
            double[] own = unknown.Values.Of(element);
            return (own, [.. own.Select((_, k) => all[k * size + element])]);
        });
    }
}
