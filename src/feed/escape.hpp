// Text as it stands in XML: escaped, and repaired where XML forbids or discourages a character. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated::feed {

// What a text is, and so how & and < are written in it. For words that people read and that are no HTML they are
// numeric references in hexadecimal, which readers that take every text for HTML get wrong least often (RSS Best
// Practices Profile, "Character Data"), and which tell the feed validator that no HTML is meant.
enum class Text : std::uint8_t { data, words };
enum class Place : std::uint8_t { content, attribute };

// `text` itself when it may stand in a document, else a repaired copy in `buffer`: malformed bytes and U+FFFD become
// U+25A1, C1 controls what windows-1252 has there, line ends line feeds (XML readers make them that, XML 1.0, section
// 2.11; JSON readers do not); what XML forbids, U+007F and noncharacters go (section 2.2 and its note).
[[nodiscard]] std::string_view clean(std::string_view text, std::string& buffer);

// Appends the text, cleaned and escaped for its place.
void append_escaped(std::string& out, std::string_view text, Text kind, Place place);

}  // namespace syndicated::feed
