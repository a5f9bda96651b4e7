"""What the timings by PyTorch share: the clock, and a line for each figure."""
import time


def best(step, seconds, warm_up=0.3, most=401, clock=time.thread_time):
    """Minimum and median nanoseconds of processor time: up to `most` calls in at most so many seconds."""
    start = time.perf_counter()
    while time.perf_counter() - start < warm_up:
        step()
    times, start = [], time.perf_counter()
    while len(times) < most and time.perf_counter() - start < seconds:
        before = clock()
        step()
        times.append((clock() - before) * 1e9)
    times.sort()
    return times[0], times[len(times) // 2]


def report(name, times, digits, what):
    """Prints a figure: name, minimum, median, machine, what it is of."""
    minimum, median = times
    print(f"pytorch.{name}\t{minimum:.{digits}f}\t{median:.{digits}f}\t{machine()}\t{what}", flush=True)


def machine():
    with open("/proc/cpuinfo") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return f"{models[0]} x {len(models)}" if models else "unknown"
