using System.Diagnostics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A fit, and what came of it: approximations one after another, each weighted, of which the best is
/// used.</summary>
internal abstract class PosteriorFit(LogDensity target, FitOptions options, RandomKey key, FitContext context)
{
    /// <summary>A mode with less than this share of the mass is left out.</summary>
    private protected const double NegligibleShare = 0.003;

    /// <summary>The most modes that are fitted.</summary>
    private protected const int MostModes = 12;

    /// <summary>Draws of an approximation that its weights are first judged by.</summary>
    private protected const int FirstProposals = 4096;

    private readonly List<FittedRung> _rungs = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _accounted;
    private int _optima;

    /// <summary>What was tried, the last of them last.</summary>
    public IReadOnlyList<FittedRung> Rungs => _rungs;

    /// <summary>What is used.</summary>
    public FittedRung Best { get; private protected set; } = null!;

    /// <summary>The share of the posterior that a mode outside the best approximation seems to hold.</summary>
    public double Elsewhere { get; private protected set; }

    /// <summary>Whether it was cancelled before it was done.</summary>
    public bool IsInterrupted { get; private set; }

    private protected LogDensity Target => target;

    private protected FitOptions Options => options;

    private protected RandomKey Key => key;

    private protected FitContext Context => context;

    private protected TargetEvaluator Evaluator { get; } = new(target, options.Threads);

    /// <summary>Whether there is nothing yet, or a richer family is wanted and the budget allows it.</summary>
    private protected bool MayClimb => Best is null
        || (!(Best.IsEnough && (Best.Result.Draws.Shape < Options.TargetShape
            || Best.Result.Draws.AreAlike || Options.TargetShape == FitOptions.ReliableShape))
        && !IsSpent(0));

    /// <summary>Fits; where that is cancelled, and what there is was asked for, as far as it came.</summary>
    public void Run()
    {
        try
        {
            Fit();
        }
        catch (OperationCanceledException) when (
            Options.ReturnsWhenCancelled && (Best is not null || Context.Unfinished is not null))
        {
            IsInterrupted = true;
            if (Best is null)
            {
                Add(Context.Unfinished!, Key.Fold("posterior"));
            }
        }
    }

    /// <summary>Adds rungs while they pay.</summary>
    private protected abstract void Fit();

    /// <summary>Whether a rung is to be used instead of the best.</summary>
    private protected virtual bool IsBetter(FittedRung rung) =>
        !Best.IsEnough && (rung.IsEnough || rung.Elbo > Best.Elbo);

    /// <summary>Whether the budget is used up, with evaluations that no rung has yet.</summary>
    private protected bool IsSpent(long evaluations) =>
        _rungs.Sum(static r => r.Evaluations) + evaluations >= Options.MaximumEvaluations
        || _clock.Elapsed >= Options.TimeLimit;

    /// <summary>The name of another optimum in the checkpoint.</summary>
    private protected string NextOptimum() => FormattableString.Invariant($"optimum {_optima++}");

    /// <summary>Weighs the draws of an optimum: another rung.</summary>
    private protected void Add(Optimum optimum, RandomKey key)
    {
        Context.Progress?.Report(
            new FitProgress("weights", Evaluator.Evaluations + optimum.Evaluations, double.NaN));
        Context.Unfinished = optimum;
        LogDensity weighed = Options.Objective.Weighed(Target, optimum.Approximation);
        TargetEvaluator evaluator = ReferenceEquals(weighed, Target)
            ? Evaluator : new TargetEvaluator(weighed, Options.Threads);
        var sampler = new ImportanceSampler(weighed, evaluator, optimum.Approximation, key, Options.Threads,
            IsInterrupted ? default : Context.Cancellation);
        Proposals first = sampler.Draw(FirstProposals);
        ImportanceResult result = IsInterrupted ? new ImportanceResult(first, null, [])
            : sampler.Improve(first, Options.PosteriorDraws);
        long evaluations = Evaluator.Evaluations - _accounted + optimum.Evaluations + sampler.Evaluations
            + (ReferenceEquals(evaluator, Evaluator) ? 0 : evaluator.Evaluations);
        _accounted = Evaluator.Evaluations;
        var rung = new FittedRung(optimum, first, result, evaluations);
        _rungs.Add(rung);
        if (Best is null || IsBetter(rung))
        {
            Best = rung;
        }
    }
}
