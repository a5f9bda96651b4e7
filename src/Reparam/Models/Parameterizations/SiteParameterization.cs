using System.Globalization;

namespace Reparam;

/// <summary>In which form a site of a hierarchy was fitted.</summary>
/// <remarks>
/// A site x of location m and scale s, which are unknown themselves, is fitted as the u of
/// x = m + (s / a)^(1 - c) (u - c m), whose prior has location c m and scale a^(1 - c) s^c: centred, as it was written,
/// at c = 1 and non-centred at c = 0. The constant a is the scale at a point of the posterior, so that all forms have
/// the units of x; at c = 0 it is 1. Source: Papaspiliopoulos, Roberts and Sköld (2007), "A general framework for the
/// parametrization of hierarchical models"; Gorinova, Moore and Hoffman (2020), "Automatic reparameterisation of
/// probabilistic programs", section 4, where a = 1.
/// </remarks>
/// <param name="Name">The site.</param>
/// <param name="Centredness">c of each element of its unconstrained form, from 0 to 1; one number where it is that of
/// all.</param>
public sealed record SiteParameterization(string Name, IReadOnlyList<double> Centredness)
{
    /// <summary>Whether the site is fitted as it was written.</summary>
    public bool IsCentred => Centredness.All(static c => c == 1);

    /// <summary>Whether all elements are fitted in standard form.</summary>
    public bool IsNonCentred => Centredness.All(static c => c == 0);

    /// <summary>Such as <c>theta: non-centred</c>, or <c>theta: centred by 0.2 to 0.8</c>.</summary>
    public override string ToString()
    {
        double least = Centredness.Min(), most = Centredness.Max();
        return IsCentred ? $"{Name}: centred" : IsNonCentred ? $"{Name}: non-centred"
            : string.Create(CultureInfo.InvariantCulture, $"{Name}: centred by {least:0.##}") +
                (most > least ? string.Create(CultureInfo.InvariantCulture, $" to {most:0.##}") : "");
    }
}
