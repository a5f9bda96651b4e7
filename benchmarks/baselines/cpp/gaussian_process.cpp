// Value and gradient of a Gaussian process's log joint at one draw on OpenBLAS: dpotrf for the factor, dpotri for the
// inverse, which the gradient takes in closed form: half of tr((a a' - K^-1) dK), a = K^-1 y.
// gaussian_process DATA CHECKS
#include "data.hpp"
#include "timing.hpp"
#include <cmath>
#include <iostream>

extern "C" {
void dpotrf_(const char* part, const int* n, double* a, const int* lda, int* info);
void dpotri_(const char* part, const int* n, double* a, const int* lda, int* info);
void dpotrs_(const char* part, const int* n, const int* columns, const double* a, const int* lda, double* b,
             const int* ldb, int* info);
void openblas_set_num_threads(int count);
}

static const std::string name = "openblas.gp_500";

struct process {
  int n;
  std::vector<double> y, squares, kernel, matrix, weights;  // squares: of the distances

  double value_and_gradient(const double* x, double* gradient) {
    const double rho = std::exp(x[0]), alpha = std::exp(x[1]), sigma = std::exp(x[2]);
    const int one = 1;
    int info = 0;
    for (int j = 0; j < n; ++j) {
      double* k = &kernel[static_cast<std::size_t>(j) * n];
      const double* s = &squares[static_cast<std::size_t>(j) * n];
      for (int i = j; i < n; ++i) k[i] = alpha * alpha * std::exp(-0.5 / (rho * rho) * s[i]);
    }
    matrix = kernel;
    for (int j = 0; j < n; ++j) matrix[static_cast<std::size_t>(j) * n + j] += sigma;
    dpotrf_("L", &n, matrix.data(), &n, &info);
    if (info != 0) throw std::runtime_error("the covariance is not positive definite");
    weights = y;
    dpotrs_("L", &n, &one, matrix.data(), &n, weights.data(), &n, &info);
    double value = -0.5 * n * std::log(2 * M_PI);
    for (int i = 0; i < n; ++i)
      value -= std::log(matrix[static_cast<std::size_t>(i) * n + i]) + 0.5 * weights[i] * y[i];
    dpotri_("L", &n, matrix.data(), &n, &info);
    double by_rho = 0, by_alpha = 0, by_sigma = 0;
    for (int j = 0; j < n; ++j) {
      const double *k = &kernel[static_cast<std::size_t>(j) * n], *m = &matrix[static_cast<std::size_t>(j) * n];
      const double* s = &squares[static_cast<std::size_t>(j) * n];
      const double own = 0.5 * (weights[j] * weights[j] - m[j]);
      by_sigma += own;
      by_alpha += own * k[j];
      for (int i = j + 1; i < n; ++i) {
        const double w = (weights[i] * weights[j] - m[i]) * k[i];
        by_alpha += w;
        by_rho += w * s[i];
      }
    }
    // Priors (constants dropped) and Jacobians: rho ~ Gamma(25, 4), alpha ~ N+(0, 2), sigma ~ N+(0, 1).
    value += 24 * x[0] - 4 * rho - alpha * alpha / 8 - sigma * sigma / 2 + x[0] + x[1] + x[2];
    gradient[0] = by_rho / (rho * rho) + 25 - 4 * rho;
    gradient[1] = 2 * by_alpha - alpha * alpha / 4 + 1;
    gradient[2] = by_sigma * sigma - sigma * sigma + 1;
    return value;
  }
};

static void run(const std::string& data_path, const std::string& check_path) {
  openblas_set_num_threads(1);
  const auto data = read_data(data_path);
  const std::vector<double>&x = find(data, "x").values, &y = find(data, "y").values;
  const std::size_t n = x.size();
  process p{static_cast<int>(n), y, std::vector<double>(n * n), std::vector<double>(n * n), {}, {}};
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = 0; i < n; ++i) p.squares[j * n + i] = (x[i] - x[j]) * (x[i] - x[j]);
  double gradient[3], offset = 0;
  bool is_first = true;
  for (const auto& c : read_checks(check_path)) {
    if (c.kind == "time") {
      volatile double sink;
      const timing t = measure([&] { sink = p.value_and_gradient(c.point.data(), gradient); });
      print_figure(name, t, 1, "C++ on OpenBLAS dpotrf and dpotri, one thread, one draw");
      continue;
    }
    const double value = p.value_and_gradient(c.point.data(), gradient);
    if (is_first) { offset = c.value - value; is_first = false; }
    bool agrees = std::abs(value + offset - c.value) <= 1e-9 * std::max(1.0, std::abs(c.value));
    for (int k = 0; k < 3; ++k)
      agrees = agrees && std::abs(gradient[k] - c.gradient[k]) <= 1e-8 * std::max(1.0, std::abs(c.gradient[k]));
    if (!agrees) throw std::runtime_error("disagrees with the expected value or gradient");
  }
}

int main(int count, char** arguments) {
  if (count != 3) { std::cerr << "usage: gaussian_process DATA CHECKS\n"; return 2; }
  try {
    run(arguments[1], arguments[2]);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << name << ": " << e.what() << "\n";
    return 1;
  }
}
