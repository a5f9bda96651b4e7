using System.Collections.Immutable;
using System.Globalization;

namespace Reparam;

/// <summary>A Monte Carlo estimate of an expectation and of its gradient, each number with its standard
/// error.</summary>
/// <remarks>Immutable. As <see cref="ImmutableArray{T}"/> does, equality compares arrays by reference.</remarks>
/// <param name="Value">The estimate of E[f(x)].</param>
/// <param name="StandardError">Its standard error: the sample standard deviation of f(x) over √draws.</param>
/// <param name="Gradient">The estimate of ∂E[f(x)]/∂θ, one number for each parameter.</param>
/// <param name="GradientStandardErrors">The standard error of each number of <paramref name="Gradient"/>.</param>
/// <param name="Draws">The number of independent draws S that all of them are means over.</param>
public sealed record GradientEstimate(
    double Value, double StandardError, ImmutableArray<double> Gradient, ImmutableArray<double> GradientStandardErrors,
    int Draws)
{
    /// <summary>One line for the value and one for each parameter, each with its standard error.</summary>
    public override string ToString() => string.Join('\n',
        Gradient.Zip(GradientStandardErrors, static (derivative, error) => (derivative, error))
            .Select(static (g, i) => Line($"gradient[{i}]", g.derivative, g.error))
            .Prepend(Line("value", Value, StandardError)));

    private static string Line(string name, double value, double error) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-12} {value,12:G6} ± {error:G2}");
}
