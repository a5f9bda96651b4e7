using System.Runtime.CompilerServices;

namespace Reparam.Diagnostics;

/// <summary>A running sum whose error does not grow with the number of terms: |error| ≤ 2ε|Σx| + O(nε²) Σ|x|.</summary>
/// <remarks>
/// The order of the additions is the order of the calls, so the result has the same bits on every machine. Infinite
/// terms give NaN. Source: Neumaier (1974), "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen".
/// </remarks>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    public readonly double Value => _sum + _lost;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double term)
    {
        double next = _sum + term;
        _lost += Math.Abs(_sum) >= Math.Abs(term) ? (_sum - next) + term : (term - next) + _sum;
        _sum = next;
    }

    public static double Of(ReadOnlySpan<double> terms)
    {
        var sum = new CompensatedSum();
        foreach (double term in terms)
        {
            sum.Add(term);
        }

        return sum.Value;
    }
}
