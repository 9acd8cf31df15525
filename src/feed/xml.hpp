// Building XML with pugixml: text that XML 1.0 allows and does not discourage, and nothing else. Pure; any thread.
#pragma once

#include <pugixml.hpp>

#include <string>
#include <string_view>

namespace syndicated::feed {

// Namespaces are declared once, on a document's root; entries are printed alone and rely on them.
inline constexpr const char* atom_namespace = "http://www.w3.org/2005/Atom";
inline constexpr const char* content_namespace = "http://purl.org/rss/1.0/modules/content/";
inline constexpr const char* dc_namespace = "http://purl.org/dc/elements/1.1/";
inline constexpr const char* history_namespace = "http://purl.org/syndication/history/1.0";
inline constexpr const char* media_namespace = "http://search.yahoo.com/mrss/";
inline constexpr const char* tombstone_namespace = "http://purl.org/atompub/tombstones/1.0";
inline constexpr const char* sy_namespace = "http://purl.org/rss/1.0/modules/syndication/";

pugi::xml_node add(pugi::xml_node parent, const char* name);
pugi::xml_node add(pugi::xml_node parent, const char* name, std::string_view text);
void set(pugi::xml_node node, const char* attribute, std::string_view value);

// The same for words that people read and that are no HTML (Text::words).
pugi::xml_node add_plain(pugi::xml_node parent, const char* name, std::string_view text);

// Appends the node alone, indented by `depth` levels, a line break at its end.
void print(pugi::xml_node node, unsigned depth, std::string& out);
// The whole document behind an XML declaration.
[[nodiscard]] std::string print(const pugi::xml_document& document);

}  // namespace syndicated::feed
