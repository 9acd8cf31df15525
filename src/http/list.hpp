// Comma-separated field values (RFC 9110, 5.6.1). Pure; any thread.
#pragma once

#include <string_view>

namespace syndicated::http {

// SP and HTAB off both ends.
[[nodiscard]] inline std::string_view trim_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The first member of a list of tokens, trimmed, taken off `list`; not for lists that hold quoted strings.
[[nodiscard]] inline std::string_view take_member(std::string_view& list) {
    const std::size_t comma = list.find(',');
    const std::string_view member = trim_blanks(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    return member;
}

}  // namespace syndicated::http
