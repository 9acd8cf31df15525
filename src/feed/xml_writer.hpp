// Writes XML straight behind the bytes that are there already, element by element: an entry's way into a document.
// What it writes looks like what print() (feed/xml.hpp) makes of a tree. Pure; a writer belongs to one thread.
#pragma once

#include "feed/escape.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace syndicated::feed {

class XmlWriter {
public:
    struct Attribute {
        std::string_view name, value;
        Text kind = Text::data;
    };
    using Attributes = std::initializer_list<Attribute>;

    // Elements are indented by `depth` levels. `out` outlives the writer.
    XmlWriter(std::string& out, unsigned depth) : out_(out), depth_(depth) {}

    // Names are ASCII and come from the program: they are not escaped.
    void open(std::string_view name, Attributes attributes = {});
    void close(std::string_view name);
    void add_empty(std::string_view name, Attributes attributes);
    void add(std::string_view name, std::string_view text, Attributes attributes = {});
    void add_words(std::string_view name, std::string_view text, Attributes attributes = {});  // Text::words
    // An element whose text is put in by someone else, as append_escaped() makes it; where that goes.
    std::size_t add_around(std::string_view name, Attributes attributes = {});

private:
    void indent() { out_.append(std::size_t{2} * depth_, ' '); }
    void begin(std::string_view name, Attributes attributes);
    void end(std::string_view name);
    void add(std::string_view name, std::string_view text, Text kind, Attributes attributes);

    std::string& out_;
    unsigned depth_;
};

}  // namespace syndicated::feed
