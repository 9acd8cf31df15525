#include "feed/xml.hpp"

#include "feed/escape.hpp"

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

std::string escaped(std::string_view text, Text kind, Place place) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    append_escaped(out, text, kind, place);
    return out;
}

pugi::xml_node append(pugi::xml_node parent, const char* name, const std::string& escaped_text) {
    pugi::xml_node node = parent.append_child(name);
    node.append_child(pugi::node_pcdata).set_value(escaped_text.data(), escaped_text.size());
    return node;
}

}  // namespace

pugi::xml_node add(pugi::xml_node parent, const char* name) {
    return parent.append_child(name);
}

pugi::xml_node add(pugi::xml_node parent, const char* name, std::string_view text) {
    return append(parent, name, escaped(text, Text::data, Place::content));
}

pugi::xml_node add_plain(pugi::xml_node parent, const char* name, std::string_view text) {
    return append(parent, name, escaped(text, Text::words, Place::content));
}

void set(pugi::xml_node node, const char* attribute, std::string_view value) {
    const std::string text = escaped(value, Text::data, Place::attribute);
    node.append_attribute(attribute).set_value(text.data(), text.size());
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
