"""Distributions of vectors, matrices, series and directions. Of covariance matrices and their factors only the lower
triangle is read, as the library does, so that derivatives in single elements are the same."""

from mpmath import det, diag, loggamma as lgamma, log, matrix, mpf, ncdf, npdf, pi, sqrt

from distribution_cases import Distribution


def lower(L):
    n = len(L)
    return matrix([[L[i][j] if j <= i else mpf(0) for j in range(n)] for i in range(n)])


def symmetric(A, upper=False):
    n = len(A)
    return matrix([[A[min(i, j)][max(i, j)] if upper else A[max(i, j)][min(i, j)] for j in range(n)]
                   for i in range(n)])


def covariance(L):
    return lower(L) * lower(L).T


def mvn(x, m, V):
    d = matrix(x) - matrix(m)
    return -(d.T * V ** -1 * d)[0] / 2 - log(det(V)) / 2 - len(x) * log(2 * pi) / 2


def student(x, v, m, L):
    n, V, d = len(x), covariance(L), matrix(x) - matrix(m)
    return (lgamma((v + n) / 2) - lgamma(v / 2) - n * log(v * pi) / 2 - log(det(V)) / 2
            - (v + n) / 2 * log(1 + (d.T * V ** -1 * d)[0] / v))


def low_rank(x, m, W, d):
    return mvn(x, m, matrix(W) * matrix(W).T + diag(d))


def multigamma(n, a):
    return mpf(n * (n - 1)) / 4 * log(pi) + sum(lgamma(a - mpf(i) / 2) for i in range(n))


def trace(A):
    return sum(A[i, i] for i in range(A.rows))


def wishart(X, v, L):
    n, V, X = len(X), covariance(L), symmetric(X)
    return ((v - n - 1) / 2 * log(det(X)) - trace(V ** -1 * X) / 2 - v * n / 2 * log(2) - v / 2 * log(det(V))
            - multigamma(n, v / 2))


def inverse_wishart(X, v, L):
    n, P, X = len(X), covariance(L), symmetric(X)
    return (v / 2 * log(det(P)) - v * n / 2 * log(2) - multigamma(n, v / 2) - (v + n + 1) / 2 * log(det(X))
            - trace(P * X ** -1) / 2)


def matrix_normal(X, M, A, B):
    n, p, U, V = len(X), len(X[0]), covariance(A), covariance(B)
    D = matrix(X) - matrix(M)
    return (-trace(V ** -1 * D.T * U ** -1 * D) / 2 - n * p * log(2 * pi) / 2 - n * log(det(V)) / 2
            - p * log(det(U)) / 2)


def walk(x, s, start=None):
    """By the covariance of the whole walk."""
    m, first = start or (mpf(0), s)
    n = len(x)
    V = matrix([[first ** 2 + min(i, j) * s ** 2 for j in range(n)] for i in range(n)])
    return mvn(x, [m] * n, V)


def autoregressive(x, f, s, initial, c):
    series, total = list(initial) + list(x), mpf(0)
    p = len(f)
    for t in range(p, len(series)):
        z = (series[t] - c - sum(f[i] * series[t - 1 - i] for i in range(p))) / s
        total -= z ** 2 / 2 + log(s) + log(2 * pi) / 2
    return total


def projected(x, m):
    """The integral of r^(n-1) times the normal density at r x over r > 0, for any x, not only of length 1: a function
    of t = m . x and the squared length of m - t x."""
    t = sum(a * b for a, b in zip(x, m))
    across = sum((a - t * b) ** 2 for a, b in zip(m, x))
    first = npdf(t) + t * ncdf(t)
    moment = first if len(x) == 2 else t * first + ncdf(t)
    return log(moment) - across / 2 - mpf(len(x) - 1) / 2 * log(2 * pi)


def unit(*v):
    size = sqrt(sum(mpf(e) ** 2 for e in v))
    return [float(e / size) for e in v]


L1, L2 = [[1.5]], [[2.0, 0.0], [-0.75, 0.5]]
L3 = [[2.0, 0.0, 0.0], [-0.75, 0.5, 0.0], [0.25, 1.5, 0.75]]
V2, V3 = [[1.0, 0.25], [0.25, 0.5]], [[4.0, -1.5, 0.5], [-1.5, 0.8125, 0.5625], [0.5, 0.5625, 2.328125]]
P3 = [[2.0, -0.5, 0.25], [-0.5, 1.0, 0.125], [0.25, 0.125, 1.5]]
IDENTITY3 = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
POINTS = [[0.0, 0.0, 0.0], [1.0, -2.0, 0.5], [4.0, -3.0, 9.0], [-8.0, 1.0, 0.25]]
MATRICES2 = [[[1.0, 0.0], [0.0, 1.0]], [[4.0, -1.5], [-1.5, 0.8125]], [[0.01, 0.002], [0.002, 0.5]],
             [[30.0, 12.0], [12.0, 9.0]]]
SERIES = [[0.0, 0.0, 0.0, 0.0], [1.0, -2.0, 0.5, 3.0], [40.0, 41.5, 39.0, 20.0], [-0.01, 0.02, 0.015, 0.0]]

DISTRIBUTIONS = [
    Distribution("MultivariateNormalFromCovariance", lambda x, m, V: mvn(x, m, symmetric(V)), [
        (([1.0, -2.0, 0.5], V3), POINTS), (([0.0, 3.0], V2), [[0.0, 0.0], [1.0, 2.0], [9.0, -4.0]]),
        (([0.5], [[2.5]]), [[0.0], [0.5], [-7.0]])]),
    Distribution("MultivariateNormalFromPrecision", lambda x, m, P: mvn(x, m, symmetric(P, upper=True) ** -1), [
        (([1.0, -2.0, 0.5], P3), POINTS), (([0.0, 3.0], V2), [[0.0, 0.0], [1.0, 2.0], [9.0, -4.0]]),
        (([0.5], [[2.5]]), [[0.0], [0.5], [-7.0]])]),
    Distribution("LowRankMultivariateNormal", low_rank, [
        (([1.0, -2.0, 0.5], [[1.0, 0.5], [-0.25, 2.0], [3.0, 0.0]], [0.5, 1.0, 0.25]), POINTS),
        (([1.0, -2.0, 0.5], [[100.0], [-250.0], [50.0]], [0.5, 1.0, 4.0]), POINTS),
        (([0.0, 3.0], [[0.5], [0.25]], [1.0, 2.0]), [[0.0, 0.0], [1.0, 2.0], [9.0, -4.0]])]),
    Distribution("MultivariateStudentT", student, [
        ((5.0, [1.0, -2.0, 0.5], L3), POINTS), ((0.5, [0.0, 3.0], L2), [[0.0, 0.0], [1.0, 2.0], [9e5, -4.0]]),
        ((1e9, [0.0, 3.0], L2), [[0.0, 0.0], [1.0, 2.0]]), ((3.0, [0.5], L1), [[0.0], [-7.0]])]),
    Distribution("Wishart", wishart, [
        ((6.5, L2), MATRICES2), ((1.25, L2), MATRICES2), ((9.0, L3), [V3, IDENTITY3]),
        ((2.5, L1), [[[0.5]], [[8.0]]])]),
    Distribution("InverseWishart", inverse_wishart, [
        ((14.5, L2), MATRICES2), ((1.25, L2), MATRICES2), ((16.0, L3), [V3, IDENTITY3]),
        ((12.5, L1), [[[0.5]], [[8.0]]])]),
    Distribution("MatrixNormal", matrix_normal, [
        (([[0.0, 1.0, -1.0], [2.0, 0.5, 0.25]], L2, L3), [
            [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], [[1.0, -2.0, 3.0], [0.5, 0.25, 4.0]],
            [[9.0, 1.0, 2.0], [-7.0, 0.0, 1.0]], [[0.0, 1.0, -1.0], [2.0, 0.5, 0.25]]]),
        (([[1.0], [-1.0]], L2, L1), [[[0.0], [0.0]], [[2.0], [-3.0]], [[1.0], [5.0]]]),
        (([[1.0, -1.0]], L1, L2), [[[0.0, 0.0]], [[2.0, -3.0]], [[1.0, 5.0]]])]),
    Distribution("GaussianRandomWalk", walk, [((1.0,), SERIES), ((0.2,), SERIES), ((30.0,), SERIES)]),
    Distribution("GaussianRandomWalkFromNormal", lambda x, s, m, first: walk(x, s, (m, first)), [
        ((1.0, 0.5, 2.0), SERIES), ((0.2, -3.0, 0.25), SERIES), ((30.0, 40.0, 3.0), SERIES)]),
    Distribution("AutoRegressive", autoregressive, [
        (([0.5, -0.25], 1.0, [0.5, -1.0], 0.25), SERIES), (([1.25, 0.5], 0.5, [0.0, 2.0], -1.0), SERIES),
        (([0.9], 2.0, [30.0], 3.0), SERIES)]),
    Distribution("ProjectedNormal2", projected, [
        (([0.0, 0.0],), [[1.0, 0.0], unit(-1, 2)]), (([1.0, -0.5],), [[1.0, 0.0], unit(-1, 2), [0.0, -1.0]]),
        (([4.0, 3.0],), [unit(4, 3), unit(-4, -3), unit(-4, -2), unit(1, -4)]),
        (([40.0, -3.0],), [unit(40, -3), [-1.0, 0.0], unit(3, 40), [0.0, 1.0]])]),
    Distribution("ProjectedNormal3", projected, [
        (([0.0, 0.0, 0.0],), [[1.0, 0.0, 0.0], unit(-1, 2, 1)]),
        (([1.0, -0.5, 0.25],), [[1.0, 0.0, 0.0], unit(-1, 2, 3), [0.0, -1.0, 0.0]]),
        (([4.0, 3.0, 0.5],), [unit(4, 3, 0), unit(-4, -3, 1), unit(-4, -2, -1), unit(1, -4, 2)]),
        (([40.0, -3.0, 7.0],), [unit(40, -3, 7), [-1.0, 0.0, 0.0], unit(3, 40, 0), [0.0, 0.0, -1.0]])]),
]
