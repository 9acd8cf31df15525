#include "intake/json_text.hpp"

#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"

#include <fmt/format.h>

namespace syndicated::intake {

namespace {

constexpr std::size_t deepest = 64;  // an article is flat; what is deeper is not one

boost::json::parse_options options() {
    boost::json::parse_options out;
    out.max_depth = deepest;
    return out;
}

// The code unit of the \uXXXX at `pos`; -1: there is none.
int escape_at(std::string_view json, std::size_t pos) {
    if (pos + 6 > json.size() || json[pos] != '\\' || json[pos + 1] != 'u') return -1;
    int unit = 0;
    for (std::size_t i = pos + 2; i < pos + 6; ++i) {
        const char c = json[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

bool is_high(int unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(int unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

std::string_view words_for(boost::json::error_code code, std::string_view rest) {
    if (code == boost::json::error::too_deep) return "nested too deeply";
    if (code == boost::json::error::incomplete) return "it ends too early";
    if (code == boost::json::error::extra_data) return "something stands behind the value";
    const bool control = !rest.empty() && static_cast<unsigned char>(rest.front()) < 0x20;
    return control ? "a control character or line break that is not escaped" : "syntax error";
}

}  // namespace

std::int64_t mend_surrogates(std::string& json) {
    std::int64_t mended = 0;
    for (std::size_t pos = json.find('\\'); pos < json.size(); pos = json.find('\\', pos)) {
        const int unit = escape_at(json, pos);
        const bool pair = is_high(unit) && is_low(escape_at(json, pos + 6));
        if (!pair && (is_high(unit) || is_low(unit))) {
            json.replace(pos + 2, 4, "fffd");
            ++mended;
        }
        pos += pair ? 12 : unit >= 0 ? 6 : 2;  // an escaped backslash is two bytes: its second is none itself
    }
    return mended;
}

JsonText::JsonText() : memory_{}, resource_(memory_.data(), memory_.size()), parser_({}, options()) {}

bool JsonText::try_parse(std::string_view text, Parsed& out) {
    value_.reset();
    parser_.reset();  // lets go of what a failed parse left behind
    resource_.release();
    parser_.reset(&resource_);
    boost::json::error_code code;
    const std::size_t read = parser_.write_some(text.data(), text.size(), code);
    out.read_bytes = read;
    if (!code) {
        value_.emplace(parser_.release());
        out.value = &*value_;
        if (trim(text.substr(read)).empty()) return true;
        code = boost::json::error::extra_data;
    }
    out.error = fmt::format("is not JSON at byte {}: {}", read + 1, words_for(code, text.substr(read)));
    return false;
}

JsonText::Parsed JsonText::parse(std::string_view text) {
    Parsed out;
    if (try_parse(text, out)) return out;
    std::string changed;
    if (!is_valid_utf8(text)) {
        Decoded decoded = decode(text, last_charset_);
        last_charset_ = out.charset = decoded.charset;
        out.replaced = decoded.undecodable;
        changed = std::move(decoded.text);
    } else if (text.find("\\u") != std::string_view::npos) {
        changed = std::string(text);
    } else {
        return out;
    }
    const std::int64_t mended = mend_surrogates(changed);
    if (mended == 0 && out.charset.empty()) return out;
    out.replaced += mended;
    Parsed again = std::move(out);
    again.value = nullptr;
    if (try_parse(changed, again)) again.error.clear();
    return again;
}

}  // namespace syndicated::intake
