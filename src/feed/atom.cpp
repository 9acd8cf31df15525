// Atom 1.0 (RFC 4287).
#include "feed/formats.hpp"
#include "feed/license.hpp"
#include "feed/media.hpp"
#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "feed/xml.hpp"
#include "feed/xml_writer.hpp"
#include "syndicated/feed/render.hpp"

namespace syndicated::feed {

namespace {

constexpr std::string_view tail = "</feed>\n";

pugi::xml_node add_link(pugi::xml_node parent, std::string_view rel, std::string_view type, std::string_view url) {
    pugi::xml_node link = add(parent, "link");
    set(link, "rel", rel);
    if (!type.empty()) set(link, "type", type);
    set(link, "href", url);
    return link;
}

void add_person(pugi::xml_node parent, const char* role, std::string_view name) {
    add_plain(add(parent, role), "name", name);
}

void add_categories(XmlWriter& xml, const EntryParts& entry) {
    for (const auto& label : entry.labels) {
        xml.add_empty(
            "category",
            {{"term", label.name, Text::words}, {"scheme", entry.directory}, {"label", label.path, Text::words}});
    }
}

// RFC 4287 has no element for an outlet that is credited: atom:source is a feed. rel=via points at where the entry
// came from (section 4.2.7.2).
void add_source(XmlWriter& xml, const EntryParts& entry) {
    const XmlWriter::Attribute rel{"rel", "via"};
    const XmlWriter::Attribute href{"href", entry.source_url};
    if (entry.source.empty()) {
        if (!entry.source_url.empty()) xml.add_empty("link", {rel, href});
        return;
    }
    if (!entry.source_url.empty()) xml.add_empty("link", {rel, href, {"title", entry.source, Text::words}});
    xml.add_words("dc:source", entry.source);
}

// The same thing said in the way that cannot be misread: text that has something of markup in it goes as HTML.
void add_summary(XmlWriter& xml, const EntryParts& entry) {
    const bool plain = entry.summary == entry.entry.article.summary;
    xml.add("summary", entry.summary, {{"type", plain ? "text" : "html"}});
}

// An entry should hold something to read (section 4.1.1.1): at least its title, as in JSON.
std::optional<std::size_t> add_content(XmlWriter& xml, const EntryParts& entry) {
    if (!entry.summary.empty()) add_summary(xml, entry);
    if (!entry.content.empty()) return xml.add_around("content", {{"type", "html"}});
    if (entry.summary.empty()) xml.add_words("content", entry.title, {{"type", "text"}});
    return std::nullopt;
}

// RFC 6721, section 3.
std::vector<std::string> tombstones_of(const Feed& feed, const Site& site) {
    std::vector<std::string> out;
    for (const auto& tombstone : feed.tombstones) {
        pugi::xml_document document;
        pugi::xml_node deleted = add(document, "at:deleted-entry");
        set(deleted, "ref", tombstone.guid);
        set(deleted, "when", format_rfc3339(tombstone.when, site.zone));
        print(deleted, 1, out.emplace_back());
    }
    return out;
}

// Permanent whatever the feed is called later (RFC 4287, section 4.2.6), and wherever it is served, as long as the site
// has an id (RFC 4151). Archives are parts of their live feed (RFC 5005, section 4), a selection is a feed of its own,
// and of its address.
std::string id_of(const Feed& feed, const Site& site) {
    const bool has_own = !feed.is_live() && !feed.is_archive;
    const Category& category = feed.category;
    const std::string& name = category.first.empty() ? category.slug : category.first;
    if (site.id.empty()) return has_own ? self_url(site, feed, Format::atom) : self_url(site, name, Format::atom);
    if (has_own) return "tag:" + site.id + ":" + to_uri(target_of(feed, Format::atom)).substr(1);
    return "tag:" + site.id + ":feed/" + name;
}

}  // namespace

EntryFrame atom_entry(const EntryParts& entry, const Site&) {
    const Article& article = entry.entry.article;
    EntryFrame out;
    out.bytes.reserve(usual_frame_bytes + article.summary.size());
    XmlWriter xml(out.bytes, 1);
    if (article.language.empty()) {
        xml.open("entry");
    } else {
        xml.open("entry", {{"xml:lang", article.language}});
    }
    xml.add("id", article.guid);
    xml.add_words("title", entry.title);
    xml.add_empty("link", {{"rel", "alternate"}, {"type", "text/html"}, {"href", entry.link}});
    xml.add("updated", entry.updated);
    xml.add("published", entry.published);
    for (const auto& author : entry.authors) {
        xml.open("author");
        xml.add_words("name", author);
        xml.close("author");
    }
    add_categories(xml, entry);
    add_source(xml, entry);
    add_image(xml, entry.image);
    out.body_at = add_content(xml, entry);
    xml.close("entry");
    return out;
}

Frame atom_frame(const Feed& feed, const Site& site) {
    pugi::xml_document document;
    pugi::xml_node root = add(document, "feed");
    set(root, "xmlns", atom_namespace);
    set(root, "xmlns:dc", dc_namespace);
    if (feed.is_archive) set(root, "xmlns:fh", history_namespace);
    if (!feed.tombstones.empty()) set(root, "xmlns:at", tombstone_namespace);
    set(root, "xmlns:media", media_namespace);
    set(root, "xml:lang", language_of(feed.category, site));
    add(root, "id", id_of(feed, site));
    add_plain(root, "title", title_of(feed.category, site));
    const std::string description = description_of(feed.category);
    if (!description.empty()) add_plain(root, "subtitle", description);
    add(root, "updated", format_rfc3339(updated_of(feed), site.zone));
    add_link(root, "self", "application/atom+xml", self_url(site, feed, Format::atom));
    add_link(root, "alternate", "text/html", home_of(site));
    if (feed.is_archive) {
        add_link(root, "current", "application/atom+xml", self_url(site, feed.category.slug, Format::atom));
        add(root, "fh:archive");
    }
    const std::string previous = previous_url(site, feed, Format::atom);
    if (!previous.empty()) add_link(root, "prev-archive", "application/atom+xml", previous);
    if (!site.license.empty()) add_link(root, "license", "application/rsl+xml", license_url(site));  // RFC 4946
    for (const auto& hub : hubs_of(site, feed)) add_link(root, "hub", "", to_uri(hub));
    add_person(root, "author", title_of(site));  // for entries without one (section 4.1.1)
    add(root, "generator", "syndicated");
    std::string head = print(document);
    head.resize(head.size() - tail.size());
    return {std::move(head), tombstones_of(feed, site), "", tail};
}

}  // namespace syndicated::feed
