using Reparam.Distributions;
using static Reparam.Tensor;
using Calibrate = Reparam.Calibration;

namespace Reparam.Tests.Calibration;

/// <summary>Where posteriors are exact the check passes, with a false-alarm rate of 1 % (seeds are fixed); where they
/// are wrong in a known way it says in which.</summary>
public sealed class CalibrationTests
{
    private static readonly CalibrationOptions Quick =
        new() { Simulations = 200, Fit = new() { PosteriorDraws = 500 } };

    [Fact]
    public void An_exact_fit_is_calibrated()
    {
        CalibrationResult result = Calibrate.Run(Conjugate(1.5), seed: 1, Quick);
        Assert.True(result.IsCalibrated, result.ToString());
        Assert.Equal(["mu"], result.Parameters.Select(p => p.Name));
        Assert.Equal((200, 200), (result.Parameters[0].Histogram().Sum(), result.Passed));
        Assert.Empty(result.Failures);
        Assert.Equal(0.005, result.Threshold);
        // The mean of 200 uniform numbers, and twelve times their variance, within four standard errors (false alarms
        // in 1 of 8,000 seeds).
        Assert.InRange(result.Parameters[0].Mean, 0.5 - 4 * Math.Sqrt(1.0 / 2400), 0.5 + 4 * Math.Sqrt(1.0 / 2400));
        Assert.InRange(result.Parameters[0].Spread, 1 - 4 * Math.Sqrt(0.8 / 200), 1 + 4 * Math.Sqrt(0.8 / 200));
    }

    [Fact]
    public void A_likelihood_that_claims_half_the_noise_is_found_to_be_too_narrow()
    {
        CalibrationResult result = Calibrate.Run(Conjugate(1.5), data => Conjugate(0.75).WithObserved("y", data["y"]),
            seed: 1, Quick);
        Assert.False(result.IsCalibrated);
        Assert.InRange(result.Parameters[0].UniformityProbability, 0, 1e-4);
        Assert.InRange(result.Parameters[0].Spread, 1.3, 3);
        // It is not shifted: symmetry alone would not tell.
        Assert.True(result.Parameters[0].SymmetryProbability > result.Threshold);
        Assert.Contains("too narrow", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shifted_likelihood_is_found_to_be_asymmetric()
    {
        CalibrationResult result = Calibrate.Run(Conjugate(1.5),
            data => Conjugate(1.5).WithObserved("y", ((Tensor)data["y"].ToArray().Select(v => v - 1).ToArray())),
            seed: 1, Quick);
        Assert.False(result.IsCalibrated);
        Assert.InRange(result.Parameters[0].SymmetryProbability, 0, 1e-4);
        Assert.Contains("too low", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        CalibrationOptions few = Quick with { Simulations = 24 };
        CalibrationResult one = Calibrate.Run(Conjugate(1), seed: 3, few with { Threads = 1 }),
            four = Calibrate.Run(Conjugate(1), seed: 3, few with { Threads = 4 });
        Assert.Equal(one.Parameters[0].Probabilities.ToArray(), four.Parameters[0].Probabilities.ToArray());
    }

    [Fact]
    public void Data_that_overflow_are_failures_and_no_calibration()
    {
        Model model = Model.Define(m =>
            m.Plate("row", 2).Observe("y", new LogNormal(m.Sample("mu", new Normal(0, 800)), 1), (double[])[1, 2]));
        CalibrationResult result = Calibrate.Run(model, seed: 1, Quick with { Simulations = 30 });
        Assert.False(result.IsCalibrated);
        Assert.NotEmpty(result.Failures);
        // e^x overflows beyond 709, and below -745 it is 0, which a log-normal variable is not.
        Assert.All(result.Failures, f => Assert.Contains("the priors are too wide", f, StringComparison.Ordinal));
        Assert.Contains(result.Failures, f => f.Contains("element", StringComparison.Ordinal));
        Assert.Contains(result.Failures, f => f.Contains("Infinity", StringComparison.Ordinal));
        Assert.Equal(30, result.Failures.Length + result.Passed + result.Doubtful + result.Failed);
    }

    [Fact]
    public void It_reports_progress_stops_when_told_and_refuses_what_it_cannot_do()
    {
        var counted = new Counter();
        Calibrate.Run(Conjugate(1), seed: 1, Quick with { Simulations = 20 }, counted);
        Assert.Equal(21, counted.Reports);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Calibrate.Run(Conjugate(1), seed: 1, Quick, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibrate.Run(Conjugate(1), 1, new() { Simulations = 19 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibrate.Run(Conjugate(1), 1, new() { FalseAlarmRate = 1 }));
        Assert.Contains("observes nothing", Assert.Throws<NotSupportedException>(() =>
            Calibrate.Run(Model.Define(m => m.Sample("mu", new Normal(0, 1))), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("same names", Assert.Throws<ArgumentException>(() => Calibrate.Run(Conjugate(1),
            data => Model.Define(m => m.Observe("y", new Normal(m.Sample("nu", new Normal(0, 1)) + Full(0, [5]), 1),
                data["y"])), 1, Quick)).Message, StringComparison.Ordinal);
    }

    private static Model Conjugate(double noise) => Model.Define(m =>
        m.Plate("row", 5).Observe("y", new Normal(m.Sample("mu", new Normal(0, 2)), noise), new double[5]));

    private sealed class Counter : IProgress<CalibrationProgress>
    {
        private int _reports;

        public int Reports => _reports;

        public void Report(CalibrationProgress value) => Interlocked.Increment(ref _reports);
    }
}
