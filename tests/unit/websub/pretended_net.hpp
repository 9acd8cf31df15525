// The Internet as a test wants it: names lead where the test says, and one host out there is on loopback in fact. It
// takes the place of the C library's getaddrinfo(), connect() and getpeername() in this program, so libcurl with its
// resolver threads is under test as it is. Nothing leaves the machine. One at a time; any thread may ask.
#pragma once

#include <string>
#include <vector>

namespace syndicated::testing {

class PretendedNet {
public:
    // Connections to it end at 127.0.0.1, at the same port, and their other end says that it is this.
    static constexpr const char* host_out_there = "8.8.8.8";

    PretendedNet();
    ~PretendedNet();
    PretendedNet(const PretendedNet&) = delete;
    PretendedNet& operator=(const PretendedNet&) = delete;

    // What look-ups of the name find: the first one answers[0], and so on; the last stays. Without answers
    // the name server hangs: 4 s.
    void set_answers(const std::string& name, std::vector<std::vector<std::string>> answers);
    [[nodiscard]] int lookups(const std::string& name) const;
    // The addresses that somebody tried to connect to, in order.
    [[nodiscard]] std::vector<std::string> connected() const;
};

}  // namespace syndicated::testing
