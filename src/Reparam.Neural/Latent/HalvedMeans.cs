namespace Reparam.Neural;

/// <summary>Averages over draws of the latent variables of examples, of two halves of the draws, and what they tell of
/// the means.</summary>
/// <remarks>The variance over examples of an average is above that of the mean by the posterior variance over the
/// number of draws, so that a variable that is not used seems to be. The covariance of two averages of independent
/// draws has the right expectation.</remarks>
internal static class HalvedMeans
{
    /// <summary>The covariance over examples of the two averages of each variable, which estimates the variance of its
    /// mean; where both are the mean itself, that variance.</summary>
    /// <param name="first">[example · variables + variable].</param>
    /// <param name="second">The same of the other half.</param>
    /// <param name="variables">The number of variables.</param>
    public static double[] Covariances(IReadOnlyList<double> first, IReadOnlyList<double> second, int variables)
    {
        int count = first.Count / variables;
        var covariances = new double[variables];
        for (int v = 0; v < variables; v++)
        {
            double a = 0, b = 0, products = 0;
            for (int i = v; i < first.Count; i += variables)
            {
                a += first[i] / count;
                b += second[i] / count;
            }
            for (int i = v; i < first.Count; i += variables)
            {
                products += (first[i] - a) * (second[i] - b);
            }
            covariances[v] = products / (count - 1);
        }
        return covariances;
    }
}
