using System.Globalization;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>The schedule of Nichol and Dhariwal (2021, eq. 17): α² = cos²θ / cos²θ₀ with θ = ½π (u + s) / (1 + s) and
/// θ₀ its value at u = 0.</summary>
/// <remarks>At u = 0 and 1 the ratio is infinite and 0, so time runs over a part of that range; by default from the
/// first of a thousand steps to the last but one. Nothing cancels: σ² cos²θ₀ = sin(θ - θ₀) sin(θ + θ₀).</remarks>
public sealed class CosineSchedule : NoiseSchedule
{
    private readonly double _offset, _first, _last;

    /// <summary>Makes the schedule.</summary>
    /// <param name="offset">s, at least 0.</param>
    /// <param name="first">u at time 0, above 0.</param>
    /// <param name="last">u at time 1, above <paramref name="first"/> and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not such.</exception>
    public CosineSchedule(double offset = 0.008, double first = 0.001, double last = 0.999)
    {
        if (!(offset >= 0 && double.IsFinite(offset) && first > 0 && last > first && last < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(last), last, string.Create(CultureInfo.InvariantCulture,
                $"CosineSchedule: offset {offset}, first {first} and last {last} were given, but offset >= 0 and " +
                $"0 < first < last < 1 are expected. Leave them unset for the published schedule."));
        }
        (_offset, _first, _last) = (offset, first, last);
    }

    /// <inheritdoc/>
    public override Tensor LogRatio(Tensor time)
    {
        double half = 0.5 * Math.PI / (1 + _offset);
        Tensor place = _first + (_last - _first) * time;
        Tensor rest = 1 - _last + (_last - _first) * (1 - time);
        return 2 * Log(Sin(half * rest)) - Log(Sin(half * place)) - Log(Sin(half * (place + 2 * _offset)));
    }
}
