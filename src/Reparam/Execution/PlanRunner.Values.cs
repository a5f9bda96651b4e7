using System.Numerics;

namespace Reparam.Execution;

/// <summary>What goes in and what comes out.</summary>
internal sealed unsafe partial class PlanRunner
{
    /// <summary>Gives an input that is the same in all draws.</summary>
    /// <param name="input">Its place in the list of inputs.</param>
    /// <param name="values">Its elements.</param>
    public void SetShared(int input, ReadOnlySpan<double> values)
    {
        Place place = _plan.Inputs[input];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, place.Size, nameof(values));
        ElementCopy.In(values, _shared.At(place.Offset), _plan.Element);
    }

    /// <inheritdoc cref="SetShared(int, ReadOnlySpan{double})"/>
    public void SetShared(int input, ReadOnlySpan<float> values)
    {
        Place place = _plan.Inputs[input];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, place.Size, nameof(values));
        ElementCopy.In(values, _shared.At(place.Offset), _plan.Element);
    }

    /// <summary>Where an input lies that is the same in all draws, of a plan that computes with floats: what is written
    /// there, such as a step of weights, is what the next run reads.</summary>
    /// <param name="input">Its place in the list of inputs.</param>
    /// <exception cref="InvalidOperationException">The plan computes with doubles.</exception>
    public Span<float> SharedInput(int input) => _plan.Element == ElementType.Single
        ? new(_shared.At(_plan.Inputs[input].Offset), _plan.Inputs[input].Size)
        : throw new InvalidOperationException("The plan computes with doubles: use SetShared.");

    /// <summary>Gives an input that varies by draw.</summary>
    /// <param name="input">Its place in the list of inputs.</param>
    /// <param name="values">Its elements: [element · draws + draw].</param>
    public void SetByDraw(int input, ReadOnlySpan<double> values) => _kept.Set(input, values);

    /// <inheritdoc cref="SetByDraw(int, ReadOnlySpan{double})"/>
    public void SetByDraw(int input, ReadOnlySpan<float> values) => _kept.Set(input, values);

    /// <summary>Gives an input that varies by draw as memory that each run reads anew: where
    /// <see cref="SetByDraw(int, ReadOnlySpan{double})"/> copies all at once, here each chunk of draws is copied by the
    /// thread that works on it.</summary>
    /// <param name="input">Its place in the list of inputs.</param>
    /// <param name="values">Its elements: [element · draws + draw].</param>
    public void BindInput(int input, ReadOnlyMemory<double> values) => _kept.BindInput(input, new(values));

    /// <inheritdoc cref="BindInput(int, ReadOnlyMemory{double})"/>
    public void BindInput(int input, ReadOnlyMemory<float> values) => _kept.BindInput(input, new(values));

    /// <summary>Makes each run leave an output in some memory, as <see cref="CopyByDraw(int, Span{double})"/> does
    /// afterwards: here each chunk of draws is copied by the thread that works on it.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <param name="destination">Receives [element · draws + draw].</param>
    public void BindOutput(int output, Memory<double> destination) => _kept.BindOutput(output, new(destination));

    /// <inheritdoc cref="BindOutput(int, Memory{double})"/>
    public void BindOutput(int output, Memory<float> destination) => _kept.BindOutput(output, new(destination));

    /// <summary>Takes the inputs that another run of the same expressions, with as many draws, was given, and what its
    /// inputs and outputs are bound to.</summary>
    public void TakeOver(PlanRunner other)
    {
        _kept.TakeOver(other._kept);
        for (int input = 0; input < _plan.Inputs.Length; input++)
        {
            Place place = other._plan.Inputs[input];
            if (place.Storage == Storage.Shared)
            {
                if (_plan.Element == ElementType.Double)
                {
                    SetShared(input, new ReadOnlySpan<double>(other._shared.At(place.Offset), place.Size));
                }
                else
                {
                    SetShared(input, new ReadOnlySpan<float>(other._shared.At(place.Offset), place.Size));
                }
            }
        }
    }

    /// <summary>The elements of an output that is the same in all draws; overwritten by the next run.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <exception cref="InvalidOperationException">The plan computes with floats.</exception>
    public ReadOnlySpan<double> Shared(int output) => _plan.Element == ElementType.Double
        ? new(SharedAddress(output), _plan.Outputs[output].Size)
        : throw new InvalidOperationException("The plan computes with floats: use SharedSingles or CopyShared.");

    /// <summary>The same of a plan that computes with floats.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <exception cref="InvalidOperationException">The plan computes with doubles.</exception>
    public ReadOnlySpan<float> SharedSingles(int output) => _plan.Element == ElementType.Single
        ? new(SharedAddress(output), _plan.Outputs[output].Size)
        : throw new InvalidOperationException("The plan computes with doubles: use Shared or CopyShared.");

    /// <summary>Copies an output that is the same in all draws.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <param name="destination">Room for its elements.</param>
    public void CopyShared(int output, Span<double> destination) => ElementCopy.Out(
        SharedAddress(output), destination[.._plan.Outputs[output].Size], _plan.Element);

    /// <summary>Copies an output to [element · draws + draw]; one that does not vary is repeated.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <param name="destination">Room for its elements times the draws.</param>
    public void CopyByDraw(int output, Span<double> destination) => CopyByDraw<double>(output, destination);

    /// <inheritdoc cref="CopyByDraw(int, Span{double})"/>
    public void CopyByDraw(int output, Span<float> destination) => CopyByDraw<float>(output, destination);

    private void CopyByDraw<T>(int output, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        Place place = _plan.Outputs[output];
        if (place.Storage == Storage.Kept)
        {
            _kept.CopyTo(output, destination);
            return;
        }
        double* shared = SharedAddress(output);
        for (int e = 0; e < place.Size; e++)
        {
            destination.Slice(e * Draws, Draws).Fill(_plan.Element == ElementType.Double
                ? T.CreateTruncating(shared[e])
                : T.CreateTruncating(((float*)shared)[e]));
        }
    }

    private double* SharedAddress(int output)
    {
        Place place = _plan.Outputs[output];
        return (place.Storage == Storage.Constant ? _plan.Constants : _shared).At(place.Offset);
    }
}
