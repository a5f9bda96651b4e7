using Reparam.Distributions;

namespace Reparam.Tests.Expressions;

public sealed class ParameterTests
{
    private static readonly double[] Three = [1, 2, 3], Two = [1, 2];

    public static TheoryData<string, Func<object>, string> Refusals => new()
    {
        { "negative scale", () => new Normal(0, -1),
            "Normal: scale must be above 0 and finite, but scale = -1. Map an unconstrained value through Exp or Softplus first. (Parameter 'scale')" },
        { "infinite location", () => new Cauchy(double.PositiveInfinity, 1),
            "Cauchy: loc must be finite, but loc = Infinity. (Parameter 'loc')" },
        { "place in a vector", () => new Gamma(new double[] { 1, 2, 0 }, 1),
            "Gamma: concentration must be above 0 and finite, but concentration[2] = 0. Map an unconstrained value through Exp or Softplus first. (Parameter 'concentration')" },
        { "place in a matrix", () => new HalfCauchy(new double[,] { { 1, 2 }, { -3, 4 } }),
            "HalfCauchy: scale must be above 0 and finite, but scale[1, 0] = -3. Map an unconstrained value through Exp or Softplus first. (Parameter 'scale')" },
        { "shapes of two", () => new Beta(Three, Two),
            "Beta: the shape [3] of concentration1 and the shape [2] of concentration0 do not broadcast. Counted from the last, two axes fit when they are equal or one of them is 1; Reshape inserts axes of length 1. (Parameter 'concentration0')" },
        { "shapes of three", () => new StudentT(Three, 0, Two),
            "StudentT: the shape [3] of degreesOfFreedom with loc and the shape [2] of scale do not broadcast. Counted from the last, two axes fit when they are equal or one of them is 1; Reshape inserts axes of length 1. (Parameter 'scale')" },
        { "probability above one", () => new Bernoulli(1.5),
            "Bernoulli: probability must be from 0 to 1, but probability = 1.5. Map an unconstrained value through Sigmoid, or pass it to Bernoulli.FromLogits. (Parameter 'probability')" },
        { "infinite logit", () => Bernoulli.FromLogits(double.NegativeInfinity),
            "Bernoulli: logits must be finite, but logits = -Infinity. (Parameter 'logits')" },
        { "half a trial", () => new Binomial(2.5, 0.5),
            "Binomial: totalCount must be an integer of at least 0, but totalCount = 2.5. Pass the number of trials. (Parameter 'totalCount')" },
        { "trials and probabilities", () => new Binomial(Three, new double[] { 0.5, 0.5 }),
            "Binomial: the shape [3] of totalCount and the shape [2] of probability do not broadcast. Counted from the last, two axes fit when they are equal or one of them is 1; Reshape inserts axes of length 1. (Parameter 'probability')" },
        { "zero rate", () => new Poisson(0),
            "Poisson: rate must be above 0 and finite, but rate = 0. Map an unconstrained value through Exp or Softplus first. (Parameter 'rate')" },
        { "zero mean", () => new NegativeBinomial(0, 1),
            "NegativeBinomial: mean must be above 0 and finite, but mean = 0. Map an unconstrained value through Exp or Softplus first. (Parameter 'mean')" },
        { "ends in the wrong order", () => new Uniform(new double[] { 0, 2 }, 1),
            "Uniform: high must be above low by a finite width, but high - low = -1 at [1]. Pass the lower end first. (Parameter 'high')" },
        { "scalar weights", () => new Dirichlet(2),
            "Dirichlet: concentration must have at least 1 axis, but its shape is []. Pass one weight for each part. (Parameter 'concentration')" },
        { "one part", () => new Dirichlet(new double[] { 2 }),
            "Dirichlet: concentration must have at least two weights, but its shape is [1]. The last axis holds one weight for each part. (Parameter 'concentration')" },
        { "factor of another size", () => new MultivariateNormal(Three, new double[,] { { 1, 0 }, { 0, 1 } }),
            "MultivariateNormal: scaleTril must have shape [3, 3] to fit loc of shape [3], but its shape is [2, 2]. Pass the lower Cholesky factor of the covariance. (Parameter 'scaleTril')" },
        { "negative diagonal", () => new MultivariateNormal(Two, new double[,] { { 1, 0 }, { 0, -1 } }),
            "MultivariateNormal: the diagonal of scaleTril must be above 0, but scaleTril[1, 1] = -1. Pass the lower Cholesky factor of the covariance. (Parameter 'scaleTril')" },
        { "probabilities that do not sum to one", () => new Categorical(new double[,] { { 0.5, 0.5 }, { 0.5, 0.25 } }),
            "Categorical: probabilities must sum to 1, but those at [1] sum to 0.75. Divide them by their sum, or pass Categorical.FromLogits(Log(weights)). (Parameter 'probabilities')" },
        { "negative probability", () => new Categorical(new double[] { 1.5, -0.5 }),
            "Categorical: probabilities must be at least 0 and at most 1, but probabilities[0] = 1.5. Pass unnormalised weights as Categorical.FromLogits(Log(weights)). (Parameter 'probabilities')" },
        { "one variable", () => new LKJCholesky(1, 1),
            "LKJCholesky: dimension must be at least 2, but is 1. It is the number of correlated variables. (Parameter 'dimension')" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Wrong_parameters_are_refused_by_name_value_and_place(string what, Func<object> make, string message)
    {
        Assert.NotNull(what);
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(make).Message);
    }

    [Fact]
    public void NaN_is_refused_where_it_enters() =>
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => new Exponential(double.NaN)).Message, StringComparison.Ordinal);

    [Fact]
    public void Null_is_refused_by_name() =>
        Assert.Equal("scale", Assert.Throws<ArgumentNullException>(() => new Normal(0, null!)).ParamName);
}
