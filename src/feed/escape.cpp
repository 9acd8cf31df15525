#include "feed/escape.hpp"

#include "syndicated/base/text.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace syndicated::feed {

namespace {

bool continues(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

// Bytes of the character at `at` when it may stand as it is: well-formed UTF-8 (RFC 3629, section 4), and its
// document_character() is itself; else 0. `rest` bytes follow `at`.
std::size_t allowed_bytes(const unsigned char* at, std::size_t rest) {
    const unsigned char lead = at[0];
    if (lead < 0x80) return (lead >= 0x20 && lead != 0x7F) || lead == '\t' || lead == '\n' ? 1 : 0;
    if (rest < 1 || !continues(at[1])) return 0;
    if (lead < 0xE0) return lead > 0xC2 || (lead == 0xC2 && at[1] >= 0xA0) ? 2 : 0;
    if (rest < 2 || !continues(at[2])) return 0;
    if (lead < 0xF0) {
        const bool overlong = lead == 0xE0 && at[1] < 0xA0;
        const bool surrogate = lead == 0xED && at[1] >= 0xA0;
        const bool special = lead == 0xEF && at[1] == 0xBF && at[2] >= 0xBD;  // U+FFFD to U+FFFF
        const bool noncharacter = lead == 0xEF && at[1] == 0xB7 && at[2] >= 0x90 && at[2] <= 0xAF;
        return overlong || surrogate || special || noncharacter ? 0 : 3;
    }
    if (rest < 3 || !continues(at[3]) || lead > 0xF4) return 0;
    const bool out_of_range = (lead == 0xF0 && at[1] < 0x90) || (lead == 0xF4 && at[1] >= 0x90);
    const bool noncharacter = (at[1] & 0x0FU) == 0x0FU && at[2] == 0xBF && at[3] >= 0xBE;  // the last two of a plane
    return out_of_range || noncharacter ? 0 : 4;
}

// What a byte that begins a character may be: `three` begins three bytes that may stand whatever they are.
enum class Lead : std::uint8_t { plain, escaped, three, other };

constexpr std::array<Lead, 256> leads = [] {
    std::array<Lead, 256> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        const bool is_plain = i >= 0x20 && i < 0x7F;
        const bool is_three = (i >= 0xE1 && i <= 0xEC) || i == 0xEE;
        out.at(i) = is_plain ? Lead::plain : is_three ? Lead::three : Lead::other;
    }
    for (const char c : {'&', '<', '>', '"', '\n', '\t'}) out.at(static_cast<unsigned char>(c)) = Lead::escaped;
    return out;
}();

// U+FF00 to U+FF7F, Chinese punctuation among them.
bool is_fullwidth(const unsigned char* at) {
    return at[0] == 0xEF && (at[1] == 0xBC || at[1] == 0xBD);
}

// Six bytes that are two characters of three bytes each, as Chinese text is nearly everywhere; which they are, their
// leads say. Reads eight.
bool are_two_of_three(const unsigned char* at) {
    using Eight = std::array<unsigned char, 8>;
    constexpr auto mask = std::bit_cast<std::uint64_t>(Eight{0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0, 0});
    constexpr auto form = std::bit_cast<std::uint64_t>(Eight{0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0, 0});
    constexpr unsigned good_leads = 0x5FFE;  // by the low half of the lead: not E0, ED and EF
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    return (eight & mask) == form && ((good_leads >> (at[0] & 0xFU)) & (good_leads >> (at[3] & 0xFU)) & 1U) != 0;
}

// The end of what may stand as it is and is escaped nowhere. Every text of every entry comes through here: the usual
// characters, ASCII and Chinese ones, take one look at a table.
const unsigned char* end_of_run(const unsigned char* at, const unsigned char* end) {
    while (at < end) {
        while (end - at >= 8 && are_two_of_three(at)) at += 6;
        const Lead lead = leads[*at];  // NOLINT(cppcoreguidelines-pro-bounds-constant-array-index): it has them all
        if (lead == Lead::plain) {
            ++at;
        } else if (end - at > 2 && continues(at[1]) && continues(at[2]) && (lead == Lead::three || is_fullwidth(at))) {
            at += 3;
        } else {
            break;
        }
    }
    return at;
}

bool may_stand(std::string_view text) {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = at + text.size();
    while ((at = end_of_run(at, end)) < end) {
        const std::size_t bytes = allowed_bytes(at, static_cast<std::size_t>(end - at) - 1);
        if (bytes == 0) return false;
        at += bytes;
    }
    return true;
}

// Empty: the character stands for itself there.
std::string_view reference_to(unsigned char c, Text kind, Place place) {
    const bool named = kind == Text::data;
    const bool in_attribute = place == Place::attribute;
    switch (c) {
        case '&': return named ? "&amp;" : "&#x26;";
        case '<': return named ? "&lt;" : "&#x3C;";
        case '>': return "&gt;";
        case '"': return in_attribute ? "&quot;" : "";
        case '\n': return in_attribute ? "&#10;" : "";  // XML 1.0, section 3.3.3: else it is a blank
        case '\t': return in_attribute ? "&#9;" : "";
        default: return "";
    }
}

}  // namespace

std::string_view clean(std::string_view text, std::string& buffer) {
    if (may_stand(text)) return text;
    buffer.clear();
    for (std::size_t pos = 0; pos < text.size();) {
        char32_t c = next_code_point(text, pos);
        if (c == U'\r') {
            if (pos < text.size() && text[pos] == '\n') continue;
            c = U'\n';
        }
        c = document_character(c);
        if (c != 0) append_utf8(buffer, c);
    }
    return buffer;
}

void append_escaped(std::string& out, std::string_view text, Text kind, Place place) {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = at + text.size();
    const std::size_t begun = out.size();
    const auto append = [&out](const unsigned char* from, const unsigned char* to) {
        out.append(reinterpret_cast<const char*>(from), static_cast<std::size_t>(to - from));
    };
    while (at < end) {
        const auto* const run = end_of_run(at, end);
        append(at, run);
        if (run == end) break;
        const std::size_t bytes = allowed_bytes(run, static_cast<std::size_t>(end - run) - 1);
        if (bytes == 0) {
            std::string buffer;
            out.resize(begun);
            return append_escaped(out, clean(text, buffer), kind, place);
        }
        const auto reference = reference_to(*run, kind, place);
        at = run + bytes;
        if (reference.empty()) {
            append(run, at);
        } else {
            out += reference;
        }
    }
}

}  // namespace syndicated::feed
