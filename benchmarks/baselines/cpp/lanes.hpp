// Eight doubles: one register of AVX-512, or two of AVX2. With exp and log1p to about an ulp.
#pragma once
#include <immintrin.h>

#ifdef __AVX512F__
struct lanes { __m512d v; };
inline lanes load(const double* p) { return {_mm512_loadu_pd(p)}; }
inline void store(double* p, lanes a) { _mm512_storeu_pd(p, a.v); }
inline lanes all(double a) { return {_mm512_set1_pd(a)}; }
inline lanes operator+(lanes a, lanes b) { return {_mm512_add_pd(a.v, b.v)}; }
inline lanes operator-(lanes a, lanes b) { return {_mm512_sub_pd(a.v, b.v)}; }
inline lanes operator*(lanes a, lanes b) { return {_mm512_mul_pd(a.v, b.v)}; }
inline lanes operator/(lanes a, lanes b) { return {_mm512_div_pd(a.v, b.v)}; }
inline lanes multiply_add(lanes a, lanes b, lanes c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
inline lanes maximum(lanes a, lanes b) { return {_mm512_max_pd(a.v, b.v)}; }
inline lanes absolute(lanes a) { return {_mm512_abs_pd(a.v)}; }
// then where a < b, otherwise elsewhere
inline lanes select_less(lanes a, lanes b, lanes then, lanes otherwise) {
  return {_mm512_mask_blend_pd(_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ), otherwise.v, then.v)};
}
inline lanes nearest(lanes a) { return {_mm512_roundscale_pd(a.v, _MM_FROUND_TO_NEAREST_INT)}; }
// a 2^n for integer n
inline lanes scale(lanes a, lanes n) { return {_mm512_scalef_pd(a.v, n.v)}; }
#else
struct lanes { __m256d v, w; };
inline lanes load(const double* p) { return {_mm256_loadu_pd(p), _mm256_loadu_pd(p + 4)}; }
inline void store(double* p, lanes a) { _mm256_storeu_pd(p, a.v); _mm256_storeu_pd(p + 4, a.w); }
inline lanes all(double a) { return {_mm256_set1_pd(a), _mm256_set1_pd(a)}; }
inline lanes operator+(lanes a, lanes b) { return {_mm256_add_pd(a.v, b.v), _mm256_add_pd(a.w, b.w)}; }
inline lanes operator-(lanes a, lanes b) { return {_mm256_sub_pd(a.v, b.v), _mm256_sub_pd(a.w, b.w)}; }
inline lanes operator*(lanes a, lanes b) { return {_mm256_mul_pd(a.v, b.v), _mm256_mul_pd(a.w, b.w)}; }
inline lanes operator/(lanes a, lanes b) { return {_mm256_div_pd(a.v, b.v), _mm256_div_pd(a.w, b.w)}; }
inline lanes multiply_add(lanes a, lanes b, lanes c) {
  return {_mm256_fmadd_pd(a.v, b.v, c.v), _mm256_fmadd_pd(a.w, b.w, c.w)};
}
inline lanes maximum(lanes a, lanes b) { return {_mm256_max_pd(a.v, b.v), _mm256_max_pd(a.w, b.w)}; }
inline lanes absolute(lanes a) {
  const __m256d sign = _mm256_set1_pd(-0.0);
  return {_mm256_andnot_pd(sign, a.v), _mm256_andnot_pd(sign, a.w)};
}
inline lanes select_less(lanes a, lanes b, lanes then, lanes otherwise) {
  return {_mm256_blendv_pd(otherwise.v, then.v, _mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ)),
          _mm256_blendv_pd(otherwise.w, then.w, _mm256_cmp_pd(a.w, b.w, _CMP_LT_OQ))};
}
inline lanes nearest(lanes a) {
  return {_mm256_round_pd(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC),
          _mm256_round_pd(a.w, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
}
inline __m256d power_of_two(__m256d n) {  // n from -1022 to 1023
  const __m256d magic = _mm256_set1_pd(6755399441055744.0 + 1023);  // puts n + 1023 into the lowest bits
  return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(_mm256_add_pd(n, magic)), 52));
}
inline lanes scale(lanes a, lanes n) {
  return {_mm256_mul_pd(a.v, power_of_two(n.v)), _mm256_mul_pd(a.w, power_of_two(n.w))};
}
#endif

// exp(x) for x from -700 to 700: x = n log 2 + r, |r| <= log(2) / 2, and Taylor's polynomial in r.
inline lanes exponential(lanes x) {
  const lanes n = nearest(x * all(1.4426950408889634));
  lanes r = multiply_add(n, all(-6.93147180369123816490e-01), x);
  r = multiply_add(n, all(-1.90821492927058770002e-10), r);
  lanes p = all(1.0 / 6227020800);
  const double coefficients[] = {1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
                                 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1};
  for (double c : coefficients) p = multiply_add(p, r, all(c));
  return scale(p, n);
}

// log(1 + t) for t from 0 to 1: log(1 + f) + k log 2 with f from 1/sqrt(2) - 1 to sqrt(2) - 1 (fdlibm's polynomial).
inline lanes log_one_plus(lanes t) {
  const lanes edge = all(0.41421356237309503), half = all(0.5);
  const lanes f = select_less(t, edge, t, half * (t - all(1)));
  const lanes k = select_less(t, edge, all(0), all(0.6931471805599453));
  const lanes s = f / (all(2) + f), z = s * s, half_square = half * f * f;
  lanes r = all(1.479819860511658591e-01);
  const double coefficients[] = {1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01,
                                 2.857142874366239149e-01, 3.999999999940941908e-01, 6.666666666666735130e-01};
  for (double c : coefficients) r = multiply_add(r, z, all(c));
  return k + (f - (half_square - s * multiply_add(z, r, half_square)));
}
