// OPML 2.0 (http://opml.org/spec2.opml): readers import it to subscribe to every feed at once.
#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "feed/xml.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/pages.hpp"
#include "syndicated/feed/render.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace syndicated::feed {

namespace {

void add_feed(pugi::xml_node parent, const Category& category, const Site& site) {
    const std::string title = title_of(category, site);
    pugi::xml_node outline = add(parent, "outline");
    set(outline, "type", "rss");
    set(outline, "text", title);
    set(outline, "title", title);
    if (const std::string about = description_of(category); !about.empty()) set(outline, "description", about);
    set(outline, "language", language_of(category, site));
    set(outline, "xmlUrl", self_url(site, category.slug, Format::rss));
    set(outline, "htmlUrl", home_of(site));
}

pugi::xml_node add_folder(pugi::xml_node parent, const std::string& title) {
    pugi::xml_node folder = add(parent, "outline");
    set(folder, "text", title);
    set(folder, "title", title);
    return folder;
}

void add_sources(pugi::xml_node body, std::span<const SourceListing> sources, const Site& site) {
    if (sources.empty()) return;
    const bool is_chinese = equal_ignoring_case(site.language.substr(0, 2), "zh");
    const pugi::xml_node folder = add_folder(body, is_chinese ? "来源" : "Sources");
    for (const auto& source : sources) {
        pugi::xml_node outline = add(folder, "outline");
        set(outline, "type", "rss");
        set(outline, "text", without_tags(source.name));
        set(outline, "title", without_tags(source.name));
        set(outline, "xmlUrl", to_uri(site.base_url + source.target + ".rss"));
        set(outline, "htmlUrl", home_of(site));
    }
}

// For programs that poll all of the feeds; readers pass links over.
void add_changes(pugi::xml_node body, const Site& site) {
    pugi::xml_node outline = add(body, "outline");
    set(outline, "type", "link");
    set(outline, "text", "changes.json");
    set(outline, "url", to_uri(site.base_url + "/feeds/changes.json"));
}

struct Folder {
    pugi::xml_node node;
    int depth = 0;
};

// Deeper folders are put into the last one, so that no tree is too deep for a reader.
constexpr int deepest_folder = 16;

// What a reader can import. changes.json names all of them.
constexpr std::size_t most_feeds = 10'000;

}  // namespace

std::string render_opml(std::span<const Listing> listings, std::span<const SourceListing> sources, const Site& site) {
    pugi::xml_document document;
    pugi::xml_node root = add(document, "opml");
    set(root, "version", "2.0");
    add(add(root, "head"), "title", title_of(site));
    pugi::xml_node body = add(root, "body");
    listings = listings.first(std::min(listings.size(), most_feeds));
    std::set<std::string_view> parents;
    for (const auto& listing : listings) parents.insert(listing.category.parent);
    // Readers take what stands below a feed for nothing: a category with children is a folder that holds its own feed.
    std::map<std::string_view, Folder> folders;
    for (const auto& listing : listings) {
        const Category& category = listing.category;
        const auto parent = folders.find(category.parent);
        Folder place = parent == folders.end() ? Folder{body, 0} : parent->second;
        if (parents.count(category.slug) > 0) {
            if (place.depth < deepest_folder)
                place = {add_folder(place.node, title_of(category, site)), place.depth + 1};
            folders.emplace(category.slug, place);
        }
        add_feed(place.node, category, site);
    }
    add_sources(body, sources, site);
    add_changes(body, site);
    return print(document);
}

}  // namespace syndicated::feed
