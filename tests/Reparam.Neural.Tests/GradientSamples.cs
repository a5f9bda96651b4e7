using Reparam.Random;

namespace Reparam.Neural.Tests;

/// <summary>Means and standard errors of the gradient of a loss in the weights of its network, over batches of
/// noise.</summary>
internal sealed class GradientSamples
{
    private GradientSamples(double[] means, double[] errors) => (Means, Errors) = (means, errors);

    public double[] Means { get; }

    public double[] Errors { get; }

    public static GradientSamples Of(Loss loss, WeightValues weights, IReadOnlyDictionary<string, float[]> example,
        int batches, int draws, ulong seed)
    {
        Tensor total = Tensor.DrawMean(loss.Total);
        Tensor[] trained = [.. loss.Module.Weights.Where(w => w.Weight.IsTrained).Select(w => w.Weight.Tensor)];
        Tensor[] gradients = Differentiate.Gradient(total, trained);
        var program = new NetworkProgram(
            loss.Module, loss.Inputs, gradients, draws, 1, RandomKey.FromSeed(seed).Fold("noise"));
        program.Load(weights);
        for (int i = 0; i < loss.Inputs.Count; i++)
        {
            if (loss.Inputs[i] is FieldInput field)
            {
                program.Runner.BindInput(i, (ReadOnlyMemory<float>)example[field.Name].SelectMany(
                    v => Enumerable.Repeat(v, draws)).ToArray());
            }
        }
        int n = gradients.Sum(g => g.Size);
        double[] sums = new double[n], squares = new double[n];
        for (int batch = 0; batch < batches; batch++)
        {
            program.Prepare(batch);
            program.Runner.Run();
            int at = 0;
            for (int g = 0; g < gradients.Length; g++)
            {
                foreach (float value in program.Runner.SharedSingles(g))
                {
                    sums[at] += value;
                    squares[at++] += (double)value * value;
                }
            }
        }
        double[] means = [.. sums.Select(s => s / batches)];
        return new(means, [.. squares.Select((s, i) =>
            Math.Sqrt(Math.Max(0, s / batches - means[i] * means[i]) / (batches - 1)))]);
    }

    /// <summary>The greatest difference of two, in standard errors; <paramref name="rounding"/> is what floats may
    /// add.</summary>
    public double Distance(GradientSamples other, double rounding = 2e-6) => Means.Select((mean, i) =>
        Math.Abs(mean - other.Means[i])
        / (Math.Sqrt(Errors[i] * Errors[i] + other.Errors[i] * other.Errors[i]) + rounding)).Max();
}
