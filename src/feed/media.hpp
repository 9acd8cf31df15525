// Media RSS (https://www.rssboard.org/media-rss), which RSS and Atom take in alike. Pure; any thread.
#pragma once

#include "feed/xml_writer.hpp"

namespace syndicated::feed {

// An entry's picture; empty: it has none.
void add_image(XmlWriter& xml, std::string_view url);

}  // namespace syndicated::feed
