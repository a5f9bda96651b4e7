using Reparam.Primitives;

namespace Reparam;

/// <summary>An addend of a log density before its elements are added up, and what they hang on.</summary>
/// <param name="Name">Whose it is, such as <c>Observe 'y'</c>, for messages.</param>
/// <param name="Term">The term whose elements it has.</param>
/// <param name="Elements">The elements.</param>
/// <param name="Owners">For each discrete unknown the element of it that each element depends on; null where it depends
/// on none.</param>
/// <param name="Mixing">The operation that brought several elements of an unknown together, for each of them.</param>
internal sealed record Addend(
    string Name, Term Term, Tensor Elements, IReadOnlyList<int[]?> Owners, IReadOnlyList<Tensor?> Mixing)
{
    /// <summary>The addend that a model wrote as a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="written">The model.</param>
    /// <param name="owners">What finds the owners in each discrete unknown.</param>
    public static Addend Of(Term term, WrittenModel written, IReadOnlyList<ElementOwners> owners)
    {
        Tensor elements = term.Kind == TermKind.Likelihood
            ? written.Observations.First(o => o.Name == term.Name) is { Rows: null } own
                ? own.LogLikelihood : term.Value
            : ElementsOf(term.Value);
        string name = term.Kind switch
        {
            TermKind.Likelihood => $"Observe '{term.Name}'",
            TermKind.Factor => $"Factor '{term.Name}'",
            _ => $"Sample '{term.Name}'",
        };
        return new Addend(name, term, elements, [.. owners.Select(o => Kept(o.Of(elements)))],
            [.. owners.Select(o => o.Mixing(elements))]);
    }

    /// <summary>The elements that a term is the sum of.</summary>
    public static Tensor ElementsOf(Tensor value)
    {
        while (value.Primitive == Reductions.Sum || value.Primitive == Rearrangements.Reshape)
        {
            value = value.Operands[0];
        }
        return value;
    }

    /// <summary>Whether it depends on a discrete unknown.</summary>
    public bool DependsOn(int unknown) => Owners[unknown] is not null;

    /// <summary>Some of its elements alone.</summary>
    public Addend Part(int[] elements) => this with
    {
        Elements = Tensor.Gather(Tensor.Reshape(Elements, [Elements.Size]), elements),
        Owners = [.. Owners.Select(own => Kept(own is null ? null : [.. elements.Select(e => own[e])]))],
    };

    /// <summary>Owners, or null where there are none.</summary>
    public static int[]? Kept(int[]? owners) =>
        owners is null || Array.TrueForAll(owners, static o => o == ElementOwners.None) ? null : owners;
}

/// <summary>Where the elements of an observation have come to, as unknowns were summed out: for each an addend and an
/// element of it.</summary>
internal readonly record struct AddendPlace(Addend Addend, int Element);
