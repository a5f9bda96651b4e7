using System.Runtime.Intrinsics;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

internal static class GaussianMixtureAtOnePoint
{
    /// <summary>The log density at one point, with what each component adds to it: one lane of eight, which must all be
    /// alike.</summary>
    public static double LogDensity(this GaussianMixture mixture, double[] point, double[] terms)
    {
        var logs = new Vector512<double>[mixture.Count];
        Vector512<double> log = mixture.LogDensity([.. point.Select(Vector512.Create)], logs);
        Assert.True(double.IsNaN(log[0]) || log == Vector512.Create(log[0]));
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k] = logs[k][7];
        }
        return log[0];
    }
}
