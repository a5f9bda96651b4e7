using Reparam.Tests.Expressions;
using Reparam.Tests.Models;

namespace Reparam.Tests.Rewriting;

/// <summary>Comparisons of a log density with the same one evaluated as it was written.</summary>
internal static class SameDensity
{
    /// <summary>Value and gradient are the same to 1e-12, the gradient of its greatest element.</summary>
    public static void At(LogDensity density, double[] point)
    {
        var (value, gradient) = LogJoint.At(density, point);
        var (written, writtenGradient) = LogJoint.At(density.WithoutReductions(), point);
        Assert.Equal(1, value / written, 1e-12);
        double greatest = writtenGradient.Max(Math.Abs);
        Assert.All(gradient.Zip(writtenGradient), g => Assert.Equal(g.Second / greatest, g.First / greatest, 1e-12));
    }

    /// <summary>The same at random points.</summary>
    public static void AtRandom(LogDensity density, ulong seed, int points = 10, double reach = 1)
    {
        var random = new SplitMix(seed);
        for (int i = 0; i < points; i++)
        {
            At(density, random.Numbers(density.Dimension, -reach, reach));
        }
    }
}
