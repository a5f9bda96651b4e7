namespace Reparam.Numerics;

/// <summary>Quantiles of distributions of integers: the least k with P(X ≤ k) ≥ u.</summary>
/// <remarks>
/// From a guess, where the distribution function is computed once, the search walks integer by integer with the ratios
/// of neighbouring probabilities; where the guess was far off it doubles its step and then halves the interval. In the
/// lower half P(X ≤ k) is compared with u and in the upper half P(X &gt; k) with 1 - u, so that neither tail loses
/// digits.
/// </remarks>
internal static class CountQuantile
{
    // Beyond this many steps one by one, a bisection costs less.
    private const int LongestWalk = 12;

    // Subtraction of probabilities has cost two bits of the tail that is left: it is computed anew.
    private const double LeastShare = 0.25;

    /// <summary>The third-order correction of Cornish and Fisher (1938) to the normal quantile.</summary>
    public static double CornishFisher(double z, double mean, double deviation, double skewness) =>
        mean + deviation * (z + skewness * (z * z - 1) / 6);

    /// <summary>The least k with P(X ≤ k) ≥ u; NaN unless u is in [0, 1].</summary>
    public static double Find<TLaw>(in TLaw law, double u)
        where TLaw : struct, ICountLaw =>
        u > 0.5 ? FromTail(law, 1 - u, isUpper: true) : FromTail(law, u, isUpper: false);

    /// <summary>The least k with P(X &gt; k) ≤ q; NaN unless q is in [0, 1].</summary>
    public static double FindUpper<TLaw>(in TLaw law, double q)
        where TLaw : struct, ICountLaw =>
        q > 0.5 ? FromTail(law, 1 - q, isUpper: false) : FromTail(law, q, isUpper: true);

    private static double FromTail<TLaw>(in TLaw law, double goal, bool isUpper)
        where TLaw : struct, ICountLaw
    {
        if (!(goal > 0))
        {
            return goal < 0 || double.IsNaN(goal) ? double.NaN : isUpper ? law.Greatest : law.Least;
        }
        double z = NormalQuantile.Evaluate(goal), guess = Math.Floor(law.Guess(isUpper ? -z : z));
        double k = Math.Clamp(double.IsNaN(guess) ? law.Least : guess, law.Least, Math.Min(law.Greatest, 1e300));
        double tail = Tail(law, k, isUpper);
        return IsReached(tail, goal, isUpper)
            ? Descend(law, k, tail, goal, isUpper)
            : Ascend(law, k, tail, goal, isUpper);
    }

    private static double Tail<TLaw>(in TLaw law, double k, bool isUpper)
        where TLaw : struct, ICountLaw => isUpper ? law.Upper(k) : law.Lower(k);

    private static bool IsReached(double tail, double goal, bool isUpper) => isUpper ? tail <= goal : tail >= goal;

    /// <summary>From a k that reaches the goal down to the least that does.</summary>
    private static double Descend<TLaw>(in TLaw law, double k, double tail, double goal, bool isUpper)
        where TLaw : struct, ICountLaw
    {
        double probability = law.Probability(k), computed = tail;
        for (int step = 0; step < LongestWalk && k > law.Least; step++)
        {
            double before = isUpper ? tail + probability : tail - probability;
            if (!isUpper && before < LeastShare * computed)
            {
                before = computed = law.Lower(k - 1);
            }
            if (!IsReached(before, goal, isUpper))
            {
                return k;
            }
            k--;
            tail = before;
            probability /= law.Ratio(k);
        }
        double width = LongestWalk, low = k;
        while (k > law.Least)
        {
            low = Math.Max(law.Least, k - width);
            if (!IsReached(Tail(law, low, isUpper), goal, isUpper))
            {
                return Bisect(law, low, k, goal, isUpper);
            }
            (k, width) = (low, 2 * width);
        }
        return law.Least;
    }

    /// <summary>From a k that does not reach the goal up to the least that does.</summary>
    private static double Ascend<TLaw>(in TLaw law, double k, double tail, double goal, bool isUpper)
        where TLaw : struct, ICountLaw
    {
        double probability = law.Probability(k), computed = tail;
        for (int step = 0; step < LongestWalk && k < law.Greatest; step++)
        {
            probability *= law.Ratio(k);
            k++;
            tail = isUpper ? tail - probability : tail + probability;
            if (isUpper && tail < LeastShare * computed)
            {
                tail = computed = law.Upper(k);
            }
            if (IsReached(tail, goal, isUpper))
            {
                return k;
            }
        }
        double width = LongestWalk;
        while (k < law.Greatest)
        {
            double high = Math.Min(law.Greatest, k + width);
            if (high == law.Greatest || IsReached(Tail(law, high, isUpper), goal, isUpper))
            {
                return Bisect(law, k, high, goal, isUpper);
            }
            (k, width) = (high, 2 * width);
        }
        return law.Greatest;
    }

    /// <summary>The least k above <paramref name="low"/>, which does not reach the goal, that does;
    /// <paramref name="high"/> is known to.</summary>
    private static double Bisect<TLaw>(in TLaw law, double low, double high, double goal, bool isUpper)
        where TLaw : struct, ICountLaw
    {
        while (true)
        {
            double middle = low + Math.Floor(0.5 * (high - low));
            if (middle <= low || middle >= high)
            {
                return high;
            }
            if (IsReached(Tail(law, middle, isUpper), goal, isUpper))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }
    }
}
