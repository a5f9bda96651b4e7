// Times the log density and gradient of a Stan program without R, one draw at a time, after having compared them with
// known ones: g++ -DPROGRAM='"program.cpp"' ...; time_gradient NAME DATA CHECKS
#include PROGRAM
#include "../cpp/data.hpp"
#include "../cpp/timing.hpp"
#include <stan/io/array_var_context.hpp>
#include <stan/model/gradient.hpp>
#include <cmath>
#include <iostream>

static stan::io::array_var_context context(const std::vector<variable>& data) {
  std::vector<std::string> real_names, integer_names;
  std::vector<double> reals;
  std::vector<int> integers;
  std::vector<std::vector<std::size_t>> real_dimensions, integer_dimensions;
  for (const auto& v : data) {
    (v.is_integer ? integer_names : real_names).push_back(v.name);
    (v.is_integer ? integer_dimensions : real_dimensions).push_back(v.dimensions);
    if (v.is_integer) integers.insert(integers.end(), v.values.begin(), v.values.end());
    else reals.insert(reals.end(), v.values.begin(), v.values.end());
  }
  return {real_names, reals, real_dimensions, integer_names, integers, integer_dimensions};
}

static Eigen::VectorXd vector(const std::vector<double>& x) {
  return Eigen::Map<const Eigen::VectorXd>(x.data(), x.size());
}

static int run(const std::string& name, const std::string& data_path, const std::string& check_path) {
  auto data = context(read_data(data_path));
  stan_model model(data, 1u, nullptr);
  Eigen::VectorXd gradient;
  double value = 0, offset = 0;
  bool is_first = true;
  int compared = 0;
  for (const auto& c : read_checks(check_path)) {
    Eigen::VectorXd x = vector(c.point);
    stan::model::gradient(model, x, value, gradient);
    if (c.kind == "time") {
      double sum = 0;
      const timing t = measure([&] { stan::model::gradient(model, x, value, gradient); sum += value; });
      if (!std::isfinite(sum)) throw std::runtime_error("the log density is not finite where it is timed");
      if (compared == 0) throw std::runtime_error("there is nothing to compare the gradient with");
      print_figure(name, t, 1, "Stan's C++ without R, one draw; checked at " + std::to_string(compared) + " points");
      continue;
    }
    // Constants: ours keeps them, so that it differs by the same in all points. A published program keeps some, and
    // there is one point of it: only its gradient can be compared.
    const bool is_ours = c.kind == "ours";
    if (is_ours && is_first) { offset = c.value - value; is_first = false; }
    const double expected = is_ours ? c.value - offset : value;
    const Eigen::VectorXd expected_gradient = vector(c.gradient);
    const double error = std::abs(value - expected) / std::max(1.0, std::abs(expected));
    const double gradient_error = (gradient - expected_gradient).cwiseAbs().maxCoeff()
        / std::max(1.0, expected_gradient.cwiseAbs().maxCoeff());
    if (!(error <= 1e-9) || !(gradient_error <= 1e-9)) {
      std::cerr << name << " disagrees (" << c.kind << "): value " << value << " for " << expected
                << ", relative error of the gradient " << gradient_error << "\n";
      return 1;
    }
    ++compared;
  }
  return 0;
}

int main(int count, char** arguments) {
  if (count != 4) { std::cerr << "usage: time_gradient NAME DATA CHECKS\n"; return 2; }
  try {
    return run(arguments[1], arguments[2], arguments[3]);
  } catch (const std::exception& e) {
    std::cerr << arguments[1] << ": " << e.what() << "\n";
    return 1;
  }
}
