namespace Reparam.Formulas;

/// <summary>Which values a response can have.</summary>
/// <param name="Rule">In words that complete "a poisson response is ...".</param>
/// <param name="Remedy">What to do about a value that is none of them.</param>
/// <param name="Admits">Whether a finite number is one of them.</param>
internal sealed record ResponseKind(string Rule, string Remedy, Func<double, bool> Admits)
{
    private const string Other = "Recode it, or choose another family.";

    public static ResponseKind Real { get; } = new("a number", Other, static _ => true);

    public static ResponseKind Positive { get; } = new("above 0", Other, static y => y > 0);

    public static ResponseKind NonNegative { get; } = new("0 or above", Other, static y => y >= 0);

    public static ResponseKind Share { get; } = new("above 0 and below 1", Other, static y => y is > 0 and < 1);

    public static ResponseKind Angle { get; } = new("an angle from -pi to pi, in radians",
        "Turn it into radians, and take whole turns off.", static y => Math.Abs(y) <= Math.PI);

    public static ResponseKind Binary { get; } = new("0 or 1",
        "Recode the column, or choose a family that fits, such as poisson for counts.", static y => y is 0 or 1);

    public static ResponseKind Count { get; } = new("a whole number, 0 or above", Other, IsCount);

    public static ResponseKind Successes { get; } =
        new("a whole number, 0 or above", "Give the number of successes, not a share.", IsCount);

    /// <summary>Ordered categories, in whatever numbers.</summary>
    public static ResponseKind Ordinal { get; } = new("a whole number",
        "Number the categories in their order, such as 1 to 5.", static y => y == Math.Floor(y));

    /// <summary>Categories in no order: text, or whatever numbers.</summary>
    public static ResponseKind Nominal { get; } = new("a category, in text or a whole number",
        "Number the categories, or name them.", static y => y == Math.Floor(y));

    /// <summary>A value that it admits.</summary>
    public double Example => new[] { 0, 1, 0.5 }.First(Admits);

    public static bool IsCount(double value) => value >= 0 && value == Math.Floor(value);
}
