using System.Runtime.CompilerServices;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>p(x | z), whose parameters a decoder gives.</summary>
public abstract record Likelihood
{
    /// <summary>Pixels 0 and 1: independent, from logits.</summary>
    public static Likelihood Bernoulli { get; } = new BernoulliLikelihood();

    /// <summary>Real numbers: normal, of which the decoder gives mean and logarithm of the standard deviation, the
    /// latter no less than <paramref name="leastScale"/>.</summary>
    /// <param name="leastScale">The least standard deviation, above 0: without a bound the density of data that repeat
    /// values grows without end.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public static Likelihood Normal(double leastScale = 0.01) => new NormalLikelihood(Above(leastScale, 0));

    /// <summary>Real numbers in heavy tails: Student's t with location and scale from the decoder.</summary>
    /// <param name="degreesOfFreedom">Above 0.</param>
    /// <param name="leastScale">The least scale, above 0.</param>
    public static Likelihood StudentT(double degreesOfFreedom = 4, double leastScale = 0.01) =>
        new StudentTLikelihood(Above(degreesOfFreedom, 0), Above(leastScale, 0));

    /// <summary>The values 0, 1 / (levels - 1), …, 1: the mass that a logistic distribution has on the interval around
    /// each, those at the ends with their tails (Salimans, Karpathy, Chen and Kingma 2017, without mixtures).</summary>
    /// <param name="levels">The number of values, such as 256.</param>
    public static Likelihood DiscretizedLogistic(int levels = 256) =>
        new DiscretizedLogisticLikelihood((int)Above(levels, 1));

    /// <summary>One of several classes for each element, from logits.</summary>
    /// <param name="classes">The number of classes, at least 2; elements are 0, 1, …, classes - 1.</param>
    public static Likelihood Categorical(int classes) => new CategoricalLikelihood((int)Above(classes, 1));

    /// <summary>Numbers that the decoder gives for each element of an example.</summary>
    public abstract int ParametersPerElement { get; }

    /// <summary>Whether elements have discrete values, so that log likelihoods are those of probabilities, not of
    /// densities, and may be told in bits.</summary>
    public virtual bool IsDiscrete => false;

    /// <summary>The element that stands for white, 0 being black: 1, but of classes the last one.</summary>
    public virtual double White => 1;

    /// <summary>log p(x | z) element by element.</summary>
    /// <param name="parameters">The decoder's value: for each element its parameters, all of the first kind first,
    /// along axis 0; further axes are those of draws.</param>
    /// <param name="x">The example, of shape [elements], or with an axis of length 1 for draws.</param>
    public abstract Tensor LogProb(Tensor parameters, Tensor x);

    /// <summary>The mean of each element.</summary>
    /// <param name="parameters">The decoder's value.</param>
    public abstract Tensor Mean(Tensor parameters);

    /// <summary>A draw of each element.</summary>
    /// <param name="parameters">The decoder's value.</param>
    /// <param name="uniform">Uniform noise, one number for each element.</param>
    public abstract Tensor Draw(Tensor parameters, Tensor uniform);

    private static double Above(
        double value, double bound, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value > bound && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value,
            FormattableString.Invariant(
                $"Likelihood: {name} is {value}, but a finite number above {bound} is expected."));

    private static Tensor Part(Tensor parameters, int part, int parts)
    {
        int size = parameters.Shape[0] / parts;
        return parameters[(part * size)..((part + 1) * size)];
    }

    private sealed record BernoulliLikelihood : Likelihood
    {
        public override int ParametersPerElement => 1;

        public override bool IsDiscrete => true;

        public override Tensor LogProb(Tensor parameters, Tensor x) => x * parameters - Softplus(parameters);

        public override Tensor Mean(Tensor parameters) => Sigmoid(parameters);

        public override Tensor Draw(Tensor parameters, Tensor uniform) => uniform < Sigmoid(parameters);
    }

    private abstract record LocationScaleLikelihood(double LeastScale) : Likelihood
    {
        public override int ParametersPerElement => 2;

        public override Tensor LogProb(Tensor parameters, Tensor x) => At(parameters).LogProb(x);

        public override Tensor Mean(Tensor parameters) => Part(parameters, 0, 2);

        public override Tensor Draw(Tensor parameters, Tensor uniform) => At(parameters).InverseCdf(uniform);

        protected abstract Distribution At(Tensor location, Tensor scale);

        private Distribution At(Tensor parameters) =>
            At(Part(parameters, 0, 2), Exp(Part(parameters, 1, 2)) + LeastScale);
    }

    private sealed record NormalLikelihood(double LeastScale) : LocationScaleLikelihood(LeastScale)
    {
        protected override Distribution At(Tensor location, Tensor scale) =>
            new Distributions.Normal(location, scale);
    }

    private sealed record StudentTLikelihood(double DegreesOfFreedom, double LeastScale)
        : LocationScaleLikelihood(LeastScale)
    {
        protected override Distribution At(Tensor location, Tensor scale) =>
            new Distributions.StudentT(DegreesOfFreedom, location, scale);
    }

    private sealed record DiscretizedLogisticLikelihood(int Levels) : Likelihood
    {
        private const double LeastLogScale = -7;

        public override int ParametersPerElement => 2;

        public override bool IsDiscrete => true;

        public override Tensor LogProb(Tensor parameters, Tensor x)
        {
            ArgumentNullException.ThrowIfNull(x);
            Tensor inverse = Exp(-LogScale(parameters)), centred = x - Mean(parameters);
            double half = 0.5 / (Levels - 1);
            Tensor upper = inverse * (centred + half), lower = inverse * (centred - half);
            // σ(u) - σ(l) = σ(u) σ(-l) (1 - e^(l - u)), in which nothing cancels.
            Tensor inside = LogSigmoid(upper) + LogSigmoid(-lower) + Log(-Expm1(-2 * half * inverse));
            return Select(x < half, LogSigmoid(upper), Select(x > 1 - half, LogSigmoid(-lower), inside));
        }

        public override Tensor Mean(Tensor parameters) => Part(parameters, 0, 2);

        public override Tensor Draw(Tensor parameters, Tensor uniform)
        {
            Tensor value = Mean(parameters) + Exp(LogScale(parameters)) * (Log(uniform) - Log1p(-uniform));
            return Floor(Minimum(Maximum(value, 0), 1) * (Levels - 1) + 0.5) / (Levels - 1);
        }

        private static Tensor LogScale(Tensor parameters) => Maximum(Part(parameters, 1, 2), LeastLogScale);
    }

    private sealed record CategoricalLikelihood(int Classes) : Likelihood
    {
        public override int ParametersPerElement => Classes;

        public override bool IsDiscrete => true;

        public override double White => Classes - 1;

        public override Tensor LogProb(Tensor parameters, Tensor x)
        {
            Tensor logits = ByClass(parameters);
            Tensor chosen = Sum(Stack([.. Enumerable.Range(0, Classes).Select(c => Equal(x, c))]) * logits, 0);
            return chosen - LogSumExp(logits, 0);
        }

        public override Tensor Mean(Tensor parameters)
        {
            Tensor logits = ByClass(parameters), total = LogSumExp(logits, 0);
            return Enumerable.Range(1, Classes - 1).Select(c => c * Exp(logits[c] - total))
                .Aggregate(static (sum, term) => sum + term);
        }

        public override Tensor Draw(Tensor parameters, Tensor uniform)
        {
            ArgumentNullException.ThrowIfNull(uniform);
            Tensor logits = ByClass(parameters), total = LogSumExp(logits, 0), mass = 0, draw = 0;
            for (int c = 0; c < Classes - 1; c++)
            {
                mass += Exp(logits[c] - total);
                draw += 1 - Less(uniform, mass);
            }
            return draw;
        }

        private Tensor ByClass(Tensor parameters) => Reshape(parameters,
            Shape.Create([Classes, parameters.Shape[0] / Classes, .. parameters.Shape.Skip(1)]));
    }
}
