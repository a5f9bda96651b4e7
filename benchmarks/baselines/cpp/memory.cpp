// One pass over memory: the sum of as many bytes as a model's data have.
// memory ROWS COLUMNS a9a's dense matrix of doubles; memory flights ROWS FACTORS: 32-bit indices and one double a row
#include "data.hpp"
#include "timing.hpp"
#include <cstdint>
#include <iostream>

static volatile double sink;

template <class Number> static Number sum(const std::vector<Number>& x) {
  Number s[8][8] = {};  // eight registers of sums, so that loads and not additions are waited for
  std::size_t i = 0;
  for (; i + 64 <= x.size(); i += 64)
    for (int k = 0; k < 8; ++k)
      for (int l = 0; l < 8; ++l) s[k][l] += x[i + 8 * k + l];
  Number total = 0;
  for (auto& row : s) for (auto v : row) total += v;
  for (; i < x.size(); ++i) total += x[i];
  return total;
}

int main(int count, char** arguments) {
  if (count != 3) { std::cerr << "usage: memory A9A_DATA FLIGHTS_DATA\n"; return 2; }
  try {
    const auto a9a = read_data(arguments[1]);
    const std::vector<double>& design = find(a9a, "X").values;
    print_figure("memory.a9a", measure([&] { sink = sum(design); }), 1,
                 "one pass over " + std::to_string(design.size() * 8) + " bytes");
    const auto flights = read_data(arguments[2]);
    const std::size_t rows = find(flights, "N").values[0], factors = find(flights, "F").values[0];
    const std::vector<std::int32_t> indices(rows * factors, 1);
    const std::vector<double> response(rows, 1);
    print_figure("memory.flights", measure([&] { sink = sum(indices) + sum(response); }), 1,
                 "one pass over " + std::to_string(rows * (4 * factors + 8)) + " bytes");
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
