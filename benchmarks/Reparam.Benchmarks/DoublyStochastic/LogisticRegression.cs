using Reparam.Distributions;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Benchmarks.DoublyStochastic;

/// <summary>Logistic regression with a ~ N(0, 5), w ~ N(0, 1), and its predictions. x = (a, w).</summary>
internal static class LogisticRegression
{
    private const int PredictiveDraws = 1000;

    /// <summary>The rows in minibatches.</summary>
    public static Model Streamed(BinaryData data) => Model.Define(m =>
    {
        Rows rows = m.Rows("row", data.TrainingRows());
        Tensor a = m.Sample("a", new Normal(0, 5));
        Tensor w = m.Plate("feature", data.Features).Sample("w", new Normal(0, 1));
        Tensor logits = a + Tensor.MatMul(rows.Columns([.. Enumerable.Range(1, data.Features)
            .Select(c => FormattableString.Invariant($"x{c}"))]), w);
        rows.Observe("y", Bernoulli.FromLogits(logits), rows.Column("y"));
    });

    /// <summary>All rows as data.</summary>
    public static Model Whole(BinaryData data)
    {
        var x = new double[data.Train.Length, data.Features];
        for (int i = 0; i < data.Train.Length; i++)
        {
            foreach (var (place, value) in data.Train[i].Values)
            {
                x[i, place] = value;
            }
        }
        return Model.Define(m =>
        {
            Tensor a = m.Sample("a", new Normal(0, 5));
            Tensor w = m.Plate("feature", data.Features).Sample("w", new Normal(0, 1));
            m.Observe("y", Bernoulli.FromLogits(a + Tensor.MatMul(x, w)),
                (double[])[.. data.Train.Select(r => r.Label)]);
        });
    }

    /// <summary>The share of test rows whose more probable label is wrong, and the mean of -log of the predictive
    /// probability.</summary>
    public static (double Error, double NegativeLogDensity) Test(BinaryData data, Approximation q)
    {
        double[] points = q.Draw(RandomKey.FromSeed(2), PredictiveDraws, 0).Points;
        var (errors, logs) = (new double[data.Test.Length], new double[data.Test.Length]);
        Parallel.For(0, data.Test.Length, i =>
        {
            BinaryRow row = data.Test[i];
            double[] logits = points[..PredictiveDraws];
            foreach (var (place, value) in row.Values)
            {
                for (int d = 0; d < PredictiveDraws; d++)
                {
                    logits[d] += value * points[(1 + place) * PredictiveDraws + d];
                }
            }
            double probability = logits.Average(f => 1 / (1 + Math.Exp(row.Label > 0 ? -f : f)));
            logs[i] = -Math.Log(probability);
            errors[i] = probability < 0.5 ? 1 : 0;
        });
        return (errors.Average(), logs.Average());
    }
}
