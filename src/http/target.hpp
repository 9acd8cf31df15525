// The request target (RFC 9112, 3.2) taken apart. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace syndicated::http {

// origin-form, or absolute-form whose scheme and host are passed over. The path is percent-decoded; raw UTF-8 in it
// counts as if it had been encoded, and so does GBK. False (400): no such form, a malformed %XX, U+0000.
[[nodiscard]] bool parse_target(std::string_view target, std::string& path, std::string& query);

// uri-host [ ":" port ], or nothing (RFC 9110, 7.2; RFC 9112, 3.2).
[[nodiscard]] bool is_valid_host(std::string_view value);

}  // namespace syndicated::http
