// What a piece of work costs, measured in a process of its own: what was touched before it counts for nothing.
#pragma once

#include <functional>
#include <string>

namespace syndicated::bench {

struct Cost {
    double cpu_ms = 0;  // user and system
    double mib = 0;     // most resident memory above what the process began with; the input counts
    std::string said;   // what the work returned, cut to some hundred bytes, or how it died
    bool died = false;
};

// The CPU time is that of `work` alone, given what `make` returned. Stops after 20 s of CPU.
[[nodiscard]] Cost measure(const std::function<std::string()>& make,
                           const std::function<std::string(std::string)>& work);

// CPU time of this process.
[[nodiscard]] double cpu_seconds();

}  // namespace syndicated::bench
