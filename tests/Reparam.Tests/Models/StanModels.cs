using Reparam.DifferentialEquations;
using Reparam.Distributions;
using Reparam.Tests.Reference;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

/// <summary>Models of posteriordb as C# models, their unknowns in the order of the Stan program.</summary>
/// <param name="Model">The model.</param>
/// <param name="Dropped">What Stan drops: the constants of its sampling statements.</param>
internal sealed record StanModel(Model Model, double Dropped);

internal static class StanModels
{
    private static readonly double LogRootTwoPi = 0.5 * Math.Log(2 * Math.PI);

    public static StanModel Create(string posterior) => posterior switch
    {
        "eight_schools-eight_schools_noncentered" => EightSchools(centred: false),
        "eight_schools-eight_schools_centered" => EightSchools(centred: true),
        "kidiq-kidscore_momiq" => Kidiq(),
        "wells_data-wells_dist" => Wells(),
        "arK-arK" => Autoregression(),
        "diamonds-diamonds" => Diamonds(),
        "sblrc-blr" => LinearRegression(),
        "radon_mn-radon_hierarchical_intercept_noncentered" => Radon(),
        "low_dim_gauss_mix-low_dim_gauss_mix" => Mixture(),
        "garch-garch11" => Garch(),
        "gp_pois_regr-gp_regr" => GaussianProcess(),
        "hmm_example-hmm_example" => HiddenMarkov(),
        "arma-arma11" => AutoregressiveMovingAverage(),
        "hudson_lynx_hare-lotka_volterra" => LotkaVolterra(new DormandPrince(1e-11, 1e-11, 60), [1, 1, 1, 1], [1, 1]),
        _ => throw new ArgumentException($"No model '{posterior}'.", nameof(posterior)),
    };

    private static StanModel EightSchools(bool centred)
    {
        PosteriorDatabase data = PosteriorDatabase.Read("eight_schools");
        double[] y = data.Vector("y"), sigma = data.Vector("sigma");
        double dropped = -16 * LogRootTwoPi - sigma.Sum(Math.Log) + NormalPrior(5) + HalfCauchyPrior(5);
        if (centred)
        {
            // theta comes first in the Stan program, before mu and tau on which its prior depends: a flat site and a
            // factor.
            return new(Model.Define(m =>
            {
                Tensor theta = m.Plate("school", 8).Sample("theta", new Flat(Support.Real, []));
                Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
                m.Factor("theta_prior", new Normal(mu, tau).LogProb(theta));
                m.Observe("y", new Normal(theta, sigma), y);
            }), dropped);
        }
        return new(Model.Define(m =>
        {
            Plate schools = m.Plate("school", 8);
            Tensor z = schools.Sample("theta_trans", new Normal(0, 1));
            Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
            schools.Observe("y", new Normal(mu + tau * z, sigma), y);
        }), dropped);
    }

    private static StanModel Kidiq()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("kidiq");
        double[] score = data.Vector("kid_score");
        return new(Model.Define(m =>
        {
            Tensor beta = m.Plate("coefficient", 2).Sample("beta", new Flat(Support.Real, []));
            Tensor sigma = m.Sample("sigma", new HalfCauchy(2.5));
            m.Observe("kid_score", new Normal(beta[0] + beta[1] * data.Vector("mom_iq"), sigma), score);
        }), -score.Length * LogRootTwoPi + HalfCauchyPrior(2.5));
    }

    private static StanModel Wells()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("wells_data");
        return new(Model.Define(m =>
        {
            Tensor beta = m.Plate("coefficient", 2).Sample("beta", new Flat(Support.Real, []));
            m.Observe("switched", Bernoulli.FromLogits(beta[0] + beta[1] * data.Vector("dist")),
                data.Vector("switched"));
        }), 0);
    }

    private static StanModel Autoregression()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("arK");
        int order = (int)data.Number("K");
        double[] y = data.Vector("y");
        var lags = new double[y.Length - order, order];
        for (int t = order; t < y.Length; t++)
        {
            for (int k = 0; k < order; k++)
            {
                lags[t - order, k] = y[t - 1 - k];
            }
        }
        return new(Model.Define(m =>
        {
            Tensor alpha = m.Sample("alpha", new Normal(0, 10));
            Tensor beta = m.Plate("lag", order).Sample("beta", new Normal(0, 10));
            Tensor sigma = m.Sample("sigma", new HalfCauchy(2.5));
            m.Observe("y", new Normal(alpha + MatMul(lags, beta), sigma), y[order..]);
        }), -(y.Length - order) * LogRootTwoPi + 6 * NormalPrior(10) + HalfCauchyPrior(2.5));
    }

    private static StanModel Diamonds()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("diamonds");
        double[,] x = data.Matrix("X");
        int rows = x.GetLength(0), columns = x.GetLength(1) - 1;
        var centred = new double[rows, columns];
        for (int j = 0; j < columns; j++)
        {
            double mean = Enumerable.Range(0, rows).Average(i => x[i, j + 1]);
            for (int i = 0; i < rows; i++)
            {
                centred[i, j] = x[i, j + 1] - mean;
            }
        }
        // Its program adds normalised log densities to the target, so that Stan drops nothing.
        return new(Model.Define(m =>
        {
            Tensor b = m.Plate("predictor", columns).Sample("b", new Normal(0, 1));
            Tensor intercept = m.Sample("Intercept", new StudentT(3, 8, 10));
            Tensor sigma = m.Sample("sigma", new HalfStudentT(3, 10));
            m.Observe("Y", new Normal(intercept + MatMul(centred, b), sigma), data.Vector("Y"));
        }), 0);
    }

    private static StanModel LinearRegression()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("sblrc");
        double[] y = data.Vector("y");
        int columns = (int)data.Number("D");
        // Its program adds normalised log densities to the target: only the half of the prior of sigma is missing.
        return new(Model.Define(m =>
        {
            Tensor beta = m.Plate("predictor", columns).Sample("beta", new Normal(0, 10));
            Tensor sigma = m.Sample("sigma", new HalfNormal(10));
            m.Observe("y", new Normal(MatMul(data.Matrix("X"), beta), sigma), y);
        }), Math.Log(2));
    }

    private static StanModel Radon()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("radon_mn");
        int counties = (int)data.Number("J");
        // Only the priors are sampling statements.
        return new(Model.Define(m =>
        {
            Tensor z = m.Plate("county", counties).Sample("alpha_raw", new Normal(0, 1));
            Tensor beta = m.Plate("predictor", 2).Sample("beta", new Normal(0, 10));
            Tensor mu = m.Sample("mu_alpha", new Normal(0, 10));
            Tensor spread = m.Sample("sigma_alpha", new HalfNormal(1)), sigma = m.Sample("sigma_y", new HalfNormal(1));
            Tensor mean = Gather(mu + spread * z, data.Places("county_idx"))
                + beta[0] * data.Vector("log_uppm") + beta[1] * data.Vector("floor_measure");
            m.Observe("log_radon", new Normal(mean, sigma), data.Vector("log_radon"));
        }), -counties * LogRootTwoPi + 3 * NormalPrior(10) + 2 * HalfNormalPrior(1));
    }

    private static StanModel Mixture()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("low_dim_gauss_mix");
        double[] y = data.Vector("y");
        // Only the priors are sampling statements: the mixture is added to the target with all of its constants. 630 is
        // 1 / B(5, 5).
        double dropped = 2 * NormalPrior(2) + 2 * HalfNormalPrior(2) + Math.Log(630);
        return new(Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Flat(Support.Ordered, [2]));
            Tensor sigma = m.Plate("component", 2).Sample("sigma", new HalfNormal(2));
            Tensor theta = m.Sample("theta", new Beta(5, 5));
            m.Factor("mu_prior", new Normal(0, 2).LogProb(mu));
            Tensor first = Log(theta) + new Normal(mu[0], sigma[0]).LogProb(y);
            Tensor second = Log1p(-theta) + new Normal(mu[1], sigma[1]).LogProb(y);
            m.Factor("y", LogSumExp(Stack(first, second), 0));
        }), dropped);
    }

    private static StanModel Garch()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("garch");
        double[] y = data.Vector("y");
        double start = data.Number("sigma1");
        return new(Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Flat(Support.Real, []));
            Tensor alpha0 = m.Sample("alpha0", new Flat(Support.Positive, []));
            Tensor alpha1 = m.Sample("alpha1", new Flat(Support.UnitInterval, []));
            Tensor beta1 = m.Sample("beta1", new Flat(Support.Interval(0, 1 - alpha1), []));
            Tensor variance = Scan(start * start, y[..^1],
                (before, previous) => alpha0 + alpha1 * Square(previous - mu) + beta1 * before);
            m.Observe("y", new Normal(mu, Sqrt(Concatenate([new double[] { start * start }, variance]))), y);
        }), -y.Length * LogRootTwoPi);
    }

    private static StanModel AutoregressiveMovingAverage()
    {
        double[] y = PosteriorDatabase.Read("arma").Vector("y");
        return new(Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 10));
            Tensor phi = m.Sample("phi", new Normal(0, 2)), theta = m.Sample("theta", new Normal(0, 2));
            Tensor sigma = m.Sample("sigma", new HalfCauchy(2.5));
            // Before the first observation stands the mean itself, without an error.
            Tensor lagged = Concatenate([Reshape(mu, [1]), y[..^1]]);
            var (_, errors) = Scan([0.0], [y, lagged], (error, now) =>
            {
                Tensor next = now[0] - (mu + phi * now[1] + theta * error[0]);
                return ([next], [next]);
            });
            m.Factor("y", new Normal(0, sigma).LogProb(errors[0]));
        }), -y.Length * LogRootTwoPi + NormalPrior(10) + 2 * NormalPrior(2) + HalfCauchyPrior(2.5));
    }

    /// <summary>The unknowns are multiples of units, where the search for the mode starts. From a rate of 1 a year for
    /// each lynx it ends in another mode.</summary>
    public static StanModel LotkaVolterra(OdeMethod method, double[] rateUnits, double[] startUnits)
    {
        PosteriorDatabase data = PosteriorDatabase.Read("hudson_lynx_hare");
        double[] times = data.Vector("ts"), first = data.Vector("y_init");
        double[,] y = data.Matrix("y");
        double dropped = -(2 * times.Length + 6) * LogRootTwoPi - first.Concat(y.Cast<double>()).Sum(Math.Log)
            + 2 * (HalfNormalPrior(0.5) - Math.Log(2)) + 2 * (HalfNormalPrior(0.05) - Math.Log(2));
        return new(Model.Define(m =>
        {
            Plate species = m.Plate("species", 2);
            Tensor theta = m.Report(
                "theta", rateUnits * m.Plate("rate", 4).Sample("theta_units", new Flat(Support.Positive, [])));
            Tensor start = m.Report(
                "z_init", startUnits * species.Sample("z_units", new LogNormal(Log(10 / (Tensor)startUnits), 1)));
            Tensor sigma = species.Sample("sigma", new LogNormal(-1, 1));
            m.Factor("theta_prior", new Normal(
                new double[] { 1, 0.05, 1, 0.05 }, new double[] { 0.5, 0.05, 0.5, 0.05 }).LogProb(theta));
            OdeSolution solution = OrdinaryDifferentialEquation.Solve((t, z) => Stack(
                (theta[0] - theta[1] * z[1]) * z[0], (theta[3] * z[0] - theta[2]) * z[1]), start, 0, times, method);
            m.Observe("y_init", new LogNormal(Log(start), sigma), first);
            m.Observe("y", new LogNormal(Log(solution.Values), sigma), y);
        }), dropped);
    }

    private static StanModel GaussianProcess()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("gp_pois_regr");
        double[] x = data.Vector("x"), y = data.Vector("y");
        int n = x.Length;
        var squares = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                squares[i, j] = (x[i] - x[j]) * (x[i] - x[j]);
            }
        }
        double gammaPrior = 25 * Math.Log(4) - Enumerable.Range(1, 24).Sum(static k => Math.Log(k));
        return new(Model.Define(m =>
        {
            Tensor rho = m.Sample("rho", new Gamma(25, 4));
            Tensor alpha = m.Sample("alpha", new HalfNormal(2)), sigma = m.Sample("sigma", new HalfNormal(1));
            Tensor covariance = Square(alpha) * Exp(-0.5 * (Tensor)squares / Square(rho))
                + DiagonalMatrix(BroadcastTo(sigma, [n]));
            m.Observe("y", new MultivariateNormal(new double[n], Cholesky(covariance)), y);
        }), -n * LogRootTwoPi + gammaPrior + HalfNormalPrior(2) + HalfNormalPrior(1));
    }

    private static StanModel HiddenMarkov()
    {
        PosteriorDatabase data = PosteriorDatabase.Read("hmm_example");
        double[] y = data.Vector("y");
        return new(Model.Define(m =>
        {
            Tensor first = m.Sample("theta1", new Flat(Support.Simplex, [2]));
            Tensor second = m.Sample("theta2", new Flat(Support.Simplex, [2]));
            Tensor mu = m.Sample("mu", new Flat(new PositiveOrdered(), [2]));
            m.Factor("mu_prior", new Normal(new double[] { 3, 10 }, 1).LogProb(mu));
            m.Observe("y", new HiddenMarkovModel(
                new double[2], Stack(first, second), new Normal(mu, 1), y.Length), y);
        }), 0);
    }

    private static double NormalPrior(double scale) => -LogRootTwoPi - Math.Log(scale);

    // A half-distribution is twice the whole one on its half; Stan's is the whole one, cut and not renormalised.
    private static double HalfNormalPrior(double scale) => Math.Log(2) + NormalPrior(scale);

    private static double HalfCauchyPrior(double scale) => Math.Log(2 / (Math.PI * scale));
}
