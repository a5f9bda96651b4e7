using Reparam.Diagnostics;

namespace Reparam.Variational;

/// <summary>
/// Decides when a stochastic optimisation with a constant step size is done, and averages its iterates.
/// </summary>
/// <remarks>
/// <para>Single iterates never converge: they settle into a cloud around the optimum. Two questions are asked of the
/// latter half of the iterates, whose average is the estimate. Has every coordinate settled: is R̂ between four windows
/// below its threshold? Is every average known well enough: is its Monte Carlo standard error, allowing for
/// autocorrelation, within the tolerance? The error is believed only where the autocorrelation time is at most
/// three batches: a shorter record underrates it. A coordinate whose windows have means within twice the tolerance
/// of each other, so that their average is within the tolerance of where they are, needs neither: with falling steps
/// iterates scatter ever less, and a drift below what matters would hold R̂ up forever. The two questions follow Dhaka,
/// Catalina, Andersen, Magnusson, Huggins and Vehtari (2020), "Robust, accurate stochastic optimization for variational
/// inference".</para>
/// <para>Unlike there, memory is bounded: iterates are kept as means of batches, and when the store is full, neighbours
/// are merged and the batches double in length. Batch means are nearly independent once batches outlast the
/// autocorrelation, so both answers become more reliable as the run goes on. The window is always the latter half of
/// the whole history, so that a transient of any length drops out. Adding an iterate allocates nothing.</para>
/// </remarks>
public sealed class StochasticStopping
{
    private const int Windows = 4;
    private const double LongestAutocorrelationTime = 3;

    /// <summary>Standard errors by which a move differs from noise: of independent batches one in 16,000 does.</summary>
    private const double NoiseOfAMove = 4;

    private readonly int _dimension;
    private readonly StochasticStoppingOptions _options;
    private readonly double[] _batches;
    private readonly double[] _partial;
    private readonly double[] _average;
    private readonly double[] _sequence;
    private int _batchCount;
    private bool _isSettled;
    private long _partialLength;

    /// <summary>Allocates the store, n times the batch capacity.</summary>
    /// <param name="dimension">n, at least 1.</param>
    /// <param name="options">The settings, or null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension or an option is out of its range.</exception>
    public StochasticStopping(int dimension, StochasticStoppingOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        _dimension = dimension;
        _options = (options ?? new StochasticStoppingOptions()).Checked();
        _batches = new double[dimension * _options.BatchCapacity];
        _partial = new double[dimension];
        _average = new double[dimension];
        _sequence = new double[_options.BatchCapacity / 2];
    }

    /// <summary>The number of iterates seen.</summary>
    public long IterateCount { get; private set; }

    /// <summary>The number of iterates in the average of the last check, 0 before the first.</summary>
    public long AveragedCount { get; private set; }

    /// <summary>The largest R̂ of a coordinate at the last check, +∞ before the first.</summary>
    public double MaximumRHat { get; private set; } = double.PositiveInfinity;

    /// <summary>
    /// The largest standard error of a coordinate of the average at the last check, in units of the parameters; +∞
    /// before the first.
    /// </summary>
    public double MaximumStandardError { get; private set; } = double.PositiveInfinity;

    /// <summary>
    /// The largest autocorrelation time of a coordinate at the last check, in batches of <see cref="BatchLength"/>
    /// iterates; +∞ before the first.
    /// </summary>
    public double MaximumAutocorrelationTime { get; private set; } = double.PositiveInfinity;

    /// <summary>The number of iterates in a batch: 1 at first, then doubled whenever the store is full.</summary>
    public long BatchLength { get; private set; } = 1;

    /// <summary>Whether all conditions held at the last check.</summary>
    public bool ShouldStop => _isSettled && MaximumStandardError <= _options.StandardErrorTolerance;

    /// <summary>The average iterate of the last check; zeros before the first.</summary>
    public ReadOnlySpan<double> Average => _average;

    /// <summary>Takes note of an iterate, and checks the conditions if it is time to.</summary>
    /// <param name="iterate">n finite coordinates.</param>
    /// <returns><see cref="ShouldStop"/>.</returns>
    /// <exception cref="ArgumentException">The length is wrong or a coordinate is not finite.</exception>
    public bool Add(ReadOnlySpan<double> iterate)
    {
        DenseVector.RequireLength(iterate, _dimension, nameof(iterate));
        DenseVector.RequireFinite(iterate, nameof(iterate));
        IterateCount++;
        _partialLength++;

        // A running mean: a sum could overflow where the mean does not, and would lose digits over long batches.
        for (int i = 0; i < _dimension; i++)
        {
            _partial[i] += (iterate[i] - _partial[i]) / _partialLength;
        }

        if (_partialLength == BatchLength)
        {
            CloseBatch();
        }

        return ShouldStop;
    }

    /// <summary>Writes all that it has seen.</summary>
    internal void Save(BinaryWriter writer)
    {
        writer.Write(IterateCount);
        writer.Write(AveragedCount);
        writer.Write(BatchLength);
        writer.Write(_partialLength);
        writer.WriteNumbers([MaximumRHat, MaximumStandardError, MaximumAutocorrelationTime, _isSettled ? 1 : 0]);
        writer.WriteNumbers(_partial);
        writer.WriteNumbers(_average);
        writer.WriteNumbers(_batches.AsSpan(0, _batchCount * _dimension));
    }

    /// <summary>Goes back to what was written.</summary>
    internal void Load(BinaryReader reader)
    {
        IterateCount = reader.ReadInt64();
        AveragedCount = reader.ReadInt64();
        BatchLength = reader.ReadInt64();
        _partialLength = reader.ReadInt64();
        double[] numbers = reader.ReadNumbers();
        (MaximumRHat, MaximumStandardError, MaximumAutocorrelationTime) = (numbers[0], numbers[1], numbers[2]);
        _isSettled = numbers[3] == 1;
        reader.ReadNumbers().CopyTo(_partial, 0);
        reader.ReadNumbers().CopyTo(_average, 0);
        double[] batches = reader.ReadNumbers();
        batches.CopyTo(_batches, 0);
        _batchCount = batches.Length / _dimension;
    }

    private void CloseBatch()
    {
        _partial.CopyTo(Batch(_batchCount));
        _batchCount++;
        _partial.AsSpan().Clear();
        _partialLength = 0;
        int capacity = _options.BatchCapacity;
        if (_batchCount >= capacity / 2 && _batchCount % (capacity / 8) == 0)
        {
            Check();
        }

        if (_batchCount == capacity)
        {
            Merge();
        }
    }

    private void Check()
    {
        int length = _batchCount / 2 / Windows * Windows;
        int first = _batchCount - length;
        Span<double> sequence = _sequence.AsSpan(0, length);
        MaximumRHat = 0;
        MaximumStandardError = 0;
        MaximumAutocorrelationTime = 1;
        _isSettled = true;
        for (int i = 0; i < _dimension; i++)
        {
            for (int batch = 0; batch < length; batch++)
            {
                sequence[batch] = _batches[((first + batch) * _dimension) + i];
            }

            _average[i] = CompensatedSum.Of(sequence) / length;
            double rHat = SequenceStatistics.RHat(sequence, Windows);
            MaximumRHat = Math.Max(MaximumRHat, rHat);
            double time = SequenceStatistics.AutocorrelationTime(sequence);
            double error = SequenceStatistics.MeanStandardError(sequence, time);
            MaximumAutocorrelationTime = Math.Max(MaximumAutocorrelationTime, time);
            MaximumStandardError = Math.Max(MaximumStandardError, error);
            _isSettled &= (rHat < _options.RHatThreshold && time <= LongestAutocorrelationTime)
                || Drift(sequence) <= 2 * _options.StandardErrorTolerance;
        }

        AveragedCount = length * BatchLength;
    }

    /// <summary>How far the means of the windows lie apart; without end where they move ever faster, as iterates do
    /// that have only begun to move.</summary>
    /// <remarks>Noise alone moves ever faster once in 24 times, which among hundreds of coordinates is always. So the
    /// last move has to be more than noise makes it, by the differences of neighbouring batches: a steady move, or a
    /// walk, adds up over a window as noise does not.</remarks>
    private static double Drift(ReadOnlySpan<double> sequence)
    {
        Span<double> means = stackalloc double[Windows];
        int length = sequence.Length / Windows;
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        for (int window = 0; window < Windows; window++)
        {
            double mean = means[window] = CompensatedSum.Of(sequence.Slice(window * length, length)) / length;
            (least, greatest) = (Math.Min(least, mean), Math.Max(greatest, mean));
        }
        double first = means[1] - means[0], second = means[2] - means[1], third = means[3] - means[2];
        bool isFaster = first * second > 0 && second * third > 0
            && Math.Abs(third) > Math.Abs(second) && Math.Abs(second) > Math.Abs(first);
        return isFaster && Math.Abs(third) > NoiseOfAMove * Noise(sequence) * Math.Sqrt(2.0 / length)
            ? double.PositiveInfinity
            : greatest - least;
    }

    /// <summary>The standard deviation of a batch about its neighbours (von Neumann, Kent, Bellinson and Hart
    /// 1941).</summary>
    private static double Noise(ReadOnlySpan<double> sequence)
    {
        double sum = 0;
        for (int batch = 1; batch < sequence.Length; batch++)
        {
            double difference = sequence[batch] - sequence[batch - 1];
            sum += difference * difference;
        }
        return Math.Sqrt(0.5 * sum / (sequence.Length - 1));
    }

    private void Merge()
    {
        _batchCount /= 2;
        BatchLength *= 2;
        for (int batch = 0; batch < _batchCount; batch++)
        {
            Span<double> merged = Batch(batch);
            Span<double> earlier = Batch(2 * batch);
            Span<double> later = Batch((2 * batch) + 1);
            for (int i = 0; i < _dimension; i++)
            {
                merged[i] = 0.5 * (earlier[i] + later[i]);
            }
        }
    }

    private Span<double> Batch(int index) => _batches.AsSpan(index * _dimension, _dimension);
}
