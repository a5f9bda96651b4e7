using System.Globalization;
using System.Runtime.CompilerServices;

namespace Reparam.Variational;

/// <summary>Refusals of options: what is wrong, what was expected, how to mend it.</summary>
internal static class OptionChecks
{
    /// <summary>Refuses a number below <paramref name="least"/>, which <paramref name="bound"/> is another name
    /// of.</summary>
    public static void AtLeast(int least, int value, string owner, string? bound = null, string mend = "",
        [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < least)
        {
            throw OutOfRange(owner, name, value, $"at least {bound ?? Text(least)}", Text(value), mend);
        }
    }

    public static void AtMost(int most, int value, string owner, string mend,
        [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value > most)
        {
            throw OutOfRange(owner, name, value, $"at most {Text(most)}", Text(value), mend);
        }
    }

    /// <summary>Refuses 0, negative numbers, NaN and infinity.</summary>
    public static void Positive(
        double value, string owner, string mend, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw OutOfRange(owner, name, value, "above 0 and finite", Parameter.Text(value), mend);
        }
    }

    /// <summary>Refuses <paramref name="least"/> and what is below it, NaN and infinity.</summary>
    public static void Above(double least, double value, string owner, string mend,
        [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > least && double.IsFinite(value)))
        {
            throw OutOfRange(
                owner, name, value, $"above {Parameter.Text(least)} and finite", Parameter.Text(value), mend);
        }
    }

    /// <summary>Refuses NaN and infinity.</summary>
    public static void Finite(
        double value, string owner, string mend, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!double.IsFinite(value))
        {
            throw OutOfRange(owner, name, value, "finite", Parameter.Text(value), mend);
        }
    }

    /// <summary>Refuses a number that is no member of its enumeration.</summary>
    public static void Defined<TEnum>(
        TEnum value, string owner, string example, [CallerArgumentExpression(nameof(value))] string expression = "")
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            string name = expression[(expression.LastIndexOf('.') + 1)..];
            throw OutOfRange(owner, name, value, $"a member of {typeof(TEnum).Name}", value.ToString(),
                $"Take one, such as {example}.");
        }
    }

    /// <summary>Refuses null where it is not allowed.</summary>
    public static void NotNull(
        object? value, string owner, string standard, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value is null)
        {
            throw new ArgumentNullException(
                name, $"{owner}: {name} is null, but a value is needed. Leave it unset for {standard}.");
        }
    }

    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static ArgumentOutOfRangeException OutOfRange(
        string owner, string name, object value, string expected, string text, string mend) =>
        new(name, value, $"{owner}: {name} must be {expected}, but is {text}. {mend}");
}
