// Writes a response's head, field by field, into a string whose memory is reused. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated::http {

// "Not Found"; empty for a status that has no name here, which HTTP allows (RFC 9112, 4).
[[nodiscard]] std::string_view reason_of(int status);

class HeadWriter {
public:
    // Status line and Date. The version is always our own, 1.1 (RFC 9110, 2.5).
    HeadWriter(std::string& out, int status, std::string_view date);

    void field(std::string_view name, std::string_view value);
    void content_length(std::uint64_t bytes);
    // Connection where it says more than the version does, and the empty line.
    void finish(bool close, bool http_1_0);

private:
    void number(std::uint64_t value);
    std::string& out_;
};

}  // namespace syndicated::http
