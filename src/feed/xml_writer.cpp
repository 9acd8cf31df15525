#include "feed/xml_writer.hpp"

namespace syndicated::feed {

void XmlWriter::open(std::string_view name, Attributes attributes) {
    begin(name, attributes);
    out_ += ">\n";
    ++depth_;
}

void XmlWriter::close(std::string_view name) {
    --depth_;
    indent();
    end(name);
}

void XmlWriter::add_empty(std::string_view name, Attributes attributes) {
    begin(name, attributes);
    out_ += " />\n";
}

void XmlWriter::add(std::string_view name, std::string_view text, Attributes attributes) {
    add(name, text, Text::data, attributes);
}

void XmlWriter::add_words(std::string_view name, std::string_view text, Attributes attributes) {
    add(name, text, Text::words, attributes);
}

std::size_t XmlWriter::add_around(std::string_view name, Attributes attributes) {
    begin(name, attributes);
    out_ += '>';
    const std::size_t at = out_.size();
    end(name);
    return at;
}

void XmlWriter::add(std::string_view name, std::string_view text, Text kind, Attributes attributes) {
    begin(name, attributes);
    out_ += '>';
    append_escaped(out_, text, kind, Place::content);
    end(name);
}

void XmlWriter::begin(std::string_view name, Attributes attributes) {
    indent();
    out_ += '<';
    out_ += name;
    for (const Attribute& attribute : attributes) {
        out_ += ' ';
        out_ += attribute.name;
        out_ += "=\"";
        append_escaped(out_, attribute.value, attribute.kind, Place::attribute);
        out_ += '"';
    }
}

void XmlWriter::end(std::string_view name) {
    out_ += "</";
    out_ += name;
    out_ += ">\n";
}

}  // namespace syndicated::feed
