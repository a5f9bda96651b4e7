using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>Computes values again where they are needed late, instead of holding them for so long: of networks, whose
/// derivatives read nearly all that was computed before.</summary>
/// <remarks>Chen, Xu, Zhang and Guestrin (2016), "Training deep nets with sublinear memory cost": only what is cheap is
/// computed again, elements from elements at the same place, and from nothing that would have to be held for it. The
/// values have the same bits.</remarks>
internal sealed class Recomputation
{
    /// <summary>Elements computed for each draw, from which on a chunk of few draws is far from fitting in a cache, so
    /// that memory is worth time.</summary>
    private const long ElementsWorthIt = 2_000_000;

    /// <summary>Steps without a use that make a value stale, and the least size of one that is worth the
    /// trouble.</summary>
    private const int StepsOfRest = 24, LeastSize = 1024;

    private const int MostDepth = 8;

    private readonly PlanStep[] _steps;
    private readonly Func<Tensor, bool> _isHeld;
    private readonly ElementType _element;
    private readonly Dictionary<Tensor, Life> _lives = new(ReferenceEqualityComparer.Instance);
    private readonly List<PlanStep> _result = [];

    private Recomputation(PlanStep[] steps, Func<Tensor, bool> isHeld, ElementType element)
    {
        (_steps, _isHeld, _element) = (steps, isHeld, element);
        for (int i = 0; i < steps.Length; i++)
        {
            foreach (Tensor result in steps[i].Results)
            {
                _lives[result] = new Life { Now = result, LastUse = i };
            }
            foreach (Tensor operand in steps[i].Operands)
            {
                if (_lives.TryGetValue(operand, out Life? life))
                {
                    life.LastUse = i;
                }
            }
        }
    }

    /// <summary>The steps, with more among them where values are computed again.</summary>
    /// <param name="steps">Each operation by its kernel, in order.</param>
    /// <param name="isHeld">Whether a value is held to the end in any case.</param>
    /// <param name="element">The numbers.</param>
    /// <param name="elementsWorthIt">Elements computed for each draw from which on anything is computed again.</param>
    public static PlanStep[] Run(PlanStep[] steps, Func<Tensor, bool> isHeld, ElementType element,
        long elementsWorthIt = ElementsWorthIt) =>
        steps.Sum(static step => step.Results.Sum(static result => (long)result.Size)) < elementsWorthIt
            ? steps
            : new Recomputation(steps, isHeld, element).Run();

    private PlanStep[] Run()
    {
        for (int i = 0; i < _steps.Length; i++)
        {
            foreach (Tensor operand in _steps[i].Operands)
            {
                if (IsStale(operand, i) && operand.Size >= LeastSize)
                {
                    Provide(operand, i);
                }
            }
            Append(_steps[i]);
            foreach (Tensor tensor in _steps[i].Operands.Concat(_steps[i].Results))
            {
                if (_lives.TryGetValue(tensor, out Life? life))
                {
                    life.Event = i;
                }
            }
        }
        return [.. _result];
    }

    /// <summary>Whether a value is there at all times: it is an input, the same in all draws, or held.</summary>
    private bool IsAlwaysThere(Tensor tensor) => !_lives.ContainsKey(tensor) || _isHeld(tensor);

    /// <summary>Whether a value has rested for long, and may be computed again.</summary>
    private bool IsStale(Tensor tensor, int step) => !IsAlwaysThere(tensor) && tensor.Primitive.IsElementwise
        && step - _lives[tensor].Event > StepsOfRest
        && Rearrangements.HomesOfOperands(tensor).All(operand => CanBeThere(operand, step, 1));

    /// <summary>Whether a value is there at a step, or can be computed for it.</summary>
    private bool CanBeThere(Tensor tensor, int step, int depth) =>
        IsAlwaysThere(tensor) || _lives[tensor].LastUse >= step || _lives[tensor].Event == step
        || (tensor.Primitive.IsElementwise && depth < MostDepth
            && Rearrangements.HomesOfOperands(tensor).All(operand => CanBeThere(operand, step, depth + 1)));

    /// <summary>Computes a value for a step, unless it is there and was used of late, or cannot be computed.</summary>
    private void Provide(Tensor tensor, int step)
    {
        if (IsAlwaysThere(tensor) || _lives[tensor].Event == step)
        {
            return;
        }
        Life life = _lives[tensor];
        if (life.LastUse < step || IsStale(tensor, step))
        {
            foreach (Tensor operand in Rearrangements.HomesOfOperands(tensor))
            {
                Provide(operand, step);
            }
            var again = new Tensor(tensor.Primitive, tensor.Attributes, tensor.Operands);
            PlanStep made = PlanStep.Of(again, _element);
            Append(made);
            life.Now = again;
        }
        life.Event = step;
    }

    private void Append(PlanStep step) => _result.Add(step with
    {
        Operands = [.. step.Operands.Select(o => _lives.TryGetValue(o, out Life? life) ? life.Now : o)],
    });

    /// <summary>What is known of a value.</summary>
    private sealed class Life
    {
        /// <summary>It, as it was last computed.</summary>
        public required Tensor Now { get; set; }

        /// <summary>The last step that uses it, before anything is computed again.</summary>
        public required int LastUse { get; set; }

        /// <summary>The last step so far that made or used it.</summary>
        public int Event { get; set; }
    }
}
