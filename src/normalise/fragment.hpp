// A field's raw value as plain text: tags, comments and scripts out, entities decoded once, block elements as line
// ends. For values, not for pages: no tree is built. Pure; any thread; linear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

struct FragmentLine {
    std::string text;
    std::vector<std::size_t> seams;  // byte positions in `text` where an inline element begins or ends, ascending
    std::string title;               // the title attribute of the line's first link that has one
    std::size_t link_begin = 0, link_end = 0;  // that link's text
};

// Text without any tag keeps its own line ends; in markup they are blanks. A value that was stored escaped
// (&lt;b&gt;…) is unescaped first; an escaped blank (&amp;nbsp;) is a blank; nothing else is decoded twice.
[[nodiscard]] std::vector<FragmentLine> fragment_lines(std::string_view fragment);
// The same lines with "\n" between them.
[[nodiscard]] std::string fragment_text(std::string_view fragment);

// Tags, not only words in angle brackets, which stay words: List<String>, a<b.
[[nodiscard]] bool has_markup(std::string_view text);
// A text without tags that has some when its references are decoded: the whole value was stored escaped.
[[nodiscard]] bool is_escaped_markup(std::string_view text);

// The value of a tag's attribute, entities decoded; empty when there is none. `tag` begins with "<".
[[nodiscard]] std::string tag_attribute(std::string_view tag, std::string_view name);

// HTML's character references, once.
[[nodiscard]] std::string decode_entities(std::string_view text);

}  // namespace syndicated::normalise
