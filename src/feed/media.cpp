#include "feed/media.hpp"

namespace syndicated::feed {

void add_image(XmlWriter& xml, std::string_view url) {
    if (url.empty()) return;
    xml.add_empty("media:content", {{"url", url}, {"medium", "image"}});
    xml.add_empty("media:thumbnail", {{"url", url}});
}

}  // namespace syndicated::feed
