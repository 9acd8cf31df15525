#include "feed/xml.hpp"

#include "syndicated/base/text.hpp"

namespace syndicated::feed {

namespace {

struct StringWriter final : pugi::xml_writer {
    std::string out;

    void write(const void* data, std::size_t size) override { out.append(static_cast<const char*>(data), size); }
};

constexpr const char* indentation = "  ";
constexpr unsigned print_flags = pugi::format_indent | pugi::format_no_declaration;

bool continues(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

// Bytes of the character at `at` when it may stand as it is: well-formed UTF-8 (RFC 3629, section 4) and a Char of XML
// 1.0 (Fifth Edition), section 2.2; else 0. A carriage return is a Char, but XML readers turn it into a line feed
// (section 2.11) and JSON readers do not. `rest` bytes follow `at`.
std::size_t allowed_bytes(const unsigned char* at, std::size_t rest) {
    const unsigned char lead = at[0];
    if (lead < 0x80) return lead >= 0x20 || lead == '\t' || lead == '\n' ? 1 : 0;
    if (rest < 1 || !continues(at[1])) return 0;
    if (lead < 0xE0) return lead >= 0xC2 ? 2 : 0;
    if (rest < 2 || !continues(at[2])) return 0;
    if (lead < 0xF0) {
        const bool overlong = lead == 0xE0 && at[1] < 0xA0;
        const bool surrogate = lead == 0xED && at[1] >= 0xA0;
        const bool noncharacter = lead == 0xEF && at[1] == 0xBF && at[2] >= 0xBE;  // U+FFFE, U+FFFF
        return overlong || surrogate || noncharacter ? 0 : 3;
    }
    if (rest < 3 || !continues(at[3]) || lead > 0xF4) return 0;
    const bool out_of_range = (lead == 0xF0 && at[1] < 0x90) || (lead == 0xF4 && at[1] >= 0x90);
    return out_of_range ? 0 : 4;
}

// One pass: every text of every entry comes through here.
bool may_stand(std::string_view text) {
    const auto* at = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = at + text.size();
    while (at < end) {
        const std::size_t bytes = allowed_bytes(at, static_cast<std::size_t>(end - at) - 1);
        if (bytes == 0) return false;
        at += bytes;
    }
    return true;
}

}  // namespace

std::string_view clean(std::string_view text, std::string& buffer) {
    if (may_stand(text)) return text;
    const std::string allowed = drop_forbidden(text);
    buffer.clear();
    for (std::size_t i = 0; i < allowed.size(); ++i) {
        const bool returns = allowed[i] == '\r';
        if (returns && i + 1 < allowed.size() && allowed[i + 1] == '\n') continue;
        buffer += returns ? '\n' : allowed[i];
    }
    return buffer;
}

pugi::xml_node add(pugi::xml_node parent, const char* name) {
    return parent.append_child(name);
}

pugi::xml_node add(pugi::xml_node parent, const char* name, std::string_view text) {
    std::string buffer;
    const std::string_view value = clean(text, buffer);
    pugi::xml_node node = parent.append_child(name);
    node.append_child(pugi::node_pcdata).set_value(value.data(), value.size());
    return node;
}

void set(pugi::xml_node node, const char* attribute, std::string_view value) {
    std::string buffer;
    const std::string_view allowed = clean(value, buffer);
    node.append_attribute(attribute).set_value(allowed.data(), allowed.size());
}

std::string print(pugi::xml_node node, unsigned depth) {
    StringWriter writer;
    node.print(writer, indentation, print_flags, pugi::encoding_utf8, depth);
    return std::move(writer.out);
}

std::string print(const pugi::xml_document& document) {
    StringWriter writer;
    writer.out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    document.save(writer, indentation, print_flags, pugi::encoding_utf8);
    return std::move(writer.out);
}

}  // namespace syndicated::feed
