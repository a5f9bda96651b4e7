namespace Reparam.Formulas;

/// <summary>An argument of the distribution of a prior.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Range">Which numbers it may be.</param>
internal sealed record PriorArgument(string Name, ArgumentRange Range)
{
    /// <summary>What it must be, in words that complete "must be ...".</summary>
    public string Rule => Range switch
    {
        ArgumentRange.Real => "finite",
        ArgumentRange.Positive => "above 0 and finite",
        _ => "above 0 and below 1",
    };

    /// <summary>Whether it may be this number.</summary>
    public bool Admits(double value) => double.IsFinite(value) && Range switch
    {
        ArgumentRange.Real => true,
        ArgumentRange.Positive => value > 0,
        _ => value is > 0 and < 1,
    };
}
