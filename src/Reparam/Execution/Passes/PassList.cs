namespace Reparam.Execution.Passes;

/// <summary>The passes that an expression goes through before it is planned, in order.</summary>
internal static class PassList
{
    /// <summary>Elements that are divided by one number, from which on networks multiply by its reciprocal.</summary>
    private const int ElementsOfNetworks = 256;

    /// <summary>New passes; some keep notes from node to node, so each run has its own.</summary>
    /// <param name="fused">Whether loops will be compiled: some passes round otherwise, and how the interpreter rounds
    /// must not depend on what varies by draw, or on shapes.</param>
    /// <param name="element">What is computed with.</param>
    public static GraphPass[] Create(bool fused, ElementType element = ElementType.Double)
    {
        // Simplification comes before folding, so that a value has the same bits whether it is a constant or an input.
        GraphPass[] always = [new Simplification(), new PlacedParts()];
        GraphPass[] special = fused ? [new LogSumExpParts(), new SharedDivision(0)]
            : element == ElementType.Single ? [new SharedDivision(ElementsOfNetworks)]
            : [];
        return [.. always, .. special, new ConstantFolding()];
    }

    /// <summary>Runs all passes.</summary>
    /// <param name="outputs">The expressions.</param>
    /// <param name="fused">Whether loops will be compiled.</param>
    /// <param name="observe">Is shown each pass with what it made of the outputs.</param>
    /// <param name="element">What is computed with.</param>
    public static Tensor[] Run(IReadOnlyList<Tensor> outputs, bool fused,
        Action<GraphPass, Tensor[]>? observe = null, ElementType element = ElementType.Double)
    {
        Tensor[] current = [.. outputs];
        foreach (GraphPass pass in Create(fused, element))
        {
            current = pass.Run(current);
            observe?.Invoke(pass, current);
        }
        return current;
    }
}
