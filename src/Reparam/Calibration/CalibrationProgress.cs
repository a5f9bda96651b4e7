namespace Reparam;

/// <summary>How far a calibration has come.</summary>
/// <param name="Done">Simulations that were fitted.</param>
/// <param name="Total">All of them.</param>
public readonly record struct CalibrationProgress(int Done, int Total);
