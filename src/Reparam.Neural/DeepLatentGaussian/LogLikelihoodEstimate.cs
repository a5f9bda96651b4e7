using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Log likelihoods of examples by importance sampling over all layers of a
/// <see cref="DeepLatentGaussianModel"/>: log of the average of p(x, ξ) / q(ξ | x) over draws ξ ~ q(ξ | x) (Rezende, Mohamed
/// and Wierstra 2014, appendix E).</summary>
/// <remarks>The average is right on average; its logarithm is below the log likelihood, on average, by about half the
/// square of its standard error.</remarks>
/// <param name="LogLikelihoods">log p(x) of each example, in nats.</param>
/// <param name="SamplingErrors">The standard error of each by the draws: the relative one of the average ratio.</param>
public sealed record LogLikelihoodEstimate(IReadOnlyList<double> LogLikelihoods, IReadOnlyList<double> SamplingErrors)
{
    private const int Together = 50;

    /// <summary>The average over the examples.</summary>
    public double Mean => LogLikelihoods.Average();

    /// <summary>Its standard error by the choice of examples; NaN for one example.</summary>
    public double StandardError
    {
        get
        {
            double mean = Mean;
            int n = LogLikelihoods.Count;
            return Math.Sqrt(LogLikelihoods.Sum(l => (l - mean) * (l - mean)) / ((n - 1.0) * n));
        }
    }

    /// <summary>Estimates them.</summary>
    /// <param name="model">The model, whose networks are of vectors.</param>
    /// <param name="weights">The values of its weights.</param>
    /// <param name="examples">Example after example.</param>
    /// <param name="samples">Draws for each example; a multiple of 50 above 50.</param>
    /// <param name="seed">The seed of the noise.</param>
    /// <param name="threads">The most threads; 0 for as many as the machine has.</param>
    /// <param name="cancellation">Looked at between runs.</param>
    /// <exception cref="ArgumentException">The examples are none or no whole number, or the number of draws is not
    /// such.</exception>
    public static LogLikelihoodEstimate Of(DeepLatentGaussianModel model, WeightValues weights,
        ReadOnlySpan<float> examples, int samples = 5000, ulong seed = 1, int threads = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        int elements = model.Example.Size, count = examples.Length / elements, beside = Math.Min(samples, Together);
        if (examples.IsEmpty || examples.Length % elements != 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"LogLikelihoodEstimate: {examples.Length} elements were given, which are no whole examples of shape ") +
                $"{model.Example}. Give {elements} for each.", nameof(examples));
        }
        if (samples < 2 || samples % beside != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(samples), samples,
                "LogLikelihoodEstimate: samples is to be between 2 and 50, or a multiple of 50.");
        }
        var inputs = new NetworkInputs();
        Tensor x = inputs.Field(DeepLatentGaussianModel.Field, model.Example);
        Tensor logWeights = model.LogWeights(inputs, x, beside);
        const int Block = 64;
        int block = Math.Min(Block, count);
        var program = new NetworkProgram(model, inputs.All, [logWeights], block, threads,
            RandomKey.FromSeed(seed).Fold("log likelihood"));
        program.Load(weights);
        float[] fields = new float[elements * block], ratios = new float[beside * block];
        program.Runner.BindInput(0, (ReadOnlyMemory<float>)fields);
        double[] logs = new double[count], errors = new double[count];
        int rounds = samples / beside;
        for (int first = 0; first < count; first += block)
        {
            int there = Math.Min(block, count - first);
            for (int i = 0; i < fields.Length; i++)
            {
                // A block that is not full repeats its last example.
                fields[i] = examples[(first + Math.Min(i % block, there - 1)) * elements + i / block];
            }
            var sums = new RatioSum[there];
            for (int round = 0; round < rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                program.Prepare((long)(first / block) * rounds + round);
                program.Runner.Run(cancellation);
                program.Runner.CopyByDraw(0, ratios);
                for (int i = 0; i < ratios.Length; i++)
                {
                    if (i % block < there)
                    {
                        sums[i % block].Add(ratios[i]);
                    }
                }
            }
            for (int i = 0; i < there; i++)
            {
                (logs[first + i], errors[first + i]) = sums[i].LogMean(samples);
            }
        }
        return new LogLikelihoodEstimate(logs, errors);
    }

    /// <summary>Sums of ratios and of their squares, in units of the greatest so far.</summary>
    private struct RatioSum
    {
        private double _greatest, _sum, _squares;

        public void Add(double logRatio)
        {
            if (double.IsNegativeInfinity(logRatio))
            {
                return;
            }
            if (_sum == 0 || logRatio > _greatest)
            {
                double shrink = _sum == 0 ? 0 : Math.Exp(_greatest - logRatio);
                (_greatest, _sum, _squares) = (logRatio, _sum * shrink, _squares * shrink * shrink);
            }
            double ratio = Math.Exp(logRatio - _greatest);
            _sum += ratio;
            _squares += ratio * ratio;
        }

        /// <summary>The logarithm of the mean, and its standard error.</summary>
        public readonly (double LogMean, double Error) LogMean(int count)
        {
            double mean = _sum / count, variance = Math.Max(0, _squares / count - mean * mean);
            return (_greatest + Math.Log(mean), Math.Sqrt(variance / (count - 1)) / mean);
        }
    }
}
