using System.Globalization;

namespace Reparam.Formulas.Tests;

/// <summary>For as long as it lives, this thread's culture writes 1.000,5 for a thousand and a half, as German does. It
/// is built rather than looked up, since the tests run without the operating system's cultures.</summary>
internal sealed class CommaCulture : IDisposable
{
    private readonly CultureInfo former = CultureInfo.CurrentCulture;

    public CommaCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.TextInfo.ListSeparator = ";";
        CultureInfo.CurrentCulture = culture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = former;
}
