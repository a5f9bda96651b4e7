namespace Reparam.Formulas;

/// <summary>What a model of a formula reports, kind by kind in the order of
/// <see cref="Design.ParameterNames"/>.</summary>
internal sealed class ParameterReports
{
    public List<ParameterReport> Intercepts { get; } = [];

    public List<ParameterReport> Coefficients { get; } = [];

    public List<ParameterReport> Scales { get; } = [];

    public List<ParameterReport> Correlations { get; } = [];

    /// <summary>Of the family.</summary>
    public List<ParameterReport> Own { get; } = [];

    public List<ParameterReport> Effects { get; } = [];

    public void AddTo(ModelBuilder m)
    {
        ParameterReport[] all = [.. Intercepts, .. Coefficients, .. Scales, .. Correlations, .. Own, .. Effects];
        foreach (var (name, value, elementNames) in all)
        {
            m.Report(name, value, [.. elementNames]);
        }
    }
}

/// <summary>One derived quantity.</summary>
/// <param name="Name">Its name among the derived quantities.</param>
/// <param name="Value">Its value.</param>
/// <param name="ElementNames">The names of its elements, which are parameters of the formula.</param>
internal sealed record ParameterReport(string Name, Tensor Value, IEnumerable<string> ElementNames);
