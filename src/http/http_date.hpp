// HTTP-date (RFC 9110, 5.6.7): written as IMF-fixdate, read in all three forms. Pure; any thread.
#pragma once

#include "syndicated/base/clock.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace syndicated::http {

inline constexpr std::size_t http_date_bytes = 29;

// "Sun, 06 Nov 1994 08:49:37 GMT". Years 0 to 9999.
void write_http_date(sys_seconds time, std::array<char, http_date_bytes>& out);

// IMF-fixdate, RFC 850 (two digits of the year: no more than 50 years after `now`) or asctime; none for anything
// else, as a condition on a malformed date must be ignored (13.1.3). The name of the day is not compared.
[[nodiscard]] std::optional<sys_seconds> parse_http_date(std::string_view text, sys_seconds now);

// The Date header's value, written once a second. Not thread-safe: one per loop.
class DateCache {
public:
    [[nodiscard]] std::string_view at(sys_seconds now);

private:
    std::optional<sys_seconds> second_;
    std::array<char, http_date_bytes> text_{};
};

}  // namespace syndicated::http
