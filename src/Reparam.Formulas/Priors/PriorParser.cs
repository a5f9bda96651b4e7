namespace Reparam.Formulas;

/// <summary>Reads the text of a prior.</summary>
internal sealed class PriorParser
{
    private const string Example = "A prior is a class, a ~ and a distribution: b ~ normal(0, 2.5).";

    private readonly string text;

    private PriorParser(string text) => this.text = text;

    public static PriorSpecification Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PriorParser(text).Read();
    }

    private PriorSpecification Read()
    {
        var tilde = text.IndexOf('~', StringComparison.Ordinal);
        if (tilde < 0)
        {
            throw Error("There is no ~ in the prior.", new(text.TrimEnd().Length, 0), Example);
        }

        var (classSpan, targets) = ReadHead(Trim(new(0, tilde)));
        var name = Slice(classSpan);
        if (PriorClassNames.Parse(name) is not { } priorClass)
        {
            throw Error($"Unknown class '{name}'.", classSpan,
                NearestNames.Suggest(name, PriorClassNames.All, "classes"));
        }

        CheckTargets(priorClass, targets);
        var distribution = ReadDistribution(priorClass, Trim(new(tilde + 1, text.Length - tilde - 1)));
        return new(text, priorClass, [.. targets.Select(span => (Unquote(Slice(span)), span))], distribution,
            classSpan);
    }

    private (SourceSpan Name, List<SourceSpan> Arguments) ReadHead(SourceSpan whole)
    {
        if (whole.Length == 0)
        {
            throw Error("The class is missing before the ~.", whole, Example);
        }

        return Slice(whole).Contains('(', StringComparison.Ordinal) ? ReadCall(whole) : (whole, []);
    }

    /// <summary>Reads name(argument, ...).</summary>
    private (SourceSpan Name, List<SourceSpan> Arguments) ReadCall(SourceSpan whole)
    {
        var opening = text.IndexOf('(', whole.Start);
        if (text[whole.End - 1] != ')')
        {
            throw Error("The closing ) is missing.", new(whole.End, 0), "Add it, and nothing after it.");
        }

        var arguments = new List<SourceSpan>();
        var start = opening + 1;
        var depth = 0;
        for (var at = start; at < whole.End; at++)
        {
            depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
            if (depth < 0 && at < whole.End - 1)
            {
                throw Error("Something stands after the closing ).", new(at + 1, whole.End - at - 1), "Take it away.");
            }

            if (depth < 0 || (depth == 0 && text[at] == ','))
            {
                arguments.Add(Trim(new(start, at - start)));
                start = at + 1;
            }
        }

        if (depth >= 0)
        {
            throw Error("A parenthesis is not closed.", new(opening, 1), "Add the missing ).");
        }

        return (Trim(new(whole.Start, opening - whole.Start)), arguments is [{ Length: 0 }] ? [] : arguments);
    }

    private void CheckTargets(PriorClass priorClass, List<SourceSpan> targets)
    {
        var (most, usage) = priorClass switch
        {
            PriorClass.Coefficient => (1, "Write b, or b(name) for one coefficient."),
            PriorClass.StandardDeviation => (2, "Write sd, sd(group) or sd(group, effect)."),
            PriorClass.Correlation => (1, "Write cor, or cor(group) for one group."),
            _ => (0, "It has no parentheses: there is one of it in a model."),
        };
        if (targets.Count > most)
        {
            throw Error(
                $"{PriorClassNames.NameOf(priorClass)} does not take {targets.Count} "
                    + $"name{(targets.Count == 1 ? "" : "s")}.",
                targets[0].To(targets[^1]),
                usage);
        }

        foreach (var empty in targets.Where(target => target.Length == 0))
        {
            throw Error("A name is missing.", empty, usage);
        }
    }

    private PriorDistribution ReadDistribution(PriorClass priorClass, SourceSpan whole)
    {
        if (whole.Length == 0)
        {
            throw Error("The distribution is missing after the ~.", whole, Example);
        }

        var hasArguments = Slice(whole).Contains('(', StringComparison.Ordinal);
        var (nameSpan, argumentSpans) = hasArguments ? ReadCall(whole) : (whole, []);
        // "half student_t" is how such a prior is often said.
        var name = string.Join('_', Slice(nameSpan).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var isHalf = name.StartsWith(PriorFamily.HalfPrefix, StringComparison.Ordinal);
        var bareName = isHalf ? name[PriorFamily.HalfPrefix.Length..] : name;
        var family = PriorFamily.All.FirstOrDefault(known => known.Name == bareName);
        if (family is null || (isHalf && !family.HasHalf))
        {
            throw Error(
                $"Unknown distribution '{name}'.",
                nameSpan,
                NearestNames.Suggest(name, PriorFamily.Names, "distributions"));
        }

        var arguments = ReadArguments(family, isHalf, whole, argumentSpans);
        var distribution = new PriorDistribution(family, [.. arguments], isHalf ? PriorCut.AtZero : PriorCut.None);
        return CutToRange(priorClass, distribution, whole);
    }

    private List<double> ReadArguments(PriorFamily family, bool isHalf, SourceSpan whole, List<SourceSpan> spans)
    {
        var expected = family.Arguments.Count;
        // Without its location a half distribution begins at 0, as everyone expects.
        var leavesOutLocation = isHalf && expected == 2 && spans.Count == 1;
        if (spans.Count != expected && !leavesOutLocation)
        {
            throw Error(
                $"{(isHalf ? PriorFamily.HalfPrefix : "")}{family.Name} takes {expected} "
                    + $"argument{(expected == 1 ? "" : "s")}, but {spans.Count} {(spans.Count == 1 ? "is" : "are")} "
                    + "given.",
                whole,
                $"Write {family.Usage(isHalf)}.");
        }

        var values = new List<double>();
        for (var i = 0; i < spans.Count; i++)
        {
            var parameter = leavesOutLocation ? expected - 1 : i;
            values.Add(ReadArgument(family, isHalf, parameter, spans[i]));
        }

        if (family == PriorFamily.Uniform && !(values[0] < values[1]))
        {
            throw Error(
                "The lower end of a uniform must be below the upper.",
                spans[0].To(spans[1]),
                "Write uniform(lower, upper).");
        }

        return leavesOutLocation ? [0, .. values] : values;
    }

    private double ReadArgument(PriorFamily family, bool isHalf, int parameter, SourceSpan span)
    {
        if (!CellTyping.TryRead(Slice(span), out var value))
        {
            throw Error(
                $"Expected a number but found '{Slice(span)}'.",
                span,
                $"Write {family.Usage(isHalf)} with numbers and a decimal point.");
        }

        var argument = family.Arguments[parameter];
        return argument.Admits(value)
            ? value
            : throw Error(
                $"The {argument.Name} of {(isHalf ? PriorFamily.HalfPrefix : "")}{family.Name} must be "
                    + $"{argument.Rule}, but is {Slice(span)}.",
                span,
                $"Write {family.Usage(isHalf)} with such a number.");
    }

    /// <summary>The prior restricted to what its parameter can be, where it reaches beyond without an end of its
    /// own.</summary>
    private PriorDistribution CutToRange(PriorClass priorClass, PriorDistribution distribution, SourceSpan span)
    {
        var name = PriorClassNames.NameOf(priorClass);
        if (priorClass == PriorClass.Correlation != (distribution.Family == PriorFamily.Lkj))
        {
            throw priorClass == PriorClass.Correlation
                ? Error($"cor cannot have the prior {distribution.Name}.", span,
                    "Correlations have an lkj prior: cor ~ lkj(2).")
                : Error($"{name} cannot have the prior lkj.", span, "lkj is for correlations: cor(group) ~ lkj(2).");
        }

        var range = PriorClassNames.RangeOf(priorClass);
        if (range == ArgumentRange.Real)
        {
            return distribution;
        }

        var (lower, upper) = (distribution.Lower, distribution.Upper);
        if (lower < 0 && double.IsFinite(lower))
        {
            throw Error(
                $"{name} is positive, but this prior reaches below 0.",
                span,
                $"Begin it at 0 or above: uniform(0, {(range == ArgumentRange.Share ? "1" : "10")}).");
        }

        if (range == ArgumentRange.Share && ((upper > 1 && double.IsFinite(upper)) || lower >= 1))
        {
            throw Error(
                $"{name} lies between 0 and 1, but this prior {(lower >= 1 ? "begins" : "reaches")} "
                    + $"{(lower > 1 || lower < 1 ? "above" : "at")} 1.",
                span,
                "Choose one that is on these numbers: beta(1, 1).");
        }

        return range == ArgumentRange.Share && upper > 1 ? distribution with { Cut = PriorCut.ToUnitInterval }
            : lower < 0 ? distribution with { Cut = PriorCut.AtZero }
            : distribution;
    }

    private SourceSpan Trim(SourceSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new(start, end - start);
    }

    private string Slice(SourceSpan span) => text.Substring(span.Start, span.Length);

    private static string Unquote(string name) => name is ['`', .. var inner, '`'] ? inner : name;

    private PriorException Error(string problem, SourceSpan place, string remedy) => new(problem, text, place, remedy);
}
