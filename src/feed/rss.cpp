// RSS 2.0 (https://www.rssboard.org/rss-specification) by the RSS Advisory Board's Best Practices Profile.
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

constexpr std::string_view tail = "  </channel>\n</rss>\n";

void add_source(XmlWriter& item, const EntryParts& entry) {
    if (entry.source.empty()) return;
    if (entry.source_url.empty()) {
        item.add_words("dc:source", entry.source);
    } else {
        item.add_words("source", entry.source, {{"url", entry.source_url}});
    }
}

void add_link(pugi::xml_node channel, const char* rel, std::string_view url) {
    pugi::xml_node link = add(channel, "atom:link");
    set(link, "rel", rel);
    set(link, "type", "application/rss+xml");
    set(link, "href", url);
}

void add_links(pugi::xml_node channel, const Feed& feed, const Site& site) {
    add_link(channel, "self", self_url(site, feed, Format::rss));
    if (feed.is_archive) add_link(channel, "current", self_url(site, feed.category.slug, Format::rss));
    const std::string previous = previous_url(site, feed, Format::rss);
    if (!previous.empty()) add_link(channel, "prev-archive", previous);
    for (const auto& hub : hubs_of(site, feed)) {
        pugi::xml_node link = add(channel, "atom:link");
        set(link, "rel", "hub");
        set(link, "href", to_uri(hub));
    }
}

// Readers take a description for HTML, and the summary is plain text. The profile wants a description in front of
// content:encoded: without a summary the body is the description, as it was before there was that module.
std::optional<std::size_t> add_content(XmlWriter& item, const EntryParts& entry) {
    if (!entry.summary.empty()) item.add("description", entry.summary);
    if (entry.content.empty()) return std::nullopt;
    return item.add_around(entry.summary.empty() ? "description" : "content:encoded");
}

// RSS has no word for it; who reads Media RSS (section 3.14, media:status) takes the item off.
std::vector<std::string> tombstones_of(const Feed& feed, const Site& site) {
    std::vector<std::string> out;
    if (!site.rss_tombstones) return out;
    const bool is_chinese = language_of(feed.category, site).substr(0, 2) == "zh";
    for (const auto& tombstone : feed.tombstones) {
        pugi::xml_document document;
        pugi::xml_node item = add(document, "item");
        add(item, "title", is_chinese ? "（已撤稿）" : "(withdrawn)");
        set(add(item, "guid", tombstone.guid), "isPermaLink", "false");
        add(item, "pubDate", format_rfc822(tombstone.when, site.zone));
        pugi::xml_node status = add(item, "media:status");
        set(status, "state", "deleted");
        print(item, 2, out.emplace_back());
    }
    return out;
}

// How often to look, for readers that go by the document and know no Cache-Control (without it, daily is assumed:
// https://web.resource.org/rss/1.0/modules/syndication/). Four times an hour: what is new is not an hour late where
// push does not reach, and it costs most readers a 304.
void add_update_hint(pugi::xml_node channel) {
    add(channel, "sy:updatePeriod", "hourly");
    add(channel, "sy:updateFrequency", "4");
}

}  // namespace

EntryFrame rss_entry(const EntryParts& entry, const Site& site) {
    const Article& article = entry.entry.article;
    EntryFrame out;
    out.bytes.reserve(usual_frame_bytes + article.summary.size());
    XmlWriter item(out.bytes, 2);
    item.open("item");
    item.add_words("title", entry.title);
    item.add("link", entry.link);
    item.add("guid", article.guid, {{"isPermaLink", "false"}});
    item.add("pubDate", format_rfc822(article.published.at, site.zone));
    // RSS has no element for the last change; readers that know Atom's see an edit by it.
    if (entry.entry.updated != article.published.at) item.add("atom:updated", entry.updated);
    for (const auto& author : entry.authors) item.add_words("dc:creator", author);
    for (const auto& label : entry.labels) item.add_words("category", label.path, {{"domain", entry.directory}});
    add_source(item, entry);
    if (!article.language.empty()) item.add("dc:language", article.language);
    add_image(item, entry.image);
    out.body_at = add_content(item, entry);
    if (!site.license.empty()) append_license(out.bytes, 3, entry.link, site);
    item.close("item");
    return out;
}

Frame rss_frame(const Feed& feed, const Site& site) {
    pugi::xml_document document;
    pugi::xml_node rss = add(document, "rss");
    set(rss, "version", "2.0");
    set(rss, "xmlns:atom", atom_namespace);
    set(rss, "xmlns:content", content_namespace);
    set(rss, "xmlns:dc", dc_namespace);
    if (feed.is_archive) set(rss, "xmlns:fh", history_namespace);
    set(rss, "xmlns:media", media_namespace);
    if (!site.license.empty()) set(rss, "xmlns:rsl", rsl_namespace);
    set(rss, "xmlns:sy", sy_namespace);
    pugi::xml_node channel = add(rss, "channel");
    const std::string title = title_of(feed.category, site);
    const std::string description = description_of(feed.category);
    add_plain(channel, "title", title);
    add(channel, "link", home_of(site));
    add_plain(channel, "description", description.empty() ? title : description);
    add(channel, "language", language_of(feed.category, site));
    if (!feed.entries.empty() || !feed.tombstones.empty())
        add(channel, "lastBuildDate", format_rfc822(updated_of(feed), site.zone));
    add_links(channel, feed, site);
    if (feed.is_archive) {
        add(channel, "fh:archive");
    } else {
        add_update_hint(channel);
    }
    add(channel, "generator", "syndicated");
    std::string head = print(document);
    head.resize(head.size() - tail.size());
    return {std::move(head), tombstones_of(feed, site), "", tail};
}

}  // namespace syndicated::feed
