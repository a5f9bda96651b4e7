namespace Reparam.Formulas;

/// <summary>Checks that every prior of the user's is for something the model has, and that no two are for the same.
/// </summary>
internal static class PriorTargets
{
    public static void Check(Design design, IReadOnlyList<PriorSpecification> specifications)
    {
        for (var i = 0; i < specifications.Count; i++)
        {
            var prior = specifications[i];
            CheckClass(design, prior);
            CheckThresholds(design, prior);
            if (prior.Group is not null)
            {
                CheckGroup(design, prior);
            }
            else if (prior.Class == PriorClass.Coefficient && prior.Coefficient is not null)
            {
                CheckName(prior, 0, [.. design.Columns.Select(column => column.Name)], "coefficients");
            }

            if (specifications.Take(i).Any(other => other.Class == prior.Class
                && other.Targets.Select(CleanName).SequenceEqual(prior.Targets.Select(CleanName))))
            {
                throw new PriorException(
                    "A second prior for the same parameters.",
                    prior.Text,
                    new(0, prior.Text.Length),
                    "Keep one of the two.");
            }
        }
    }

    private static void CheckClass(Design design, PriorSpecification prior)
    {
        var name = PriorClassNames.NameOf(prior.Class);
        string[] present =
        [
            .. design.HasIntercept ? ["Intercept"] : Array.Empty<string>(),
            .. design.Columns.Length > 0 ? ["b"] : Array.Empty<string>(),
            .. design.Groups.Length > 0 ? ["sd"] : Array.Empty<string>(),
            .. design.Groups.Any(group => group.HasCorrelations) ? ["cor"] : Array.Empty<string>(),
            .. design.Family.Parameters.Select(PriorClassNames.NameOf),
        ];
        if (!present.Contains(name))
        {
            throw new PriorException(
                $"This {design.Family.Name} model has no {name}.",
                prior.Text,
                prior.ClassSpan,
                $"Take this prior away. The model's classes are {NearestNames.Join(present, "and")}.");
        }
    }

    private static void CheckThresholds(Design design, PriorSpecification prior)
    {
        bool isReal = double.IsNegativeInfinity(prior.Distribution.Lower)
            && double.IsPositiveInfinity(prior.Distribution.Upper);
        if (design.Family.HasThresholds && prior.Class == PriorClass.Intercept && !isReal)
        {
            throw new PriorException(
                $"The thresholds of a {design.Family.Name} model can be any numbers, but {prior.Distribution.Name} has "
                    + "an end.",
                prior.Text,
                new(0, prior.Text.Length),
                "Take a prior on all numbers, such as normal.");
        }
    }

    private static void CheckGroup(Design design, PriorSpecification prior)
    {
        var groups = design.Groups.Where(group => prior.Class == PriorClass.StandardDeviation || group.HasCorrelations);
        CheckName(prior, 0, [.. groups.Select(group => group.Name).Distinct()], "groups");
        if (prior.Coefficient is not null)
        {
            var effects = groups.Where(group => group.Name == CleanName(prior.Targets[0]))
                .SelectMany(group => group.Columns);
            CheckName(prior, 1, [.. effects.Select(column => column.Name)], "effects");
        }
    }

    private static string CleanName((string Name, SourceSpan Span) target) => ParameterNames.Clean(target.Name);

    private static void CheckName(PriorSpecification prior, int target, string[] present, string plural)
    {
        var name = CleanName(prior.Targets[target]);
        if (!present.Contains(name))
        {
            throw new PriorException(
                $"'{prior.Targets[target].Name}' is not among the model's {plural}.",
                prior.Text,
                prior.Targets[target].Span,
                NearestNames.Suggest(name, present, plural));
        }
    }
}
