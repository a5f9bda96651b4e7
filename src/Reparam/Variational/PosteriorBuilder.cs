using Reparam.Bijectors;
using Reparam.Diagnostics;
using Reparam.Execution;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Turns an optimum into a posterior: proposals from q, importance weights where they are sound, summaries, draws.</summary>
internal sealed class PosteriorBuilder(LogDensity target, VariationalFamily family, int threads)
{
    private const int FirstProposals = 4096;
    private const int MostProposals = 32_768;

    public Posterior Build(Optimum optimum, int posteriorDraws, RandomKey key, ulong seed, long evaluations, CancellationToken cancellation)
    {
        int n = target.Dimension;
        Tensor noise = Tensor.Input("noise", [n], varies: true);
        Bijector map = family.Bijector(optimum.Parameters, n);
        var (u, logDet) = map.ForwardAndLogDet(noise);
        var (x, coordinatesLogDet) = optimum.Coordinates.Map().ForwardAndLogDet(u);
        Tensor logJoint = Tensor.Spread(target.LogProb(x));
        Tensor logApproximation = Tensor.Spread(ElboObjective.LogNoise(noise) - logDet - coordinatesLogDet);
        IReadOnlyList<Quantity> quantities = target.Quantities(x);
        ExecutionPlan plan = ExecutionPlan.Create(
            [noise], [logJoint, logApproximation, .. quantities.Select(q => Tensor.Spread(q.Value))]);

        // More proposals until they are worth the draws that were asked for, by weights alone and never by the clock.
        for (int proposals = FirstProposals; ; proposals *= 2)
        {
            var interpreter = new Interpreter(plan, proposals, threads);
            interpreter.SetByDraw(0, QuasiMonteCarlo.Normal(key.Fold((ulong)proposals), n, proposals));
            interpreter.Run(cancellation);
            evaluations += proposals;
            var joint = new double[proposals];
            var ratios = new double[proposals];
            interpreter.CopyByDraw(0, joint);
            interpreter.CopyByDraw(1, ratios);
            for (int d = 0; d < proposals; d++)
            {
                // A draw at which the density is not a number or zero has no weight; it is counted, not hidden, by the bound.
                ratios[d] = double.IsNaN(joint[d]) ? double.NegativeInfinity : joint[d] - ratios[d];
            }
            ParetoSmoothedImportanceSampling weights = ParetoSmoothedImportanceSampling.Smooth(ratios);
            bool sound = weights.ParetoShape < 0.7;
            if (sound && weights.EffectiveSampleSize < posteriorDraws / 2 && 2 * proposals <= MostProposals)
            {
                continue;
            }
            return Assemble(optimum, interpreter, quantities, weights, sound, ratios, joint, posteriorDraws, key, seed, evaluations);
        }
    }

    private Posterior Assemble(Optimum optimum, Interpreter interpreter, IReadOnlyList<Quantity> quantities,
        ParetoSmoothedImportanceSampling weights, bool sound, double[] ratios, double[] joint, int posteriorDraws, RandomKey key,
        ulong seed, long evaluations)
    {
        int proposals = ratios.Length;
        double[] probabilities = sound ? [.. weights.Weights] : [.. Enumerable.Repeat(1.0 / proposals, proposals)];
        int[] chosen = Resampling.Systematic(probabilities, posteriorDraws, Noise.Uniform(key.Fold("resampling"), 0, 0, 0));
        Shuffle(chosen, key.Fold("order"));
        var summaries = new List<ParameterSummary>();
        var draws = new Dictionary<string, double[]>(StringComparer.Ordinal);
        for (int q = 0; q < quantities.Count; q++)
        {
            var values = new double[quantities[q].Value.Size * proposals];
            interpreter.CopyByDraw(q + 2, values);
            IReadOnlyList<string> names = quantities[q].ElementNames;
            for (int e = 0; e < names.Count; e++)
            {
                ReadOnlySpan<double> element = values.AsSpan(e * proposals, proposals);
                summaries.Add(new ParameterSummary(names[e], WeightedSummary.Of(element, probabilities)));
                var picked = new double[posteriorDraws];
                for (int d = 0; d < posteriorDraws; d++)
                {
                    picked[d] = element[chosen[d]];
                }
                draws[names[e]] = picked;
            }
        }
        double elbo = ratios.Average();
        double variance = ratios.Sum(r => (r - elbo) * (r - elbo)) / (proposals - 1);
        return new Posterior(summaries, draws, [.. chosen.Select(d => joint[d])])
        {
            Approximation = family.Name,
            Elbo = elbo,
            ElboStandardError = Math.Sqrt(variance / proposals),
            ParetoShape = weights.ParetoShape,
            EffectiveSampleSize = sound ? weights.EffectiveSampleSize : proposals,
            IsCorrected = sound,
            Verdict = Verdict.Judge(optimum.Problem, weights),
            Rounds = optimum.Rounds,
            Evaluations = evaluations + optimum.Evaluations,
            Seed = seed,
        };
    }

    /// <summary>Fisher and Yates: resampling leaves copies side by side, which would look like autocorrelation.</summary>
    private static void Shuffle(int[] values, RandomKey key)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = (int)(Noise.Uniform(key, 0, i, 0) * (i + 1));
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
