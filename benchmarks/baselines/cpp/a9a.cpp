// Value and gradient of a logistic regression's log joint at eight draws, written by hand: rows in blocks, for each
// block the linear predictors, their likelihood and its derivative, and the block's part of the gradient, so that the
// data are read from memory once. The draws lie in the lanes.
// a9a DATA CHECKS
#include "data.hpp"
#include "lanes.hpp"
#include "timing.hpp"
#include <cmath>
#include <iostream>

#ifdef __AVX512F__
constexpr int block = 8;  // 8 accumulators of one register each
static const char* const name = "cpp.a9a.8.avx512";
#else
constexpr int block = 4;  // 8 accumulators too, of two registers each; there are 16 of them
static const char* const name = "cpp.a9a.8.avx2";
#endif
constexpr int draws = 8;

struct problem {
  std::size_t rows, columns;
  std::vector<double> design, label;  // row after row; padded to whole blocks by rows of zeros
};

// b and gradient: [column * draws + draw]
static void value_and_gradient(const problem& p, const double* b, double* values, double* gradient) {
  const std::size_t columns = p.columns;
  lanes likelihood = all(0);
  for (std::size_t j = 0; j < columns; ++j) {
    const lanes bj = load(b + j * draws);
    likelihood = multiply_add(bj * all(-0.5), bj, likelihood);
    store(gradient + j * draws, all(0) - bj);
  }
  for (std::size_t first = 0; first < p.rows; first += block) {
    const double* x = p.design.data() + first * columns;
    // Indices known at compile time keep these in registers; the loop over rows below reads them from memory.
    lanes sum[block], z[block];
#pragma GCC unroll 8
    for (int r = 0; r < block; ++r) sum[r] = all(0);
    for (std::size_t j = 0; j < columns; ++j) {
      const lanes bj = load(b + j * draws);
#pragma GCC unroll 8
      for (int r = 0; r < block; ++r) sum[r] = multiply_add(all(x[r * columns + j]), bj, sum[r]);
    }
#pragma GCC unroll 8
    for (int r = 0; r < block; ++r) z[r] = sum[r];
    const int present = static_cast<int>(std::min<std::size_t>(block, p.rows - first));
    for (int r = 0; r < block; ++r) {
      if (r >= present) { z[r] = all(0); continue; }
      const lanes y = all(p.label[first + r]);
      const lanes decay = exponential(all(0) - absolute(z[r]));
      likelihood = likelihood + (y * z[r] - maximum(z[r], all(0)) - log_one_plus(decay));
      z[r] = y - select_less(z[r], all(0), decay, all(1)) / (all(1) + decay);
    }
#pragma GCC unroll 8
    for (int r = 0; r < block; ++r) sum[r] = z[r];
    for (std::size_t j = 0; j < columns; ++j) {
      lanes g = load(gradient + j * draws);
#pragma GCC unroll 8
      for (int r = 0; r < block; ++r) g = multiply_add(all(x[r * columns + j]), sum[r], g);
      store(gradient + j * draws, g);
    }
  }
  store(values, likelihood - all(0.91893853320467274178 * columns));
}

static void require_close(double found, double expected, double scale, const char* what) {
  if (!(std::abs(found - expected) <= 1e-11 * std::max(1.0, scale)))
    throw std::runtime_error(std::string(name) + " disagrees: " + what + " " + std::to_string(found) + " for " +
                             std::to_string(expected));
}

static void run(const std::string& data_path, const std::string& check_path) {
  const auto data = read_data(data_path);
  const variable& x = find(data, "X");
  problem p{x.dimensions[0], x.dimensions[1], {}, find(data, "y").values};
  p.design.resize((p.rows + block) * p.columns);
  for (std::size_t i = 0; i < p.rows; ++i)
    for (std::size_t j = 0; j < p.columns; ++j) p.design[i * p.columns + j] = x.values[j * p.rows + i];
  std::vector<double> b(p.columns * draws), values(draws), gradient(p.columns * draws);
  std::vector<check> checks;
  for (const auto& c : read_checks(check_path))
    if (c.kind == "ours") checks.push_back(c);
  if (checks.size() != draws) throw std::runtime_error("there are not eight points to compare at");
  for (int d = 0; d < draws; ++d)
    for (std::size_t j = 0; j < p.columns; ++j) b[j * draws + d] = checks[d].point[j];
  value_and_gradient(p, b.data(), values.data(), gradient.data());
  for (int d = 0; d < draws; ++d) {
    require_close(values[d], checks[d].value, std::abs(checks[d].value), "value");
    for (std::size_t j = 0; j < p.columns; ++j)
      require_close(gradient[j * draws + d], checks[d].gradient[j], p.rows, "derivative");
  }
  const timing t = measure([&] { value_and_gradient(p, b.data(), values.data(), gradient.data()); });
  print_figure(name, t, draws, "C++ intrinsics by hand, rows in blocks, 8 draws in the lanes");
}

int main(int count, char** arguments) {
  if (count != 3) { std::cerr << "usage: a9a DATA CHECKS\n"; return 2; }
  try {
    run(arguments[1], arguments[2]);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << name << ": " << e.what() << "\n";
    return 1;
  }
}
