using System.Globalization;
using Reparam.Bijectors;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Inverse autoregressive flow: in each step zᵢ ← σ(sᵢ) zᵢ + (1 - σ(sᵢ)) mᵢ, where mᵢ and sᵢ are functions of
/// the variables before and of the context h, by a masked network of one hidden layer of tanh units; the order is
/// reversed between steps (Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling 2016, eq. 12-14 and algorithm
/// 1).</summary>
/// <remarks>A draw with its density takes one pass through each network. The density at a given point takes as many as
/// there are latent variables, one after another: so path-only and doubly reparameterised gradients cost that much
/// more.</remarks>
public sealed class InverseAutoregressiveFamily : LatentFlowFamily
{
    // σ(2) = 0.88: at first z is nearly kept (section 3.2 of the source).
    private const double FirstGate = 2;

    private readonly Step[] _steps;

    /// <summary>Makes the family.</summary>
    /// <param name="latent">The number of latent variables, at least 1.</param>
    /// <param name="steps">The number of steps, at least 1.</param>
    /// <param name="hidden">The hidden units of each network, at least latent - 1, so that each variable reaches all
    /// before it; null for four for each latent variable.</param>
    /// <param name="contextSize">The length of h; null for as many as there are hidden units.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than that.</exception>
    public InverseAutoregressiveFamily(int latent, int steps = 2, int? hidden = null, int? contextSize = null)
        : base(latent, contextSize ?? hidden ?? 4 * latent)
    {
        Sizes.Positive(nameof(InverseAutoregressiveFamily), steps);
        int units = hidden ?? 4 * latent;
        if (units < Math.Max(1, latent - 1))
        {
            throw new ArgumentOutOfRangeException(nameof(hidden), units, string.Create(CultureInfo.InvariantCulture,
                $"InverseAutoregressiveFamily: there are {units} hidden units, but at least " +
                $"{Math.Max(1, latent - 1)} were expected, so that each of {latent} variables reaches all before " +
                $"it. Give as many."));
        }
        _steps = [.. Enumerable.Range(1, steps).Select(step => Add(
            "step" + step.ToString(CultureInfo.InvariantCulture), new Step(latent, units, ContextSize)))];
    }

    /// <inheritdoc/>
    protected override Bijector Flow(Tensor context) => Steps(_steps.Select(step => step.Map(context)));

    private sealed class Step : Module
    {
        private readonly int _latent;
        private readonly Weight _first, _firstBias, _last, _lastBias;
        private readonly Weight? _context;

        public Step(int latent, int hidden, int context)
        {
            _latent = latent;
            // Weights of masked networks are [inputs, outputs].
            _first = Add("hidden", new Weight([latent, hidden], Initializer.Uniform(1 / Math.Sqrt(latent))));
            _firstBias = Add("hiddenBias", new Weight([hidden], Initializer.Uniform(1)));
            _context = context == 0 ? null
                : Add("context", new Weight([hidden, context], Initializer.InverseRootFanIn));
            _last = Add("value", new Weight([hidden, 2 * latent], Initializer.Uniform(0.1 / Math.Sqrt(hidden))));
            _lastBias = Add("valueBias", new Weight([2 * latent], Initializer.Zeros));
        }

        public InverseAutoregressive Map(Tensor context)
        {
            // What does not depend on z reaches all units, and breaks no mask.
            Tensor bias = _context is null ? _firstBias : _firstBias + MatMul(_context, context);
            var masked = new MaskedDense(_latent, (_first, bias), (_last, _lastBias));
            return new InverseAutoregressive(z =>
            {
                Tensor both = masked.Evaluate(z);
                Tensor value = Slice(both, -1, 0, _latent), gate = Slice(both, -1, _latent, 2 * _latent) + FirstGate;
                return Concatenate([Sigmoid(-gate) * value, LogSigmoid(gate)], -1);
            });
        }
    }
}
