using System.Globalization;
using static Reparam.Tensor;

namespace Reparam.DifferentialEquations;

/// <summary>The solution of an ordinary differential equation.</summary>
/// <param name="Values">The state at each time: [times, n]. NaN at a time that was not reached in the steps
/// allowed.</param>
/// <param name="Steps">The accepted steps to each time from the one before: [times].</param>
public sealed record OdeSolution(Tensor Values, Tensor Steps);

/// <summary>Initial value problems y' = f(t, y), y(t₀) = y₀, whose solutions can be differentiated in whatever f and y₀
/// are made of.</summary>
public static class OrdinaryDifferentialEquation
{
    /// <summary>Solves y' = f(t, y) at given times.</summary>
    /// <remarks>The derivative is that of the numerical solution itself, step by step in reverse, at fixed step
    /// lengths.</remarks>
    /// <param name="rightSide">f: from the time, a scalar, and the state, of shape [n], to the slope, of shape [n]. It
    /// is called once, to be traced; parameters of the equation are tensors around it.</param>
    /// <param name="initial">y₀, of shape [n].</param>
    /// <param name="initialTime">t₀.</param>
    /// <param name="times">The times at which the state is wanted, ascending, the first after t₀.</param>
    /// <param name="method">The method; null for <see cref="DormandPrince"/> as it comes.</param>
    /// <returns>The states at these times, and the steps it took.</returns>
    /// <exception cref="ArgumentException">The initial state is not a vector, f gives another shape, or the times are
    /// not finite or do not ascend from t₀.</exception>
    public static OdeSolution Solve(
        Func<Tensor, Tensor, Tensor> rightSide, Tensor initial, double initialTime, IReadOnlyList<double> times,
        OdeMethod? method = null)
    {
        ArgumentNullException.ThrowIfNull(rightSide);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(times);
        method ??= new DormandPrince();
        if (initial.Rank != 1)
        {
            throw new ArgumentException(
                $"OrdinaryDifferentialEquation: initial must be a vector, but its shape is {initial.Shape}. Stack " +
                "the parts of the state into one.", nameof(initial));
        }
        CheckTimes(initialTime, times);
        // Traced once for all stages of all steps: what it reads from around it is then one tensor, not one a stage.
        Tensor time = Tensor.Input("time", [], varies: true);
        Tensor state = Tensor.Input("state", initial.Shape, varies: true);
        Tensor slope = rightSide(time, state);
        if (slope.Shape != initial.Shape)
        {
            throw new ArgumentException(
                $"OrdinaryDifferentialEquation: rightSide must give the shape of the state, {initial.Shape}, but " +
                $"gave {slope.Shape}. Return one slope for each element of the state.", nameof(rightSide));
        }
        Tensor Slope(Tensor t, Tensor y) => Graph.Substitute(
            [slope], new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [time] = t, [state] = y })[0];
        var (starts, lengths, reached) = method.Mesh(Slope, initial, [initialTime, .. times]);
        var (_, states) = Scan([initial], [starts, lengths], (carry, element) =>
        {
            Tensor next = method.Tableau.Step(Slope, element[0], carry[0], element[1]).State;
            return ([next], [next]);
        });
        int[] last = [.. Enumerable.Range(1, times.Count).Select(m => m * method.Steps - 1)];
        Tensor values = Gather(states[0], last);
        Tensor steps = Sum(Reshape(0 < lengths, [times.Count, method.Steps]), 1);
        return new OdeSolution(
            reached is null ? values : Select(Reshape(reached, [times.Count, 1]), values, NotReached), steps);
    }

    // Named, so that a search for what is not finite ends here.
    private static Tensor NotReached { get; } =
        Constant([double.NaN], Shape.Scalar, "time not reached by an ODE: allow more steps");

    private static void CheckTimes(double initialTime, IReadOnlyList<double> times)
    {
        const string Mend = "Sort the times, and give each once.";
        if (times.Count == 0)
        {
            throw new ArgumentException(
                "OrdinaryDifferentialEquation: times is empty. Give the times at which the state is wanted.",
                nameof(times));
        }
        if (!double.IsFinite(initialTime))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"OrdinaryDifferentialEquation: initialTime must be finite, but is {initialTime:R}. {Mend}"),
                nameof(initialTime));
        }
        double before = initialTime;
        for (int i = 0; i < times.Count; i++)
        {
            if (!double.IsFinite(times[i]) || times[i] <= before)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"OrdinaryDifferentialEquation: times[{i}] must be finite and after {before:R}, the time ") +
                    string.Create(CultureInfo.InvariantCulture, $"before, but is {times[i]:R}. {Mend}"), nameof(times));
            }
            before = times[i];
        }
    }
}
