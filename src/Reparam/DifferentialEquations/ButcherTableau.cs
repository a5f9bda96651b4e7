namespace Reparam.DifferentialEquations;

/// <summary>The coefficients of an explicit Runge-Kutta method with s stages.</summary>
/// <param name="Nodes">c: the times of the stages, in steps; s numbers, of which the first is 0.</param>
/// <param name="Stages">a: row i holds the i + 1 weights of the slopes before stage i + 1.</param>
/// <param name="Weights">b: the weights of the slopes in the step.</param>
internal sealed record ButcherTableau(double[] Nodes, double[][] Stages, double[] Weights)
{
    /// <summary>The classical method of order 4 (Kutta 1901).</summary>
    public static ButcherTableau RungeKutta4 { get; } = new(
        [0, 1.0 / 2, 1.0 / 2, 1], [[1.0 / 2], [0, 1.0 / 2], [0, 0, 1]], [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6]);

    /// <summary>The method of order 5 of Dormand and Prince (1980), table 2; its seventh stage, at the end of the step,
    /// serves the error alone.</summary>
    public static ButcherTableau DormandPrince { get; } = new(
        [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1],
        [
            [1.0 / 5],
            [3.0 / 40, 9.0 / 40],
            [44.0 / 45, -56.0 / 15, 32.0 / 9],
            [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
            [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        ],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84]);

    /// <summary>The weights of the seven slopes in the difference between Dormand and Prince's solutions of orders 5
    /// and 4.</summary>
    public static double[] DormandPrinceError { get; } =
    [
        71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
    ];

    /// <summary>One step.</summary>
    /// <param name="rightSide">From time and state to the slope.</param>
    /// <param name="time">The time at the start.</param>
    /// <param name="state">The state at the start.</param>
    /// <param name="step">The length of the step.</param>
    /// <param name="first">The slope at the start, if it is known.</param>
    /// <returns>The state at the end, and the slopes of the stages.</returns>
    public (Tensor State, Tensor[] Slopes) Step(
        Func<Tensor, Tensor, Tensor> rightSide, Tensor time, Tensor state, Tensor step, Tensor? first = null)
    {
        var slopes = new Tensor[Nodes.Length];
        slopes[0] = first ?? rightSide(time, state);
        for (int i = 1; i < slopes.Length; i++)
        {
            slopes[i] = rightSide(time + Nodes[i] * step, state + step * Combine(Stages[i - 1], slopes));
        }
        return (state + step * Combine(Weights, slopes), slopes);
    }

    /// <summary>Slopes times weights, those with weight 0 left out.</summary>
    public static Tensor Combine(double[] weights, Tensor[] slopes)
    {
        Tensor sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum = weights[i] == 0 ? sum : sum + weights[i] * slopes[i];
        }
        return sum;
    }
}
