using System.Globalization;
using Reparam.Bijectors;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A flow of affine coupling layers: in each step the second half of the variables is shifted and scaled, b ←
/// m + b e^s, by a network of the first half and of the context h, with one hidden layer of tanh units; the order is
/// reversed between steps (Dinh, Sohl-Dickstein and Bengio 2017, eq. 4-8).</summary>
/// <remarks>Draws and densities at given points cost the same. Log-scales lie within ±2 a step.</remarks>
public sealed class CouplingFamily : LatentFlowFamily
{
    private const double LargestLogScale = 2;

    private readonly Step[] _steps;

    /// <summary>Makes the family.</summary>
    /// <param name="latent">The number of latent variables, at least 2.</param>
    /// <param name="steps">The number of steps, at least 1.</param>
    /// <param name="hidden">The hidden units of each network, at least 1; null for four for each latent
    /// variable.</param>
    /// <param name="contextSize">The length of h; null for as many as there are hidden units.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than that.</exception>
    public CouplingFamily(int latent, int steps = 4, int? hidden = null, int? contextSize = null)
        : base(latent, contextSize ?? hidden ?? 4 * latent)
    {
        if (latent < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(latent), latent,
                "CouplingFamily: there is one latent variable, but one half moves the other, so at least 2 are " +
                "expected. Give more, or use DiagonalNormalFamily.");
        }
        Sizes.Positive(nameof(CouplingFamily), steps);
        int units = Sizes.Positive(nameof(CouplingFamily), hidden ?? 4 * latent, nameof(hidden));
        _steps = [.. Enumerable.Range(1, steps).Select(step => Add(
            "step" + step.ToString(CultureInfo.InvariantCulture), new Step(latent, units, ContextSize)))];
    }

    /// <inheritdoc/>
    protected override Bijector Flow(Tensor context) => Steps(_steps.Select(step => step.Map(context)));

    private sealed class Step : Module
    {
        private readonly int _untouched, _moved;
        private readonly Linear _hidden, _value;
        private readonly Linear? _context;

        public Step(int latent, int hidden, int context)
        {
            _untouched = latent / 2;
            _moved = latent - _untouched;
            _hidden = Add("hidden", new Linear(_untouched, hidden));
            _context = context == 0 ? null : Add("context", new Linear(context, hidden, hasBias: false));
            _value = Add("value",
                new Linear(hidden, 2 * _moved, initializer: Initializer.Uniform(0.1 / Math.Sqrt(hidden))));
        }

        public AffineCoupling Map(Tensor context) => new(_untouched, half =>
        {
            // Layers read features along axis 0, bijectors along the last one.
            Tensor hidden = _hidden.Apply(half.Rank == 1 ? half : Transpose(half));
            if (_context is not null)
            {
                hidden += Sizes.Column(_context.Apply(context), hidden);
            }
            Tensor both = _value.Apply(Tanh(hidden));
            both = Concatenate(
                [both[.._moved], LargestLogScale * Tanh(both[_moved..] / LargestLogScale)]);
            return half.Rank == 1 ? both : Transpose(both);
        });
    }
}
