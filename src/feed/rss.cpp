// RSS 2.0 (https://www.rssboard.org/rss-specification) by the RSS Advisory Board's Best Practices Profile.
#include "feed/formats.hpp"
#include "feed/license.hpp"
#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "feed/xml.hpp"
#include "syndicated/feed/render.hpp"

namespace syndicated::feed {

namespace {

constexpr std::string_view tail = "  </channel>\n</rss>\n";

void add_categories(pugi::xml_node item, const Article& article, const Site& site) {
    for (const auto& label : labels_of(article)) {
        set(add_plain(item, "category", label.path), "domain", directory_url(site));
    }
}

void add_source(pugi::xml_node item, const Article& article) {
    if (article.source.empty()) return;
    if (article.source_url.empty()) {
        add_plain(item, "dc:source", source_of(article));
    } else {
        set(add_plain(item, "source", source_of(article)), "url", to_uri(article.source_url));
    }
}

void add_image(pugi::xml_node item, const Article& article) {
    if (article.image.empty()) return;
    const std::string url = to_uri(article.image);
    pugi::xml_node content = add(item, "media:content");
    set(content, "url", url);
    set(content, "medium", "image");
    set(add(item, "media:thumbnail"), "url", url);
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
void add_content(pugi::xml_node item, const Article& article) {
    std::string buffer;
    const std::string_view content = content_of(article, buffer);
    const std::string summary = escape_html(article.summary);
    const std::string_view description = article.summary.empty() ? content : summary;
    if (!description.empty()) add(item, "description", description);
    if (!content.empty() && !article.summary.empty()) add(item, "content:encoded", content);
}

// RSS has no word for it; who reads Media RSS (section 3.14, media:status) takes the item off.
void add_tombstones(pugi::xml_node channel, const Feed& feed, const Site& site) {
    if (!site.rss_tombstones) return;
    const bool is_chinese = language_of(feed.category, site).substr(0, 2) == "zh";
    for (const auto& tombstone : feed.tombstones) {
        pugi::xml_node item = add(channel, "item");
        add(item, "title", is_chinese ? "（已撤稿）" : "(withdrawn)");
        set(add(item, "guid", tombstone.guid), "isPermaLink", "false");
        add(item, "pubDate", format_rfc822(tombstone.when, site.zone));
        pugi::xml_node status = add(item, "media:status");
        set(status, "state", "deleted");
    }
}

// How often to look, for readers that go by the document and know no Cache-Control (without it, daily is assumed:
// https://web.resource.org/rss/1.0/modules/syndication/). Four times an hour: what is new is not an hour late where
// push does not reach, and it costs most readers a 304.
void add_update_hint(pugi::xml_node channel) {
    add(channel, "sy:updatePeriod", "hourly");
    add(channel, "sy:updateFrequency", "4");
}

}  // namespace

void rss_entry(const Entry& entry, const Site& site, std::string& out) {
    const Article& article = entry.article;
    pugi::xml_document document;
    pugi::xml_node item = add(document, "item");
    add_plain(item, "title", title_of(article));
    add(item, "link", to_uri(article.link));
    set(add(item, "guid", article.guid), "isPermaLink", "false");
    add(item, "pubDate", format_rfc822(article.published.at, site.zone));
    // RSS has no element for the last change; readers that know Atom's see an edit by it.
    if (entry.updated != article.published.at) add(item, "atom:updated", format_rfc3339(entry.updated, site.zone));
    for (const auto& author : authors_of(article)) add_plain(item, "dc:creator", author);
    add_categories(item, article, site);
    add_source(item, article);
    if (!article.language.empty()) add(item, "dc:language", article.language);
    add_image(item, article);
    add_content(item, article);
    if (!site.license.empty()) add_license(item, to_uri(article.link), site);
    print(item, 2, out);
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
    add_tombstones(channel, feed, site);
    std::string head = print(document);
    head.resize(head.size() - tail.size());
    return {std::move(head), "", tail};
}

}  // namespace syndicated::feed
