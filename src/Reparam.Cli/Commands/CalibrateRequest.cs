namespace Reparam.Cli;

/// <summary>What <c>reparam calibrate</c> was asked for.</summary>
/// <param name="Model">Which model.</param>
/// <param name="Approximation">The approximating family's name; null for the library's choice.</param>
/// <param name="Simulations">The number of simulated data sets.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Threads">The most threads; 0 for as many as the machine has.</param>
internal sealed record CalibrateRequest(
    ModelRequest Model, string? Approximation, int Simulations, ulong Seed, int Threads);
