// Times as the benchmark project takes them, and the lines in which they are written.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <time.h>
#include <vector>

struct timing { double minimum, median; };  // nanoseconds a call

inline double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Processor time of this thread: on a busy machine what takes many milliseconds is never undisturbed.
inline double processor_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// Up to 401 batches of about a millisecond in at most four seconds, after a warm-up.
template <class Action> timing measure(Action action) {
  long calls = 0;
  double start = seconds();
  for (; seconds() - start < 0.3; ++calls) action();
  const long batch = std::max(1L, static_cast<long>(calls * 0.001 / (seconds() - start)));
  std::vector<double> times;
  for (start = seconds(); times.size() < 401 && (times.size() < 5 || seconds() - start < 4);) {
    const double before = processor_seconds();
    for (long i = 0; i < batch; ++i) action();
    times.push_back((processor_seconds() - before) / batch * 1e9);
  }
  std::sort(times.begin(), times.end());
  return {times.front(), times[times.size() / 2]};
}

inline std::string machine() {
  std::ifstream file("/proc/cpuinfo");
  std::string line, model = "unknown";
  int count = 0;
  while (std::getline(file, line))
    if (line.compare(0, 10, "model name") == 0) {
      model = line.substr(line.find(':') + 2);
      ++count;
    }
  model.erase(model.find_last_not_of(' ') + 1);
  return count ? model + " x " + std::to_string(count) : model;
}

inline void print_figure(const std::string& name, timing t, int draws, const std::string& what) {
  std::printf("%s\t%.1f\t%.1f\t%s\t%s\n", name.c_str(), t.minimum / draws, t.median / draws, machine().c_str(),
              what.c_str());
  std::fflush(stdout);
}
