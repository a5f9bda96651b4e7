using Reparam.Variational;

namespace Reparam;

/// <summary>Choices of a fit; each has a working default.</summary>
public sealed record FitOptions
{
    /// <summary>The most unknowns for which the full-rank family is the default.</summary>
    public const int FullRankLimit = 200;

    /// <summary>The family of approximations; null for full-rank up to <see cref="FullRankLimit"/> unknowns and mean-field beyond.</summary>
    public VariationalFamily? Family { get; init; }

    /// <summary>What is maximised.</summary>
    public ElboObjective Objective { get; init; } = new();

    /// <summary>How it is maximised; by default over fixed draws, to a gradient norm.</summary>
    public FitAlgorithm Algorithm { get; init; } = new FixedDraws();

    /// <summary>The number of posterior draws to give.</summary>
    public int PosteriorDraws { get; init; } = 4000;

    /// <summary>The most threads to use; 0 for as many as the machine has. Results are the same to the bit for any number.</summary>
    public int Threads { get; init; }
}

/// <summary>A way to maximise the objective.</summary>
public abstract record FitAlgorithm
{
    private protected FitAlgorithm() { }
}

/// <summary>
/// The objective over a fixed set of quasi-random draws, maximised by L-BFGS to a gradient norm; the draws are doubled until two
/// independent sets agree (sample-average approximation; Giordano, Ingram and Broderick 2023, extended to full rank by matching
/// the moments of the draws).
/// </summary>
public sealed record FixedDraws : FitAlgorithm
{
    /// <summary>The number of draws of the first round; at least four times the unknowns are used for a full-rank family.</summary>
    public int InitialDraws { get; init; } = 128;

    /// <summary>The most draws; when the answer still moves there, the verdict says so.</summary>
    public int MaximumDraws { get; init; } = 8192;

    /// <summary>The Monte Carlo error at which doubling ends: of any mean in its standard deviations, and of any standard
    /// deviation relative to itself.</summary>
    public double Tolerance { get; init; } = 0.03;

    /// <summary>The norm (greatest component) of the gradient, in nats a standard deviation, at which a round ends.</summary>
    public double GradientTolerance { get; init; } = 5e-3;

    /// <summary>The most iterations of a round.</summary>
    public int MaximumIterations { get; init; } = 100;
}

/// <summary>
/// Fresh draws at each step, Adam, and an average over the last iterates; ends when the iterates are stationary and the Monte Carlo
/// error of their average is small (Dhaka et al. 2020).
/// </summary>
public sealed record FreshDraws : FitAlgorithm
{
    /// <summary>Draws a step.</summary>
    public int DrawsPerStep { get; init; } = 32;

    /// <summary>The most steps; when they are used up before the stopping rule holds, the verdict says so.</summary>
    public int MaximumSteps { get; init; } = 20_000;

    /// <summary>The step size of Adam, in standard deviations at the mode.</summary>
    public double StepSize { get; init; } = 0.02;

    /// <summary>How the step size falls: at step t it is StepSize (1 + t / Delay)^-Power.</summary>
    public double Power { get; init; } = 0.5;

    /// <summary>The steps after which the step size starts to fall.</summary>
    public double Delay { get; init; } = 500;

    /// <summary>The standard error of the averaged parameters at which the fit ends.</summary>
    public double Tolerance { get; init; } = 0.02;
}

/// <summary>Where a fit stands.</summary>
/// <param name="Phase">What it is doing, in a word or two.</param>
/// <param name="Evaluations">Evaluations of the log density and its gradient so far.</param>
/// <param name="Elbo">The current estimate of the bound in nats; NaN before there is one.</param>
public sealed record FitProgress(string Phase, long Evaluations, double Elbo);
