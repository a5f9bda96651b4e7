using Reparam.Primitives;

namespace Reparam;

/// <summary>Sees to it that what a model records depends on no unknown of another model.</summary>
/// <param name="model">The model that is written: the identity of its unknowns.</param>
internal sealed class OwnUnknowns(ModelBuilder model)
{
    // Each tensor is looked at once, however many sites depend on it.
    private readonly HashSet<Tensor> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Tensor> _open = new();

    /// <summary>Refuses an expression that depends on an unknown of another model.</summary>
    /// <param name="expression">What is recorded.</param>
    /// <param name="site">The call, such as <c>Sample 'mu'</c>.</param>
    /// <param name="parameter">The parameter of the call that brought the expression.</param>
    /// <exception cref="ArgumentException">It does.</exception>
    public void Require(Tensor expression, string site, string parameter)
    {
        Visit(expression);
        while (_open.TryPop(out Tensor? node))
        {
            if (node.Attributes is InputAttributes { Identity: ModelBuilder owner } input && owner != model)
            {
                throw new ArgumentException(
                    $"{site} depends on '{input.Name}', an unknown of another model, but a model can use its own " +
                    $"unknowns only. Call Sample for '{input.Name}' in this model, or pass numbers for it as data.",
                    parameter);
            }
            foreach (Tensor operand in node.Operands)
            {
                Visit(operand);
            }
        }
    }

    private void Visit(Tensor node)
    {
        if (_seen.Add(node))
        {
            _open.Push(node);
        }
    }
}
