// coding_bench FILE...: bytes and CPU time of each content coding, for each file.
#include "syndicated/publish/coding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

namespace {

using namespace syndicated::publish;

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void measure(Coding coding, const std::string& bytes) {
    double least = std::numeric_limits<double>::max();
    std::size_t size = 0;
    for (int round = 0; round < 20; ++round) {
        const double begun = cpu_seconds();
        size = encode(coding, bytes).size();
        least = std::min(least, cpu_seconds() - begun);
    }
    const double share =
        100.0 * static_cast<double>(size) / static_cast<double>(std::max<std::size_t>(bytes.size(), 1));
    fmt::print("  {:8} {:8} bytes, {:5.1f} %, {:6.2f} ms\n", token_of(coding), size, share, least * 1e3);
}

}  // namespace

int main(int count, char** words) {
    for (int i = 1; i < count; ++i) {
        std::ifstream in(words[i], std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        if (bytes.empty()) {
            fmt::print(stderr, "{}: nothing to read\n", words[i]);
            return 1;
        }
        fmt::print("{}: {} bytes\n", words[i], bytes.size());
        for (const Coding coding : all_codings) {
            if (coding != Coding::identity) measure(coding, bytes);
        }
    }
    return 0;
}
