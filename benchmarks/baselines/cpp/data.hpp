// The files that `export` of the benchmark project writes.
#pragma once
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

// Of a model's data: a type, a name, a rank and lengths; then the elements, the first index fastest.
struct variable {
  std::string name;
  bool is_integer;
  std::vector<std::size_t> dimensions;
  std::vector<double> values;
};

inline std::vector<variable> read_data(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("there is no " + path);
  std::vector<variable> all;
  std::string type;
  while (file >> type) {
    variable v;
    std::size_t rank, size = 1;
    file >> v.name >> rank;
    v.is_integer = type == "int";
    v.dimensions.resize(rank);
    for (auto& d : v.dimensions) { file >> d; size *= d; }
    v.values.resize(size);
    for (auto& x : v.values) file >> x;
    if (!file) throw std::runtime_error(path + ": " + v.name + " is cut short");
    all.push_back(v);
  }
  return all;
}

inline const variable& find(const std::vector<variable>& all, const std::string& name) {
  for (const auto& v : all)
    if (v.name == name) return v;
  throw std::runtime_error("there is no " + name + " in the data");
}

// Of a model's checks: a point with the log density and the gradient that were found there, or the point to time at.
struct check {
  std::string kind;  // "published" keeps some constants, "ours" all, "time" has neither value nor gradient
  double value;
  std::vector<double> point, gradient;
};

inline std::vector<check> read_checks(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("there is no " + path);
  std::vector<check> all;
  check c;
  std::size_t n;
  while (file >> c.kind >> n) {
    c.point.assign(n, 0);
    c.gradient.assign(c.kind == "time" ? 0 : n, 0);
    if (c.kind != "time") file >> c.value;
    for (auto& x : c.point) file >> x;
    for (auto& g : c.gradient) file >> g;
    if (!file) throw std::runtime_error(path + " is cut short");
    all.push_back(c);
  }
  return all;
}
