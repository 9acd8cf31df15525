#include "feed/xml.hpp"

#include "syndicated/base/text.hpp"

#include <array>

namespace syndicated::feed {

namespace {

class StringWriter final : public pugi::xml_writer {
public:
    explicit StringWriter(std::string& out) : out_(out) {}
    void write(const void* data, std::size_t size) override { out_.append(static_cast<const char*>(data), size); }

private:
    std::string& out_;
};

constexpr const char* indentation = "  ";
// What add() and set() keep is escaped already.
constexpr unsigned print_flags = pugi::format_indent | pugi::format_no_declaration | pugi::format_no_escapes;

// Windows-1252 at 0x80 to 0x9F: what C1 controls nearly always were before somebody read them as Latin-1. 0: none.
constexpr std::array<char32_t, 32> windows_1252{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// "May be used to represent a missing ideograph" (Unicode's list of names); Chinese print has it for a lost character.
// Validators take U+FFFD for a wrong encoding.
constexpr char32_t missing_ideograph = 0x25A1;

bool is_noncharacter(char32_t c) {
    return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFEU;
}

// What stands for the character in a document; 0: nothing.
char32_t fitting(char32_t c) {
    if (!is_xml_char(c) || is_noncharacter(c) || c == 0x7F) return 0;
    if (c >= 0x80 && c <= 0x9F) return windows_1252.at(c - 0x80);
    return c == replacement_character ? missing_ideograph : c;
}

bool continues(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

// Bytes of the character at `at` when it may stand as it is: well-formed UTF-8 (RFC 3629, section 4), and fitting() is
// itself; else 0. `rest` bytes follow `at`.
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

// The end of what may stand as it is and is escaped nowhere. Every text of every entry comes through here: the usual
// characters, ASCII and Chinese ones, take one look at a table.
const unsigned char* end_of_run(const unsigned char* at, const unsigned char* end) {
    while (at < end) {
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

enum class References { named, numeric };

// Empty: the character stands for itself there.
std::string_view reference_to(unsigned char c, References references, bool in_attribute) {
    const bool named = references == References::named;
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

std::string escaped(std::string_view text, References references, bool in_attribute) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = at + text.size();
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
            return escaped(clean(text, buffer), references, in_attribute);
        }
        const auto reference = reference_to(*run, references, in_attribute);
        at = run + bytes;
        if (reference.empty()) {
            append(run, at);
        } else {
            out += reference;
        }
    }
    return out;
}

pugi::xml_node append(pugi::xml_node parent, const char* name, const std::string& escaped_text) {
    pugi::xml_node node = parent.append_child(name);
    node.append_child(pugi::node_pcdata).set_value(escaped_text.data(), escaped_text.size());
    return node;
}

void append_attribute(pugi::xml_node node, const char* attribute, const std::string& escaped_value) {
    node.append_attribute(attribute).set_value(escaped_value.data(), escaped_value.size());
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
        c = fitting(c);
        if (c != 0) append_utf8(buffer, c);
    }
    return buffer;
}

pugi::xml_node add(pugi::xml_node parent, const char* name) {
    return parent.append_child(name);
}

pugi::xml_node add(pugi::xml_node parent, const char* name, std::string_view text) {
    return append(parent, name, escaped(text, References::named, false));
}

pugi::xml_node add_plain(pugi::xml_node parent, const char* name, std::string_view text) {
    return append(parent, name, escaped(text, References::numeric, false));
}

void set(pugi::xml_node node, const char* attribute, std::string_view value) {
    append_attribute(node, attribute, escaped(value, References::named, true));
}

void set_plain(pugi::xml_node node, const char* attribute, std::string_view value) {
    append_attribute(node, attribute, escaped(value, References::numeric, true));
}

void print(pugi::xml_node node, unsigned depth, std::string& out) {
    StringWriter writer(out);
    node.print(writer, indentation, print_flags, pugi::encoding_utf8, depth);
}

std::string print(const pugi::xml_document& document) {
    std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    StringWriter writer(out);
    document.save(writer, indentation, print_flags, pugi::encoding_utf8);
    return out;
}

}  // namespace syndicated::feed
