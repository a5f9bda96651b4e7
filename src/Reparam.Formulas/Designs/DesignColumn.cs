using System.Collections.Immutable;

namespace Reparam.Formulas;

/// <summary>One column of a design matrix. Equality is by reference.</summary>
public sealed class DesignColumn
{
    internal DesignColumn(string label, Term? term, double[] values, bool isIndicator)
    {
        Label = label;
        Name = ParameterNames.Clean(label);
        Term = term;
        Values = [.. values];
        IsIndicator = isIndicator;
        Mean = Statistics.Mean(values);
        StandardDeviation = Statistics.StandardDeviation(values);
    }

    private DesignColumn(DesignColumn training, double[] values)
        : this(training.Label, training.Term, values, training.IsIndicator) =>
        (Mean, StandardDeviation) = (training.Mean, training.StandardDeviation);

    /// <summary>The same column of other rows, centred and scaled as it was.</summary>
    internal DesignColumn With(double[] values) => new(this, values);

    /// <summary>The name as in brms: "Intercept", "EthN", "mom_hs:mom_iq", "IxE2".</summary>
    public string Name { get; }

    /// <summary>The name as in R's model.matrix: "I(x^2)".</summary>
    public string Label { get; }

    /// <summary>The values as they are, not centred, one for each row in use.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>Their mean, by which population-level columns are centred.</summary>
    public double Mean { get; }

    /// <summary>Their standard deviation, divisor n - 1; 0 for one row.</summary>
    public double StandardDeviation { get; }

    /// <summary>Whether it has the levels of categories in it (0 where another level holds).</summary>
    public bool IsIndicator { get; }

    /// <summary>The term it belongs to; null for the intercept.</summary>
    internal Term? Term { get; }
}
