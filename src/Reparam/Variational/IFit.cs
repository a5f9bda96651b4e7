namespace Reparam.Variational;

/// <summary>A fit, and what came of it.</summary>
internal interface IFit
{
    /// <summary>What was tried, one after another.</summary>
    IReadOnlyList<FittedRung> Rungs { get; }

    /// <summary>What is used.</summary>
    FittedRung Best { get; }

    /// <summary>The share of the posterior that a mode outside the best approximation seems to hold.</summary>
    double Elsewhere { get; }

    /// <summary>Whether it was cancelled before it was done.</summary>
    bool IsInterrupted { get; }

    /// <summary>Fits; where that is cancelled, and what there is was asked for, as far as it came.</summary>
    void Run();
}
