using Reparam.Variational;

namespace Reparam;

/// <summary>Choices of a calibration; each has a working default.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The number of simulated data sets, at least 20. The standard error of a bin of ten is √(0.09 /
    /// n).</summary>
    public int Simulations { get; init; } = 200;

    /// <summary>How each is fitted. Fits run side by side, each on one thread.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>The most threads to use; 0 for as many as the machine has. Results are the same to the bit for any
    /// number.</summary>
    public int Threads { get; init; }

    /// <summary>The probability, over all tests together, that a calibrated procedure is found not to be: in (0,
    /// 1).</summary>
    public double FalseAlarmRate { get; init; } = 0.01;

    /// <summary>These options, all of whose values are in range.</summary>
    /// <exception cref="ArgumentNullException">The options of the fit are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal CalibrationOptions Checked()
    {
        OptionChecks.AtLeast(20, Simulations, nameof(CalibrationOptions), mend: "Leave it unset for 200.");
        OptionChecks.NotNull(Fit, nameof(CalibrationOptions), "new FitOptions()");
        OptionChecks.AtLeast(
            0, Threads, nameof(CalibrationOptions), mend: "Leave it unset for as many as the machine has.");
        OptionChecks.Positive(FalseAlarmRate, nameof(CalibrationOptions), "Leave it unset for 0.01.");
        Fit.Checked();
        return FalseAlarmRate < 1 ? this : throw new ArgumentOutOfRangeException(nameof(FalseAlarmRate), FalseAlarmRate,
            "CalibrationOptions: FalseAlarmRate must be below 1. Leave it unset for 0.01.");
    }
}
