"""Reference values of the bijectors: Stan's constraining transforms and their log-determinants, element by element as
in Stan Math (prim/constraint: lub, ordered, positive_ordered, simplex in both its forms, sum_to_zero, cholesky_corr,
cholesky_factor, corr_matrix, cov_matrix), in as many digits as the textbook formulas need to stay exact; and the maps of
bijector_maps.py.

Run: python3 tools/reference/bijectors.py > tests/Reparam.Tests/Reference/bijectors.json
"""
import json

import mpmath

import bijector_maps
from mpmath import mpf, exp, log, sqrt, tanh

# Room for 1 - z where z = inv_logit(1000), so that the subtractions of the textbook formulas stay exact.
WORKING = 2500
mpmath.mp.dps = WORKING


def inv_logit(x):
    return 1 / (1 + exp(-x))


def sigmoid(x):
    z = inv_logit(x[0])
    return [z], log(z) + log(1 - z)


def softplus(x):
    return [log(1 + exp(x[0]))], log(inv_logit(x[0]))


def exponential(x):
    return [exp(x[0])], x[0]


def interval(lower, upper):
    def transform(x):
        z = inv_logit(x[0])
        return [lower + (upper - lower) * z], log(upper - lower) + log(z) + log(1 - z)
    return transform


def ordered(x):
    y = [x[0]]
    for v in x[1:]:
        y.append(y[-1] + exp(v))
    return y, sum(x[1:], mpf(0))


def stick_breaking(x):
    count = len(x)
    stick, y, log_det = mpf(1), [], mpf(0)
    for k, v in enumerate(x):
        z = inv_logit(v - log(mpf(count - k)))
        y.append(stick * z)
        log_det += log(stick) + log(z) + log(1 - z)
        stick -= y[-1]
    return y + [stick], log_det


def correlation_cholesky(n):
    def transform(x):
        z = [tanh(v) for v in x]
        log_det = sum((log(1 - v * v) for v in z), mpf(0))
        rows = [[mpf(1)] + [mpf(0)] * (n - 1)]
        k = 0
        for i in range(1, n):
            row = [mpf(0)] * n
            row[0] = z[k]
            k += 1
            squares = row[0] ** 2
            for j in range(1, i):
                log_det += log(1 - squares) / 2
                row[j] = z[k] * sqrt(1 - squares)
                k += 1
                squares += row[j] ** 2
            row[i] = sqrt(1 - squares)
            rows.append(row)
        return [v for row in rows for v in row], log_det
    return transform


def positive_ordered(x):
    y = [exp(x[0])]
    for v in x[1:]:
        y.append(y[-1] + exp(v))
    return y, sum(x, mpf(0))


def sum_to_zero(x):
    z, total = [mpf(0)] * (len(x) + 1), mpf(0)
    for i in range(len(x), 0, -1):
        w = x[i - 1] / sqrt(mpf(i * (i + 1)))
        total += w
        z[i - 1] += total
        z[i] -= w * i
    return z, mpf(0)


def isometric_log_ratio(x):
    weights = [exp(v) for v in sum_to_zero(x)[0]]
    y = [w / sum(weights) for w in weights]
    return y, log(mpf(len(y))) / 2 + sum(log(v) for v in y)


def unit_vector(x):
    square = sum(v * v for v in x)
    radial = mpmath.quad(lambda r: r ** (len(x) - 1) * exp(-r * r / 2), [0, 2, 5, 10, 20])
    return [v / sqrt(square) for v in x], -square / 2 - log(radial)


def covariance_cholesky(rows, columns):
    def transform(x):
        y, log_det, k = [], mpf(0), 0
        for i in range(rows):
            for j in range(columns):
                if j > i:
                    y.append(mpf(0))
                    continue
                if i == j:
                    log_det += x[k]
                y.append(exp(x[k]) if i == j else x[k])
                k += 1
        return y, log_det
    return transform


def product_with_transpose(factor, n):
    return [sum(factor[i * n + k] * factor[j * n + k] for k in range(n)) for i in range(n) for j in range(n)]


def covariance_matrix(n):
    def transform(x):
        factor = covariance_cholesky(n, n)(x)[0]
        return product_with_transpose(factor, n), n * log(mpf(2)) + sum(
            (n - k + 1) * log(factor[k * n + k]) for k in range(n))
    return transform


def correlation_matrix(n):
    def transform(x):
        # Column by column, as in Stan's read_corr_L.
        partial, log_det, k = {}, mpf(0), 0
        for j in range(n):
            for i in range(j + 1, n):
                partial[i, j] = tanh(x[k])
                # Of tanh, and of the factor and its product (Lewandowski, Kurowicka and Joe 2009, theorem 4).
                log_det += log(1 - partial[i, j] ** 2) * (1 + mpf(n - j - 2) / 2)
                k += 1
        factor = [mpf(0)] * (n * n)
        for i in range(n):
            left = mpf(1)
            for j in range(i):
                factor[i * n + j] = partial[i, j] * sqrt(left)
                left *= 1 - partial[i, j] ** 2
            factor[i * n + i] = sqrt(left)
        return product_with_transpose(factor, n), log_det
    return transform


def lower_triangular_affine(shift, scale):
    def transform(x):
        y = [shift[i] + sum(scale[i][j] * x[j] for j in range(i + 1)) for i in range(len(x))]
        return y, sum(log(abs(scale[i][i])) for i in range(len(x)))
    return transform


def spread(count, scale, seed):
    return [scale * float(mpmath.sin(mpf(seed) + mpf(17) / 10 * i)) for i in range(count)]


def cases():
    for x in (-1000.0, -300.0, -30.0, -2.5, 0.0, 1e-9, 0.75, 30.0, 300.0):
        for name, function in (("Sigmoid", sigmoid), ("Softplus", softplus), ("Interval", interval(mpf("-1.5"), mpf(4)))):
            yield name, function, [x]
    for x in (-700.0, -1.25, 0.0, 700.0):
        yield "Exp", exponential, [x]
    yield "LowerTriangularAffine", lower_triangular_affine(
        [mpf("0.5"), mpf(-1), mpf(2)],
        [[mpf(2), 0, 0], [mpf("-0.5"), mpf("-1.5"), 0], [mpf("0.25"), mpf(3), mpf("0.125")]]), [0.3, -1.75, 2.5]
    for count in (1, 2, 5):
        for scale in (1.0, 4.0, 25.0):
            yield "Ordered", ordered, spread(count, scale, count)
    for count in (1, 3, 6):
        yield "StickBreaking", stick_breaking, [0.0] * count
        for scale in (1.0, 5.0, 30.0, 100.0, 1000.0):
            yield "StickBreaking", stick_breaking, spread(count, scale, count)
    for count in (1, 2, 5):
        for scale in (1.0, 5.0, 30.0):
            yield "PositiveOrdered", positive_ordered, spread(count, scale, count)
    for count in (1, 3, 6):
        for scale in (0.0, 1.0, 30.0, 1000.0):
            yield "SumToZero", sum_to_zero, spread(count, scale, count)
            yield "IsometricLogRatio", isometric_log_ratio, spread(count, scale, count)
    with mpmath.workdps(60):
        for count in (1, 2, 3, 7):
            for scale in (1e-6, 1.0, 1000.0):
                yield "UnitVector", unit_vector, spread(count, scale, count)
    for n in (1, 2, 4):
        for scale in (0.5, 3.0):
            yield "CovarianceCholesky", covariance_cholesky(n, n), spread(n * (n + 1) // 2, scale, n)
            yield "CovarianceMatrix", covariance_matrix(n), spread(n * (n + 1) // 2, scale, n)
    yield "CovarianceCholeskyTall", covariance_cholesky(4, 2), spread(7, 2.0, 1)
    for n in (2, 3, 5):
        for scale in (0.0, 0.7, 4.0):
            yield "CorrelationMatrix", correlation_matrix(n), spread(n * (n - 1) // 2, scale, n)
    for n in (2, 3, 5):
        for scale in (0.0, 1e-6, 0.7, 4.0, 30.0):
            yield "CorrelationCholesky", correlation_cholesky(n), spread(n * (n - 1) // 2, scale, n)
    yield from bijector_maps.cases()


def number(v):
    # JSON has no infinity; what underflows in double is compared as the zero it becomes.
    return float(mpmath.nstr(v, 20))


def main():
    result = []
    for name, function, x in cases():
        y, log_det = function([mpf(v) for v in x])
        result.append({"bijector": name, "x": x, "y": [number(v) for v in y], "logDet": number(log_det)})
    lines = ",\n".join("    " + json.dumps(case) for case in result)
    print("{")
    print('  "about": "Values and log-determinants of Stan\'s constraining transforms and other maps; rounded to double at the end",')
    print(f'  "tool": "mpmath {mpmath.__version__}, {WORKING} working digits; tools/reference/bijectors.py",')
    print('  "cases": [')
    print(lines)
    print("  ]\n}")


if __name__ == "__main__":
    main()
