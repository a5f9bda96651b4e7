using System.Globalization;

namespace Reparam.Tests.Reference;

/// <summary>Stan's log density and gradient at unconstrained 0.1 in every coordinate.</summary>
/// <param name="LogProb">With the Jacobian of the constraints, and without the constants that Stan drops from sampling
/// statements.</param>
/// <param name="Gradient">Its gradient.</param>
internal sealed record StanGradients(double LogProb, double[] Gradient)
{
    /// <summary>Columns posterior, index, at_unconstrained, log_prob_propto_jacobian, grad; made with rstan
    /// 2.21.7.</summary>
    public static string File { get; } = Path.Combine(RepositoryFiles.Shared, "rigs", "stan", "stan_gradcheck.tsv");

    public static StanGradients Read(string posterior)
    {
        string[][] rows = [.. System.IO.File.ReadLines(File).Select(static line => line.Split('\t'))
            .Where(row => row[0] == posterior)];
        return new StanGradients(Number(rows[0][3]), [.. rows.Select(static row => Number(row[4]))]);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
