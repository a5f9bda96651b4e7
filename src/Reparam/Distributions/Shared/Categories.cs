using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>One number of each row of a table, by an index that is known or not.</summary>
internal static class Categories
{
    // Room for probabilities that were rounded or stored in single precision.
    private const double Tolerance = 1e-6;

    /// <summary>Probabilities along the last axis, where they are numbers.</summary>
    /// <exception cref="ArgumentException">One is negative, a row does not sum to 1, or there are no axes.</exception>
    public static Tensor Checked(string distribution, Tensor probabilities)
    {
        Parameter.Axes(distribution, probabilities, 1, "Its last axis holds one probability for each category.");
        Parameter.Check(distribution, probabilities, nameof(probabilities),
            static v => v is >= 0 and <= 1 + Tolerance, "at least 0 and at most 1",
            $"Pass unnormalised weights as {distribution}.FromLogits(Log(weights)).");
        if (probabilities.Attributes is ConstantAttributes)
        {
            double[] sums = Sum(probabilities, -1).ToArray();
            int row = Array.FindIndex(sums, static sum => Math.Abs(sum - 1) > Tolerance);
            if (row >= 0)
            {
                Shape batch = probabilities.Shape[..^1];
                string place = batch.Rank == 0 ? "they" : "those at " + Parameter.Place(batch, row);
                throw new ArgumentException(
                    $"{distribution}: probabilities must sum to 1, but {place} sum to {Parameter.Text(sums[row])}. " +
                    $"Divide them by their sum, or pass {distribution}.FromLogits(Log(weights)).",
                    nameof(probabilities));
            }
        }
        return probabilities;
    }

    /// <summary>Logits along the last axis, where they are numbers.</summary>
    /// <exception cref="ArgumentException">One is not finite, or there are no axes.</exception>
    public static Tensor CheckedLogits(string distribution, Tensor logits)
    {
        Parameter.Axes(distribution, logits, 1, "Its last axis holds one logit for each category.");
        return Parameter.Finite(distribution, logits);
    }

    /// <summary>table[..., x]: by its place where x is made of numbers, as observed data are; elsewhere by comparison
    /// with all places, which costs as many times as much.</summary>
    /// <param name="table">Batch axes, then the places.</param>
    /// <param name="x">Integers, which broadcast with the batch; those beyond an end count as that end.</param>
    public static Tensor Pick(Tensor table, Tensor x)
    {
        Shape batch = table.Shape[..^1];
        int places = table.Shape[^1];
        if (x.Attributes is not ConstantAttributes { Values: var values })
        {
            Tensor index = Minimum(Maximum(x, 0), places - 1);
            return Sum(Select(Equal(Reshape(index, x.Shape.Append([1])), Numbers(places)), table, 0), -1);
        }
        Shape shape = Shape.Broadcast(x.Shape, batch);
        int[]? value = x.Shape.BroadcastMap(shape), row = batch.BroadcastMap(shape);
        int[] chosen = [.. Enumerable.Range(0, shape.Size).Select(i =>
            (row?[i] ?? i) * places + (int)Math.Clamp(values[value?[i] ?? i], 0, places - 1))];
        return Reshape(Gather(Reshape(table, [table.Size]), chosen), shape);
    }

    /// <summary>0 ... n - 1.</summary>
    public static Tensor Numbers(int n) => Constant([.. Enumerable.Range(0, n)], [n]);

    /// <summary>One more axis of length 1, innermost.</summary>
    public static Tensor Inner(Tensor x) => Reshape(x, x.Shape.Append([1]));

    /// <summary>x over its sum along the last axis.</summary>
    public static Tensor Normalized(Tensor x) => x / Inner(Sum(x, -1));

    /// <summary>Σ xⱼ over j &gt; k, for each k but the last.</summary>
    public static Tensor SumOfRest(Tensor x)
    {
        int n = x.Shape[^1];
        var isLater = new double[n * (n - 1)];
        for (int j = 1; j < n; j++)
        {
            isLater.AsSpan(j * (n - 1), j).Fill(1);
        }
        Tensor rows = Reshape(x, [x.Shape[..^1].Size, n]);
        return Reshape(MatMul(rows, Constant(isLater, [n, n - 1])), x.Shape[..^1].Append([n - 1]));
    }

    /// <summary>One place of the last axis, which is dropped.</summary>
    public static Tensor Place(Tensor x, int k) => Reshape(Slice(x, -1, k, k + 1), x.Shape[..^1]);

    /// <summary>The running sum along the last axis, of any shape.</summary>
    public static Tensor RunningSum(Tensor x) =>
        Reshape(CumulativeSum(Reshape(x, [x.Shape[..^1].Size, x.Shape[^1]])), x.Shape);
}
