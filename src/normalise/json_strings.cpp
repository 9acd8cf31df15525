#include "normalise/json_strings.hpp"

#include "syndicated/base/text.hpp"

namespace syndicated::normalise {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t most = 2'000;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The four digits behind \u; -1 when they are none.
int code_unit(std::string_view json, std::size_t at) {
    if (at + 4 > json.size()) return -1;
    int out = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const int digit = hex_digit(json[i]);
        if (digit < 0) return -1;
        out = out * 16 + digit;
    }
    return out;
}

void append_unit(std::string_view json, std::size_t& pos, std::string& out) {
    const int unit = code_unit(json, pos);
    if (unit < 0) return;
    pos += 4;
    auto c = static_cast<char32_t>(unit);
    const bool high = c >= 0xD800 && c < 0xDC00;
    const int low = high && json.substr(pos, 2) == "\\u" ? code_unit(json, pos + 2) : -1;
    if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10U) + (static_cast<char32_t>(low) - 0xDC00);
        pos += 6;
    }
    if (c < 0xD800 || c > 0xDFFF) append_utf8(out, c);
}

// `pos` stands behind the opening quote and moves behind the closing one.
std::string read_string(std::string_view json, std::size_t& pos) {
    std::string out;
    while (pos < json.size() && json[pos] != '"') {
        const char c = json[pos++];
        if (c != '\\' || pos >= json.size()) {
            out += c;
            continue;
        }
        const char escaped = json[pos++];
        switch (escaped) {
            case 'n':
            case 'r':
            case 't': out += ' '; break;
            case 'b':
            case 'f': break;
            case 'u': append_unit(json, pos, out); break;
            default: out += escaped;
        }
    }
    ++pos;
    return out;
}

}  // namespace

std::vector<JsonString> json_strings(std::string_view json) {
    std::vector<JsonString> out;
    struct Level {
        std::string key;  // of the value that is read next
        bool array = false;
    };
    std::vector<Level> levels(1);
    for (std::size_t pos = 0; pos < json.size() && out.size() < most;) {
        const char c = json[pos++];
        if (c == '{' || c == '[') {
            if (levels.size() >= deepest) return out;
            // An array's values have its own key, and its parent is the object around.
            levels.push_back({c == '[' ? levels.back().key : std::string{}, c == '['});
        } else if ((c == '}' || c == ']') && levels.size() > 1) {
            levels.pop_back();
        } else if (c == '"') {
            std::string text = read_string(json, pos);
            const std::size_t next = json.find_first_not_of(" \t\r\n", pos);
            if (next != std::string_view::npos && json[next] == ':' && !levels.back().array) {
                levels.back().key = std::move(text);
                pos = next + 1;
                continue;
            }
            const std::string parent = levels.size() > 1 ? levels[levels.size() - 2].key : std::string{};
            out.push_back({parent, levels.back().key, std::move(text)});
        }
    }
    return out;
}

}  // namespace syndicated::normalise
