using System.Text;

namespace Reparam.Formulas;

/// <summary>The names of parameters, as in brms.</summary>
public static class ParameterNames
{
    /// <summary>The intercept at the predictors' means.</summary>
    public const string Intercept = "Intercept";

    /// <summary>"Intercept", or "Intercept_mu2" of a predictor of that name.</summary>
    public static string InterceptOf(string predictor) =>
        predictor.Length == 0 ? Intercept : $"{Intercept}_{predictor}";

    /// <summary>"mu2": the linear predictor of a category of the response.</summary>
    public static string Predictor(string category) => "mu" + Clean(category);

    /// <summary>"b_Intercept[2]": threshold 2, between the second and third categories of the response, where all
    /// predictors are 0.</summary>
    public static string Threshold(int number) => FormattableString.Invariant($"b_Intercept[{number}]");

    /// <summary>"b_dist": a population-level coefficient of the raw column.</summary>
    public static string Coefficient(string column) => $"b_{column}";

    /// <summary>"sd_village__Intercept".</summary>
    public static string StandardDeviation(string group, string column) => $"sd_{group}__{column}";

    /// <summary>"cor_Subject__Intercept__Days".</summary>
    public static string Correlation(string group, string first, string second) => $"cor_{group}__{first}__{second}";

    /// <summary>"r_village[3,Intercept]"; white space in a level becomes a dot.</summary>
    public static string GroupEffect(string group, string level, string column) =>
        $"r_{group}[{string.Concat(level.Select(c => char.IsWhiteSpace(c) ? '.' : c))},{column}]";

    /// <summary>"mu2_dist": a column in one of several predictors; as it is where there is but one, without
    /// name.</summary>
    internal static string In(string predictor, string column) =>
        predictor.Length == 0 ? column : $"{predictor}_{column}";

    /// <summary>"village__mu2": a group in one of several predictors.</summary>
    internal static string Within(string group, string predictor) =>
        predictor.Length == 0 ? group : $"{group}__{predictor}";

    /// <summary>The name of a design column without what names of parameters cannot hold, as brms does it: spaces,
    /// brackets, commas, quotes and question marks are left out, and + - * / ^ = become P M MU D E EQ.</summary>
    public static string Clean(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var name = new StringBuilder();
        foreach (var c in label)
        {
            name.Append(c switch
            {
                ' ' or '(' or ')' or '[' or ']' or ',' or '"' or '\'' or '?' or '`' => "",
                '+' => "P",
                '-' => "M",
                '*' => "MU",
                '/' => "D",
                '^' => "E",
                '=' => "EQ",
                _ => c.ToString(),
            });
        }

        return name.ToString();
    }
}
