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

// XML 1.0 (Fifth Edition), section 2.2, for text that is valid UTF-8: surrogates cannot occur. A carriage return is
// allowed, but XML readers turn it into a line feed (section 2.11) and JSON readers do not.
bool needs_repair(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 && byte != '\t' && byte != '\n') return true;
        if (byte == 0xEF && text.substr(i + 1, 2) >= "\xBF\xBE") return true;  // U+FFFE, U+FFFF
    }
    return false;
}

}  // namespace

std::string_view clean(std::string_view text, std::string& buffer) {
    if (is_valid_utf8(text) && !needs_repair(text)) return text;
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
