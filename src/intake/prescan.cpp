#include "intake/prescan.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <string>

namespace syndicated::intake {

namespace {

constexpr std::size_t scanned_bytes = 4096;
constexpr std::string_view blanks = " \t\r\n\f";

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Attribute {
    std::string name;
    std::string_view value;
};

// The attribute at `pos`, which moves behind it; false at the tag's end.
bool next_attribute(std::string_view text, std::size_t& pos, Attribute& out) {
    pos = text.find_first_not_of(" \t\r\n\f/", pos);
    if (pos == std::string_view::npos || text[pos] == '>') return false;
    const std::size_t name_end = std::min(text.find_first_of(" \t\r\n\f/>=", pos + 1), text.size());
    out.name = to_lower_ascii(text.substr(pos, name_end - pos));
    out.value = {};
    pos = text.find_first_not_of(blanks, name_end);
    if (pos == std::string_view::npos) return false;
    if (text[pos] != '=') return true;
    pos = text.find_first_not_of(blanks, pos + 1);
    if (pos == std::string_view::npos) return false;
    const char quote = text[pos];
    if (quote == '"' || quote == '\'') {
        const std::size_t end = text.find(quote, pos + 1);
        if (end == std::string_view::npos) return false;
        out.value = text.substr(pos + 1, end - pos - 1);
        pos = end + 1;
        return true;
    }
    const std::size_t end = std::min(text.find_first_of(" \t\r\n\f>", pos), text.size());
    out.value = text.substr(pos, end - pos);
    pos = end;
    return true;
}

const Encoding* from_content(std::string_view content) {
    return to_lower_ascii(content).find("charset") == std::string::npos ? nullptr : find_declared(content);
}

// The attributes of one <meta>. The standard wants http-equiv=Content-Type beside content; pages that leave it out
// mean the same.
const Encoding* read_meta(std::string_view text, std::size_t& pos) {
    const Encoding* charset = nullptr;
    const Encoding* content = nullptr;
    Attribute attribute;
    while (next_attribute(text, pos, attribute)) {
        if (attribute.name == "charset" && charset == nullptr) charset = find_encoding(attribute.value);
        if (attribute.name == "content" && content == nullptr) content = from_content(attribute.value);
    }
    return charset != nullptr ? charset : content;
}

const Encoding* read_xml_declaration(std::string_view text) {
    if (!text.starts_with("<?xml")) return nullptr;
    const std::string_view declaration = text.substr(0, text.find('>'));
    const std::size_t at = declaration.find("encoding");
    if (at == std::string_view::npos) return nullptr;
    const std::size_t open = declaration.find_first_of("'\"", at);
    if (open == std::string_view::npos) return nullptr;
    const std::size_t close = declaration.find(declaration[open], open + 1);
    return close == std::string_view::npos ? nullptr : find_encoding(declaration.substr(open + 1, close - open - 1));
}

bool starts_meta(std::string_view rest) {
    return rest.size() > 5 && equal_ignoring_case(rest.substr(0, 5), "<meta") &&
           std::string_view(" \t\r\n\f/").find(rest[5]) != std::string_view::npos;
}

// Behind a tag that is no <meta>: its attributes are read, so that a '>' in a value does not end it.
void skip_tag(std::string_view text, std::size_t& pos) {
    pos = std::min(text.find_first_of(" \t\r\n\f>", pos), text.size());
    Attribute ignored;
    while (pos < text.size() && next_attribute(text, pos, ignored)) {
    }
}

const Encoding* find_meta(std::string_view text) {
    std::size_t pos = text.find('<');
    while (pos < text.size()) {
        const std::string_view rest = text.substr(pos);
        const bool tag =
            rest.size() > 1 && (is_letter(rest[1]) || (rest[1] == '/' && rest.size() > 2 && is_letter(rest[2])));
        if (rest.starts_with("<!--")) {
            const std::size_t end = text.find("-->", pos + 2);
            pos = end == std::string_view::npos ? end : end + 3;
        } else if (starts_meta(rest)) {
            pos += 5;
            if (const Encoding* found = read_meta(text, pos)) return found;
        } else if (tag) {
            skip_tag(text, pos);
        } else if (rest.starts_with("<!") || rest.starts_with("</") || rest.starts_with("<?")) {
            pos = text.find('>', pos);
        } else {
            ++pos;
        }
        if (pos < text.size()) pos = text.find('<', pos);
    }
    return nullptr;
}

}  // namespace

const Encoding* prescan(std::string_view bytes) {
    const std::string_view text = bytes.substr(0, scanned_bytes);
    const Encoding* found = read_xml_declaration(text);
    if (found == nullptr) found = find_meta(text);
    return found != nullptr && found->kind == EncodingKind::utf16 ? &utf_8 : found;
}

}  // namespace syndicated::intake
