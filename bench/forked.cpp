#include "forked.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace syndicated::bench {

namespace {

struct Told {
    double seconds, mib;
    std::size_t size;
    std::array<char, 400> said;
};

// A line of /proc/self/status, KiB: "VmRSS:" now, "VmHWM:" at most since forget_peak().
double status_mib(std::string_view name) {
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);) {
        if (line.compare(0, name.size(), name) == 0) return std::strtod(line.c_str() + name.size(), nullptr) / 1024;
    }
    return 0;
}

// proc(5): 5 sets the peak to what is resident now.
void forget_peak() {
    ::malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << '5';
}

double cpu_seconds_of(const rusage& usage) {
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

[[noreturn]] void be_child(int out, const std::function<std::string()>& make,
                           const std::function<std::string(std::string)>& work) {
    const rlimit limit{20, 20};
    ::setrlimit(RLIMIT_CPU, &limit);
    const double before = status_mib("VmRSS:");
    std::string input = make();
    forget_peak();
    Told told{};
    const double begun = cpu_seconds();
    const std::string said = work(std::move(input));
    told.seconds = cpu_seconds() - begun;
    told.mib = status_mib("VmHWM:") - before;
    told.size = said.copy(told.said.data(), told.said.size());
    const bool written = ::write(out, &told, sizeof told) == static_cast<ssize_t>(sizeof told);
    ::_exit(written ? 0 : 1);
}

}  // namespace

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return cpu_seconds_of(usage);
}

Cost measure(const std::function<std::string()>& make, const std::function<std::string(std::string)>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) std::abort();
    const pid_t child = ::fork();
    if (child < 0) std::abort();
    if (child == 0) be_child(ends[1], make, work);
    ::close(ends[1]);
    Told told{};
    const bool complete = ::read(ends[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told);
    ::close(ends[0]);
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    if (complete) return {told.seconds * 1e3, told.mib, std::string(told.said.data(), told.size), false};
    return {cpu_seconds_of(usage) * 1e3, static_cast<double>(usage.ru_maxrss) / 1024,
            "died, wait status " + std::to_string(status), true};
}

}  // namespace syndicated::bench
