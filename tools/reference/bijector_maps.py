"""Reference values of elementwise maps and flow layers, by their textbook formulas; a part of bijectors.py. Parameters are
dyadic, so that they are the same numbers here and in the tests."""
import mpmath
from mpmath import mpf, exp, log, sqrt, tanh, sinh, cosh, asinh, matrix

DIGITS = 2500


def power(p):
    return lambda x: ([x[0] ** p], log(abs(p)) + (p - 1) * log(x[0]))


def box_cox(exponent):
    def transform(x):
        y = (x[0] ** exponent - 1) / exponent if exponent else log(x[0])
        return [y], (exponent - 1) * log(x[0])
    return transform


def sinh_arcsinh(skewness, tail):
    def transform(x):
        u = tail * (asinh(x[0]) + skewness)
        return [sinh(u)], log(tail * cosh(u) / sqrt(1 + x[0] ** 2))
    return transform


def hyperbolic_tangent(x):
    return [tanh(x[0])], log(1 - tanh(x[0]) ** 2)


def softsign(x):
    return [x[0] / (1 + abs(x[0]))], -2 * log(1 + abs(x[0]))


def normal_cdf(x):
    # Below -40 the value underflows in double.
    y = mpf(0) if x[0] < -40 else mpf(1) if x[0] > 40 else mpmath.ncdf(x[0])
    return [y], -x[0] ** 2 / 2 - log(2 * mpmath.pi) / 2


def softplus(v):
    return log(1 + exp(v))


def dot(a, b):
    return sum(mpf(p) * q for p, q in zip(a, b))


def general(forward, jacobian):
    """A map of vectors with its Jacobian matrix."""
    return lambda x: (forward(x), log(abs(mpmath.det(jacobian(x)))))


def low_rank_affine(shift, diagonal, factor):
    n, rank = len(diagonal), len(factor[0])
    full = matrix(n, n)
    for i in range(n):
        for j in range(n):
            full[i, j] = sum(mpf(factor[i][k]) * factor[j][k] for k in range(rank)) + (mpf(diagonal[i]) if i == j else 0)
    return general(lambda x: [shift[i] + sum(full[i, j] * x[j] for j in range(n)) for i in range(n)], lambda x: full)


def planar(w, u, b):
    wu = dot(w, u)
    direction = [u[i] + (softplus(wu) - 1 - wu) * mpf(w[i]) / dot(w, w) for i in range(len(w))]

    def forward(x):
        return [x[i] + direction[i] * tanh(dot(w, x) + b) for i in range(len(x))]

    def jacobian(x):
        slope = 1 - tanh(dot(w, x) + b) ** 2
        return matrix([[(i == j) + direction[i] * slope * w[j] for j in range(len(x))] for i in range(len(x))])
    return general(forward, jacobian)


def radial(centre, alpha, beta):
    strength = softplus(mpf(beta)) - alpha

    def forward(x):
        r = sqrt(sum((v - c) ** 2 for v, c in zip(x, centre)))
        return [v + strength * (v - c) / (alpha + r) for v, c in zip(x, centre)]

    def jacobian(x):
        d = [v - c for v, c in zip(x, centre)]
        r = sqrt(sum(v * v for v in d))
        return matrix([[(i == j) * (1 + strength / (alpha + r)) - strength * d[i] * d[j] / (r * (alpha + r) ** 2)
                        for j in range(len(x))] for i in range(len(x))])
    return general(forward, jacobian)


def sylvester(outer, inner, bias):
    n = len(bias)

    def upper(rows):
        return [[tanh(mpf(rows[i][j])) if i == j else mpf(rows[i][j]) * (j > i) for j in range(n)] for i in range(n)]
    r1, r2 = upper(outer), upper(inner)

    def angles(x):
        return [dot(r2[i], x) + bias[i] for i in range(n)]

    def forward(x):
        return [x[i] + dot(r1[i], [tanh(a) for a in angles(x)]) for i in range(n)]

    def jacobian(x):
        slopes = [1 - tanh(a) ** 2 for a in angles(x)]
        return matrix([[(i == j) + sum(r1[i][k] * slopes[k] * r2[k][j] for k in range(n)) for j in range(n)]
                       for i in range(n)])
    return general(forward, jacobian)


def householder(v):
    return lambda x: ([x[i] - 2 * v[i] * dot(v, x) / dot(v, v) for i in range(len(x))], mpf(0))


def spline(widths, heights, slopes, bound):
    bins, least = len(widths), mpf(1) / 1000

    def shares(free):
        weights = [exp(mpf(v)) for v in free]
        return [2 * bound * (least / bins + (1 - least) * w / sum(weights)) for w in weights]
    w, h = shares(widths), shares(heights)
    d = [mpf(1)] + [least + softplus(v + log(exp(1 - least) - 1)) for v in slopes] + [mpf(1)]

    def transform(x):
        if abs(x[0]) >= bound:
            return [x[0]], mpf(0)
        k, left, bottom = 0, mpf(-bound), mpf(-bound)
        while x[0] >= left + w[k]:
            left, bottom, k = left + w[k], bottom + h[k], k + 1
        s, xi = h[k] / w[k], (x[0] - left) / w[k]
        denominator = s + (d[k + 1] + d[k] - 2 * s) * xi * (1 - xi)
        slope = s ** 2 * (d[k + 1] * xi ** 2 + 2 * s * xi * (1 - xi) + d[k] * (1 - xi) ** 2) / denominator ** 2
        return [bottom + h[k] * (s * xi ** 2 + d[k] * xi * (1 - xi)) / denominator], log(slope)
    return transform


def network(a, outputs):
    """The conditioner of the tests: tanh of the elements, with weights that are fractions of 8."""
    return [sum(tanh(v) * mpf(((3 * i + 5 * o) % 7) - 3) / 8 for i, v in enumerate(a)) + mpf(o % 3 - 1) / 4
            for o in range(outputs)]


def affine_coupling(untouched):
    def transform(x):
        a, b = x[:untouched], x[untouched:]
        free = network(a, 2 * len(b))
        scales = free[len(b):]
        return a + [free[i] + b[i] * exp(scales[i]) for i in range(len(b))], sum(scales)
    return transform


def spline_coupling(untouched, bins, bound):
    def transform(x):
        a, b = x[:untouched], x[untouched:]
        each = 3 * bins - 1
        free = network(a, each * len(b))
        y, log_det = list(a), mpf(0)
        for i, v in enumerate(b):
            own = free[i * each:(i + 1) * each]
            value, part = spline(own[:bins], own[bins:2 * bins], own[2 * bins:], bound)([v])
            y, log_det = y + value, log_det + part
        return y, log_det
    return transform


def autoregressive(inverse):
    """The conditioner of place i sees the elements before it; outputs i and n + i of the tests' masked network."""
    def transform(x):
        n, y, log_det = len(x), [], mpf(0)
        for i in range(n):
            seen = x[:i] if inverse else y[:i]
            shift, scale = [sum(tanh(v) * mpf(((3 * j + 5 * o) % 7) - 3) / 8 for j, v in enumerate(seen))
                            + mpf(o % 3 - 1) / 4 for o in (i, n + i)]
            y.append(shift + x[i] * exp(scale))
            log_det += scale
        return y, log_det
    return transform


POINTS = ([0.5, -1.25, 0.375], [-3.0, 2.0, 1.0], [1000.0, -1000.0, 500.0], [1e-9, 0.0, -1e-7])


def cases():
    for x in (1e-300, 1e-3, 0.75, 1.0, 12.5, 1e3, 1e300):
        yield "Power:0.75", power(mpf(0.75)), [x]
        yield "Power:-1", power(mpf(-1)), [x]
        yield "BoxCox:0.25", box_cox(mpf(0.25)), [x]
        yield "BoxCox:-0.5", box_cox(mpf(-0.5)), [x]
        yield "BoxCox:0", box_cox(mpf(0)), [x]
        yield "BoxCox:2^-30", box_cox(mpf(2) ** -30), [x]
    for x in (-1000.0, -20.0, -1.5, -1e-9, 0.0, 1e-4, 0.75, 19.0, 1000.0):
        yield "SinhArcsinh", sinh_arcsinh(mpf(0.5), mpf(1.25)), [x]
        yield "SinhArcsinh:light", sinh_arcsinh(mpf(-1.5), mpf(0.25)), [x]
        yield "Tanh", hyperbolic_tangent, [x]
        yield "Softsign", softsign, [x]
    with mpmath.workdps(100):
        for x in (-1000.0, -37.0, -10.0, -1.5, 0.0, 1e-9, 2.0, 8.0, 1000.0):
            yield "NormalCdf", normal_cdf, [x]
        for x in (-1000.0, -4.0, -3.5, -1.0, 0.0, 0.25, 1e-9, 2.75, 3.999, 1000.0):
            yield "RationalQuadraticSpline", spline([0.5, -1, 0.25, 2], [1, 1.5, -2, 0], [-1, 3, 0.5], 4), [x]
    with mpmath.workdps(DIGITS):
        for x in POINTS:
            yield "LowRankAffine", low_rank_affine(
                [1, -2, 0.5], [0.5, 2, 1], [[1, 0.25], [-2, 0.5], [0.75, 3]]), x
            yield "Planar", planar([0.5, -1, 2], [1, 0.25, -0.75], mpf(0.125)), x
            yield "Planar:steep", planar([2, 1, -1], [-4, -3, 2], mpf(-0.5)), x
            yield "Radial", radial([0.25, 0, -0.5], mpf(1.5), -0.75), x
            yield "Radial:push", radial([0.25, 0, -0.5], mpf(0.25), 3), x
            yield "Sylvester", sylvester([[0.5, -1, 2], [0, 1.25, 0.25], [0, 0, -0.75]],
                                         [[1, 0.5, -0.25], [0, -2, 1], [0, 0, 0.5]], [0.25, -0.5, 1]), x
            yield "Householder", householder([1, -2, 0.5]), x
            yield "AffineCoupling", affine_coupling(2), x
            yield "SplineCoupling", spline_coupling(1, 4, 3), x
            yield "InverseAutoregressive", autoregressive(True), x
            yield "MaskedAutoregressive", autoregressive(False), x
