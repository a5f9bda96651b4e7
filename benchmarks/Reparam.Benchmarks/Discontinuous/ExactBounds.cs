using static Reparam.Tensor;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>The bounds of the programs without sampling.</summary>
/// <remarks>Every unknown is normal and independent of the others, and each step compares unknowns that enter no other
/// factor of the same term: the expectation of a term is a sum over outcomes, of a normal probability times moments up
/// to the second.</remarks>
internal static class ExactBounds
{
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>The bound of a program by its name.</summary>
    public static ExactBound Of(string name) => name switch
    {
        "temperature" => new(82, Temperature),
        "textmsg" => new(6, Textmsg),
        "influenza" => new(74, Influenza),
        "cheating" => new(2, Cheating),
        "walk" => new(32, static t => new WalkBound().Of(t, everyStep: false)),
        "walk, proper" => new(32, static t => new WalkBound().Of(t, everyStep: true)),
        "xornet" => new(50, Xornet),
        _ => throw new ArgumentException($"There is no program '{name}'. Take one of DiscontinuousPrograms.",
            nameof(name)),
    };

    /// <summary>Means and standard deviations.</summary>
    internal static (Tensor Mean, Tensor Deviation) Moments(Tensor theta)
    {
        int n = theta.Size / 2;
        return (theta[..n], Softplus(theta[n..]));
    }

    /// <summary>The entropy of independent normal numbers.</summary>
    internal static Tensor Entropy(Tensor deviation) =>
        Sum(Log(deviation)) + deviation.Size * (0.5 + HalfLogTwoPi);

    /// <summary>The expectation of a normal log density, given that of the squared difference from its mean.</summary>
    internal static Tensor Expected(Tensor square, Tensor deviation) =>
        -0.5 * square / Square(deviation) - Log(deviation) - HalfLogTwoPi;

    private static Tensor Temperature(Tensor theta)
    {
        const int steps = 20, n = steps + 1;
        const double outside = 32, cooling = 21, decay = 1 / 15.0, low = 18, high = 22;
        var (m, s) = Moments(theta);
        Tensor degrees = m[..n], spread = s[..n], noise = m[n..], noiseSpread = s[n..];
        Tensor before = degrees[..steps], beforeSpread = spread[..steps];
        Tensor on = NormalCdf((noise - 0.5) / noiseSpread), off = NormalCdf((0.5 - noise) / noiseSpread);
        Tensor warm = NormalCdf((before - high) / beforeSpread);
        Tensor between = NormalCdf((high - before) / beforeSpread) - NormalCdf((low - before) / beforeSpread);
        Tensor rate = warm + between * Concatenate([Full(0, [1]), on[..^1]]);
        Tensor Transition(double isOn, double deviation) => Expected(
            Square(degrees[1..] - (1 - decay) * before - decay * (outside - cooling * isOn))
            + Square(spread[1..]) + Square((1 - decay) * beforeSpread), deviation);
        return Expected(Square(degrees[0] - 20) + Square(spread[0]), 0.001)
            + Sum(Expected(Square(noise - rate) + rate * (1 - rate) + Square(noiseSpread), 0.001))
            + Sum(on * Transition(1, 2.22) + off * Transition(0, 2.2))
            + Sum(Expected(Square(DiscontinuousData.Temperatures - degrees) + Square(spread), 1)) + Entropy(s);
    }

    private static Tensor Textmsg(Tensor theta)
    {
        double[] all = DiscontinuousData.Messages;
        double[] counts = [.. all.Where((_, i) => i % 2 == 1)];
        double variance = Math.Log(2), mean = Math.Log(all.Average()) - 0.5 * variance;
        var (m, s) = Moments(theta);
        Tensor days = NormalQuantile((double[])
            [.. Enumerable.Range(1, counts.Length).Select(k => 2 * k / (all.Length + 1.0))]);
        Tensor Poisson(int rate) => counts * m[rate] - Exp(m[rate] + 0.5 * Square(s[rate]));
        return Sum(Expected(Square(m[..2] - mean) + Square(s[..2]), Math.Sqrt(variance)))
            + Expected(Square(m[2]) + Square(s[2]), 1) + Entropy(s) - Sum(LogGamma((Tensor)counts + 1))
            + Sum(NormalCdf((m[2] - days) / s[2]) * Poisson(0) + NormalCdf((days - m[2]) / s[2]) * Poisson(1));
    }

    private static Tensor Influenza(Tensor theta)
    {
        const int n = 12;
        var (m, s) = Moments(theta);
        Tensor regime = m[..(n + 1)], regimeSpread = s[..(n + 1)], v = m[(n + 1)..(2 * n + 1)], w = m[(2 * n + 1)..];
        Tensor vVariance = Square(s[(n + 1)..(2 * n + 1)]), wVariance = Square(s[(2 * n + 1)..]);
        Tensor above = NormalCdf(regime / regimeSpread), below = NormalCdf(-regime / regimeSpread);
        Tensor prior = Expected(Square(regime[0]) + Square(regimeSpread[0]), 1);
        Tensor Next(double level) => Expected(Square(regime[1..] - level) + Square(regimeSpread[1..]), 1);
        double[,] first = Responses(n, 1.406, -0.622), second = Responses(n, -0.312, 0);
        Tensor ordinary = Squares(first), epidemic = Squares(second);
        Tensor level = MatMul(first, v), more = MatMul(second, w + 0.210);
        Tensor variance = MatMul(ordinary, vVariance), moreVariance = MatMul(epidemic, wVariance);
        Tensor deaths = DiscontinuousData.Deaths;
        return prior + Sum(above[..^1] * Next(0.67) + below[..^1] * Next(-0.67))
            + Sum(Expected(Square(v) + vVariance, 0.023)) + Sum(Expected(Square(w) + wVariance, 0.112))
            + Sum(above[1..] * Expected(Square(deaths - level) + variance, 0.002)
                + below[1..] * Expected(Square(deaths - level - more) + variance + moreVariance, 0.002))
            + Entropy(s);
    }

    /// <summary>The bound of the survey by the trapezoidal rule over the threshold, given which the number of those who
    /// say yes is binomial. None or all of 100 say yes with probability below 1e-12, and are left out: strictly the
    /// bound is -∞.</summary>
    private static Tensor Cheating(Tensor theta)
    {
        const int students = 100, yes = 35, nodes = 321;
        double[] z = [.. Enumerable.Range(0, nodes).Select(static i => -8 + 0.05 * i)];
        double[] weight = [.. z.Select(static x => 0.05 * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI))];
        double[] count = [.. Enumerable.Range(1, students - 1).Select(static k => (double)k)];
        Tensor ways = LogGamma(students + 1) - LogGamma((Tensor)count + 1) - LogGamma(students + 1 - (Tensor)count);
        double[] log = [.. count.Select(
            k => yes * Math.Log(k / students) + (students - yes) * Math.Log(1 - k / students))];
        var (m, s) = Moments(theta);
        Tensor probability = 0.5 * NormalCdf(-(m[0] + s[0] * (Tensor)z)) + 0.25;
        Tensor mass = Exp(ways + Outer(Log(probability), count)
            + Outer(Log(1 - probability), students - (Tensor)count));
        return Sum((Tensor)weight * MatMul(mass, log)) + Entropy(s);
    }

    /// <summary>The bound of the network by the 16 states of its first layer and the four of its second: units of a
    /// layer share no weights, and the loss is a sum over inputs.</summary>
    private static Tensor Xornet(Tensor theta)
    {
        double[,] inputs = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
        double[] targets = [0, 1, 1, 0];
        var (m, s) = Moments(theta);
        Tensor v = Square(s);
        Tensor Unit(Tensor from, Range weights, Range bias)
        {
            Tensor Into(Tensor x)
            {
                Tensor own = x[bias];
                return MatMul(from, Transpose(Reshape(x[weights], [own.Size, x[weights].Size / own.Size]))) + own;
            }
            return Into(m) / Sqrt(Into(v));
        }
        static Tensor States(int bits)
        {
            var all = new double[1 << bits, bits];
            for (int i = 0; i < all.Length; i++)
            {
                all[i / bits, i % bits] = (i / bits >> i % bits) & 1;
            }
            return all;
        }
        static Tensor Probabilities(Tensor z, Tensor states) =>
            Exp(MatMul(LogNormalCdf(z), Transpose(states)) + MatMul(LogNormalCdf(-z), Transpose(1 - states)));
        Tensor four = States(4), two = States(2), last = Unit(two, 16..18, 24..25);
        Tensor hidden = MatMul(Probabilities(Unit(inputs, 0..8, 18..22), four),
            Probabilities(Unit(four, 8..16, 22..24), two));
        Tensor one = Reshape(MatMul(hidden, NormalCdf(last)), [4]);
        Tensor zero = Reshape(MatMul(hidden, NormalCdf(-last)), [4]);
        return Sum(Expected(Square(m) + v, 1)) + Entropy(s)
            + Sum(Expected(targets * zero + (1 - (Tensor)targets) * one, 0.01));
    }

    /// <summary>What the noise of each step adds to later values of x[t] = a x[t-1] + b x[t-2] + noise.</summary>
    private static double[,] Responses(int length, double a, double b)
    {
        var impulse = new double[length];
        for (int lag = 0; lag < length; lag++)
        {
            impulse[lag] = lag == 0 ? 1 : a * impulse[lag - 1] + (lag == 1 ? 0 : b * impulse[lag - 2]);
        }
        var result = new double[length, length];
        for (int i = 0; i < length * length; i++)
        {
            result[i / length, i % length] = i / length >= i % length ? impulse[i / length - i % length] : 0;
        }
        return result;
    }

    private static Tensor Squares(double[,] x) => Square(x);
}
