// Accept-Encoding (RFC 9110, 12.5.3): which codings a client takes. Pure; any thread.
#pragma once

#include <string_view>

namespace syndicated::http {

// Weights in thousandths; 0: not acceptable.
struct Codings {
    int identity = 1;  // unless named it is acceptable, and the last choice
    int gzip = 0;
};

// The value of all the request's Accept-Encoding lines, joined by commas. A malformed member is passed over.
[[nodiscard]] Codings parse_accept_encoding(std::string_view value);

}  // namespace syndicated::http
