namespace Reparam.Numerics;

/// <summary>Means and standard errors of several numbers, updated draw by draw without cancellation
/// (Welford 1962).</summary>
internal sealed class RunningMoments(int size)
{
    private readonly double[] _means = new double[size];
    private readonly double[] _squares = new double[size];
    private long _count;

    /// <summary>The means.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>Adds draws laid out as [element · draws + draw].</summary>
    public void Add(ReadOnlySpan<double> values, int draws)
    {
        for (int e = 0; e < _means.Length; e++)
        {
            ReadOnlySpan<double> element = values.Slice(e * draws, draws);
            double mean = _means[e], squares = _squares[e];
            for (int d = 0; d < draws; d++)
            {
                double deviation = element[d] - mean;
                mean += deviation / (_count + d + 1);
                squares += deviation * (element[d] - mean);
            }
            (_means[e], _squares[e]) = (mean, squares);
        }
        _count += draws;
    }

    /// <summary>The number of draws added.</summary>
    public int Count => checked((int)_count);

    /// <summary>The standard error of each mean: the sample standard deviation over √count.</summary>
    public double[] StandardErrors() => Array.ConvertAll(_squares, s => Math.Sqrt(s / (_count - 1) / _count));
}
