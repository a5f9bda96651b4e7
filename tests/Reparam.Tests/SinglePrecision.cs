using System.Globalization;
using Reparam.Execution;
using Reparam.Tests.Expressions;

namespace Reparam.Tests;

/// <summary>Holds expressions that are computed with floats against the same computed with doubles.</summary>
internal static class SinglePrecision
{
    /// <summary>What <see cref="WorstErrors"/> counts here.</summary>
    public const string Cases = "cases", Beyond = "beyond floats";

    /// <summary>Checks that outputs in single precision are as near to those in double precision as roundings of each
    /// operation allow. Where they are not, a number on the way must be beyond floats, or a rounding must lead out of
    /// the domain; such cases are counted.</summary>
    /// <param name="what">Of what, for errors.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="values">Their values, which are rounded to floats for both.</param>
    /// <param name="outputs">What is compared, and the kind under which its error is reported.</param>
    public static void Check(string what, Tensor[] inputs, double[][] values, (string Kind, Tensor Output)[] outputs)
    {
        WorstErrors.Count(Cases);
        double[][] point = [.. values.Select(static v => v.Select(static x => (double)(float)x).ToArray())];
        if (!values.Zip(point).All(static p => p.First.Zip(p.Second).All(static v => IsHeld(v.First))))
        {
            WorstErrors.Count(Beyond);
            return;
        }
        Tensor[] results = [.. outputs.Select(static o => o.Output)];
        double[][] exact = Evaluation.Run(inputs, point, results, 1);
        double[][] single = Evaluation.Run(inputs, point, results, 1, element: ElementType.Single);
        double[][] spread = Rounding.Spread(inputs, point, results, 1, exact);
        for (int o = 0; o < results.Length; o++)
        {
            for (int e = 0; e < exact[o].Length; e++)
            {
                double error = Math.Abs(single[o][e] - exact[o][e]);
                bool isAllowed = single[o][e].Equals(exact[o][e]) || (double.IsFinite(spread[o][e])
                    && error <= Rounding.Allowed(exact[o][e], spread[o][e]));
                if (!isAllowed)
                {
                    Assert.True(!double.IsFinite(spread[o][e]) || IsBeyond(inputs, point, results), string.Create(
                        CultureInfo.InvariantCulture,
                        $"{what}: {outputs[o].Kind} {o}, element {e} is {single[o][e]:R} in floats, but " +
                        $"{exact[o][e]:R}; roundings explain {spread[o][e]:E1}."));
                    WorstErrors.Count(Beyond);
                    return;
                }
                if (double.IsFinite(error))
                {
                    WorstErrors.Observe(outputs[o].Kind, error / Math.Max(1, Math.Abs(exact[o][e])));
                }
            }
        }
    }

    private static bool IsBeyond(Tensor[] inputs, double[][] point, Tensor[] outputs)
    {
        Tensor[] nodes = [.. Graph.TopologicalOrder(outputs)];
        return Evaluation.Run(inputs, point, nodes, 1).Any(static v => !v.All(IsHeld));
    }

    /// <summary>Whether a number is zero or its nearest float is normal.</summary>
    private static bool IsHeld(double value) => value == 0 || float.IsNormal((float)value);
}
