#include "normalise/html_prepare.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace syndicated::normalise {

namespace {

// How many bytes a character has that passes as it is, by its first; 0: it takes a closer look, for it may be a
// control, overlong, a surrogate or a stray byte of windows-1252.
constexpr std::array<std::uint8_t, 256> plain_lengths = [] {
    std::array<std::uint8_t, 256> out{};
    for (std::size_t byte = 0x20; byte < 0x7F; ++byte) out[byte] = 1;
    out['\n'] = out['\t'] = 1;
    for (std::size_t lead = 0xC3; lead <= 0xDF; ++lead) out[lead] = 2;
    for (std::size_t lead = 0xE1; lead <= 0xEF; ++lead) out[lead] = lead == 0xED ? 0 : 3;
    for (std::size_t lead = 0xF1; lead <= 0xF3; ++lead) out[lead] = 4;
    return out;
}();

// Eight letters, digits, marks or blanks of ASCII, as most addresses and scripts are made of; '<' and '>' among them.
bool is_ascii_run(std::string_view text, std::size_t pos) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + pos, sizeof bytes);
    constexpr std::uint64_t ones = 0x0101010101010101, high = 0x80 * ones;
    const std::uint64_t control = bytes - 0x20 * ones;           // borrows below a byte under 0x20
    const std::uint64_t deleted = (bytes ^ 0x7F * ones) - ones;  // and below 0x7F
    return ((bytes | control | deleted) & high) == 0;
}

// Behind what passes as it is. No branch depends on what a character is: garbage costs no more than text.
std::size_t end_of_plain(std::string_view text, std::size_t pos) {
    struct Rest {
        std::uint32_t mask, bits;
    };
    static constexpr std::array<Rest, 5> rests{{{}, {}, {0xC0, 0x80}, {0xC0C0, 0x8080}, {0xC0C0C0, 0x808080}}};
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[pos + i]));
    };
    while (pos + 4 <= text.size()) {
        while (pos + 8 <= text.size() && is_ascii_run(text, pos)) pos += 8;
        if (pos + 4 > text.size()) break;
        const std::size_t length = plain_lengths[byte(0)];
        const std::uint32_t rest = byte(1) | byte(2) << 8U | byte(3) << 16U;
        const bool never = byte(0) == 0xEF && (rest & 0xFEFFU) == 0xBEBFU;  // U+FFFE, U+FFFF
        if (length == 0 || (rest & rests[length].mask) != rests[length].bits || never) return pos;
        pos += length;
    }
    while (pos < text.size() && plain_lengths[byte(0)] == 1) ++pos;
    return pos;
}

// Cuts so that no code point is halved.
std::string_view cut_to(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
    return text.substr(0, bytes);
}

// Replacements are longer than what they replace, so the result has its own bound.
void append_clean(std::string& out, std::string_view text, std::size_t most) {
    for (std::size_t pos = 0; pos < text.size() && out.size() < most;) {
        const std::size_t run = pos;
        pos = end_of_plain(text, pos);
        out.append(text.substr(run, pos - run));
        if (pos == text.size()) return;
        const std::size_t start = pos;
        char32_t c = next_code_point(text, pos);
        if (c == '\r') {
            if (pos < text.size() && text[pos] == '\n') continue;
            c = '\n';
        }
        if (c >= 0x80 && c < 0xA0) c = from_windows_1252(c);
        const bool as_it_is = c >= 0xA0 && c != replacement_character && is_xml_char(c);
        if (as_it_is) {
            out.append(text.substr(start, pos - start));
        } else if (c != 0 && c != 0x7F && is_xml_char(c)) {
            append_utf8(out, c);
        }
    }
}

bool is_tag_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What find_crowded_tag looks at.
enum class TagByte : std::uint8_t { other, letter, mark };

constexpr std::array<TagByte, 256> tag_bytes = [] {
    std::array<TagByte, 256> out{};
    for (std::size_t letter = 'A'; letter <= 'Z'; ++letter) out[letter] = out[letter - 'A' + 'a'] = TagByte::letter;
    for (const char mark : {'<', '>', '"', '\'', ' ', '\n', '\t', '\r', '\f'})
        out[static_cast<unsigned char>(mark)] = TagByte::mark;
    return out;
}();

// Whether the quote at `at` opens a value: an equals sign stands before it, blanks between allowed.
bool opens_value(std::string_view html, std::size_t at) {
    while (at > 0 && is_tag_blank(html[at - 1])) --at;
    return at > 0 && html[at - 1] == '=';
}

// HTML takes <![if !supportLists]>, which Word leaves, and <![CDATA[…]]> for comments (HTML, 13.2.5.42); libxml2 takes
// them for text.
void drop_bogus_comments(std::string& html) {
    std::size_t at = html.find("<!");
    if (at == std::string::npos) return;
    std::string out;
    std::size_t done = 0;
    for (; at != std::string::npos; at = html.find("<!", at)) {
        const std::string_view rest = std::string_view(html).substr(at + 2, 7);
        if (rest.starts_with("--")) {
            at = html.find("-->", at + 2);
            if (at == std::string::npos) break;
            continue;
        }
        const std::size_t end = html.find_first_of("<>", at + 2);
        const bool is_bogus = !equal_ignoring_case(rest, "doctype") && end != std::string::npos && html[end] == '>';
        if (is_bogus) {
            out.append(html, done, at - done);
            done = end + 1;
        }
        at = is_bogus ? done : at + 2;
    }
    if (done == 0) return;
    out.append(html, done);
    html = std::move(out);
}

}  // namespace

std::optional<std::string> without_controls(std::string_view text) {
    bool any = false;
    for (const char c : text) any |= c == '\xC2' || c == '\x7F' || c == '\r';  // U+0080 to U+009F begin with C2
    if (!any) return std::nullopt;
    std::string out;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = from_windows_1252(next_code_point(text, pos));
        if (c != 0 && c != 0x7F) append_utf8(out, c == U'\r' ? U'\n' : c);
    }
    return out;
}

std::size_t find_crowded_tag(std::string_view html, std::size_t most) {
    // Read backwards, `in_tag` is the number of attributes from here to the end of a tag if here is inside of one;
    // `in_single` and `in_double` the same if here is inside of a quoted value.
    std::size_t in_tag = 0, in_single = 0, in_double = 0, run = 0;
    std::size_t found = std::string_view::npos;
    for (std::size_t i = html.size(); i-- > 0;) {
        const char c = html[i];
        const TagByte kind = tag_bytes[static_cast<unsigned char>(c)];
        run = kind == TagByte::letter ? run + 1 : 0;
        if (run == 100) {  // libxml2 splits names there
            run = 0;
            ++in_tag;
        }
        if (kind != TagByte::mark) continue;
        if (c == '<' && i + 1 < html.size() && is_letter(html[i + 1]) && in_tag > most) found = i;
        const std::size_t outside = in_tag;
        if (c == '>') {
            in_tag = 0;
        } else if (c == '"' || c == '\'') {
            if (opens_value(html, i)) in_tag = c == '"' ? in_double : in_single;
        } else if (is_tag_blank(c) && i + 1 < html.size() && !is_tag_blank(html[i + 1])) {
            ++in_tag;
        }
        if (c == '"') in_double = outside + 1;
        if (c == '\'') in_single = outside + 1;
    }
    return found;
}

Prepared prepare(std::string_view html, std::string_view before, const TreeLimits& limits) {
    Prepared out;
    if (html.size() > limits.input_bytes) {
        out.cuts.push_back("the page was cut after " + std::to_string(limits.input_bytes >> 20U) + " MiB");
    }
    html = cut_to(html, limits.input_bytes);
    out.text.reserve(before.size() + html.size());
    out.text = before;
    append_clean(out.text, html, limits.input_bytes);
    drop_bogus_comments(out.text);
    // Short input cannot hold enough attributes to matter.
    const std::size_t crowded = out.text.size() > 2 * limits.tag_attributes
                                    ? find_crowded_tag(out.text, limits.tag_attributes)
                                    : std::string::npos;
    if (crowded != std::string::npos) {
        out.cuts.push_back("the page was cut at a tag with more than " + std::to_string(limits.tag_attributes) +
                           " attributes");
        out.text.resize(crowded);
    }
    return out;
}

Prepared prepare_text(std::string_view text, const TreeLimits& limits) {
    Prepared out;
    if (text.size() > limits.text_bytes) {
        out.cuts.push_back("the text was cut after " + std::to_string(limits.text_bytes >> 20U) + " MiB");
    }
    text = cut_to(text, limits.text_bytes);
    out.text.reserve(text.size());
    append_clean(out.text, text, limits.text_bytes);
    return out;
}

}  // namespace syndicated::normalise
