using Reparam.Distributions;

namespace Reparam.Tests.Variational;

/// <summary>Groups with one observation each: y_j ~ N(θ_j, s_j²), θ_j ~ N(μ, τ²). Given τ everything is normal, so that
/// moments of the posterior are integrals over one number.</summary>
internal sealed class NormalGroups
{
    private const double LocationScale = 20, SpreadScale = 5;
    private readonly double[] _y, _s;
    private readonly double _unit;

    /// <summary>Makes data.</summary>
    /// <param name="groups">The number of groups.</param>
    /// <param name="error">The geometric mean of s.</param>
    /// <param name="spread">τ of the data.</param>
    /// <param name="ratio">The last s over the first.</param>
    /// <param name="unit">What everything is measured in.</param>
    public NormalGroups(int groups, double error, double spread, double ratio = 1, double unit = 1)
    {
        _unit = unit;
        _s = [.. Enumerable.Range(0, groups)
            .Select(j => unit * error * Math.Pow(ratio, (double)j / (groups - 1) - 0.5))];
        _y = [.. Enumerable.Range(0, groups).Select(j => 10 * unit
            + unit * spread * ParameterizationPilotTests.Noise(j + 1)
            + _s[j] * ParameterizationPilotTests.Noise(j + 7777))];
    }

    /// <summary>As one writes it.</summary>
    public Model Model() => Reparam.Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, LocationScale * _unit));
        Tensor tau = m.Sample("tau", new HalfCauchy(SpreadScale * _unit));
        Plate groups = m.Plate("group", _y.Length);
        groups.Observe("y", new Normal(groups.Sample("theta", new Normal(mu, tau)), _s), _y);
    });

    /// <summary>Mean and standard deviation of μ, τ and the first ten θ, by the trapezoidal rule in log τ.</summary>
    public Dictionary<string, (double Mean, double Deviation)> Moments()
    {
        const int Points = 4000;
        int shown = Math.Min(10, _y.Length);
        var values = new List<(double LogWeight, (double Mean, double Variance)[] Given)>();
        for (int i = 0; i < Points; i++)
        {
            double tau = Math.Exp(-14 + 20.0 * i / Points), precision = 1 / (LocationScale * LocationScale), sum = 0;
            double logWeight = Math.Log(tau) - Math.Log(1 + tau * tau / (SpreadScale * SpreadScale)), squares = 0;
            for (int j = 0; j < _y.Length; j++)
            {
                double s = _s[j] / _unit, y = _y[j] / _unit, variance = tau * tau + s * s;
                precision += 1 / variance;
                sum += y / variance;
                squares += y * y / variance;
                logWeight -= 0.5 * Math.Log(variance);
            }
            double mean = sum / precision;
            logWeight -= 0.5 * (Math.Log(precision) + squares - sum * mean);
            var given = new (double, double)[2 + shown];
            given[0] = (mean, 1 / precision);
            given[1] = (tau, 0);
            for (int j = 0; j < shown; j++)
            {
                double s = _s[j] / _unit, share = tau * tau / (tau * tau + s * s);
                given[2 + j] = (share * _y[j] / _unit + (1 - share) * mean,
                    share * s * s + (1 - share) * (1 - share) / precision);
            }
            values.Add((logWeight, given));
        }
        double most = values.Max(static v => v.LogWeight), total = values.Sum(v => Math.Exp(v.LogWeight - most));
        string[] names = ["mu", "tau", .. Enumerable.Range(1, shown).Select(static j => $"theta[{j}]")];
        return names.Index().ToDictionary(static n => n.Item, n =>
        {
            double Average(Func<(double Mean, double Variance), double> of) =>
                values.Sum(v => Math.Exp(v.LogWeight - most) * of(v.Given[n.Index])) / total;
            double mean = Average(static g => g.Mean);
            return (_unit * mean, _unit * Math.Sqrt(Average(g => g.Variance + (g.Mean - mean) * (g.Mean - mean))));
        });
    }
}
