namespace Reparam.Bijectors;

/// <summary>The root of t + g tanh(s t + o) = c, element by element, where g s > -1, so that the left side increases.
/// It inverts the layers of flows that have no inverse in closed form.</summary>
internal static class TanhRoot
{
    /// <summary>2⁻¹, 2⁻², ...: with these the root is known to the last bit of g.</summary>
    private static readonly double[] Halves = [.. Enumerable.Range(1, 53).Select(k => Math.ScaleB(1, 1 - k))];

    /// <summary>t, by bisection of [c - |g|, c + |g|] in a fixed number of steps. It is differentiable up to the third
    /// order: the bisection finds a constant, and two steps of Newton's method from it carry the derivatives.</summary>
    public static Tensor Solve(Tensor gain, Tensor slope, Tensor offset, Tensor target)
    {
        Shape shape = new[] { slope, offset, target }.Aggregate(
            gain.Shape, static (s, operand) => Shape.Broadcast(s, operand.Shape));
        Tensor g = Tensor.StopGradient(gain), s = Tensor.StopGradient(slope);
        Tensor o = Tensor.StopGradient(offset), c = Tensor.StopGradient(target);
        Tensor width = Tensor.Abs(g);
        Tensor lower = Tensor.BroadcastTo(c - width, shape);
        Tensor bracket = Tensor.Scan([lower], [Halves], (carry, half) =>
        {
            Tensor middle = carry[0] + width * half[0];
            Tensor isBelow = middle + g * Tensor.Tanh(s * middle + o) <= c;
            return ([Tensor.Select(isBelow, middle, carry[0])], []);
        }).Carry[0];
        Tensor root = Tensor.StopGradient(bracket);
        for (int step = 0; step < 2; step++)
        {
            Tensor angle = slope * root + offset;
            Tensor rise = 1 + gain * slope * Tensor.Exp(-2 * Hyperbolic.LogCosh(angle));
            root -= (root + gain * Tensor.Tanh(angle) - target) / rise;
        }
        return root;
    }
}
