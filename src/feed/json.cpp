// JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). Boost.JSON keeps the order of insertion, so equal values
// give equal bytes.
#include "feed/escape.hpp"
#include "feed/formats.hpp"
#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "syndicated/feed/render.hpp"

#include <boost/json.hpp>

namespace syndicated::feed {

namespace {

namespace json = boost::json;

// The same characters as in the XML formats.
json::string text_of(std::string_view text) {
    std::string buffer;
    return json::string(clean(text, buffer));
}

json::array authors_to_json(const EntryParts& entry) {
    json::array out;
    for (const auto& author : entry.authors) out.push_back(json::object{{"name", text_of(author)}});
    return out;
}

json::array tags_to_json(const EntryParts& entry) {
    json::array out;
    for (const auto& label : entry.labels) out.push_back(text_of(label.name));
    return out;
}

// An item must have content (section "Items").
void put_content(json::object& item, const EntryParts& entry) {
    const std::string& summary = entry.entry.article.summary;
    if (!entry.content.empty()) {
        item["content_html"] = text_of(entry.content);
    } else {
        item["content_text"] = text_of(summary.empty() ? entry.title : summary);
    }
    if (!summary.empty()) item["summary"] = text_of(summary);
    if (!entry.image.empty()) item["image"] = entry.image;
}

// Extensions are objects whose name begins with an underscore.
void put_extension(json::object& item, const EntryParts& entry) {
    json::object source;
    if (!entry.source.empty()) source["name"] = text_of(entry.source);
    if (!entry.source_url.empty()) source["url"] = entry.source_url;
    if (!source.empty()) item["_syndicated"] = json::object{{"source", std::move(source)}};
}

json::array hubs_to_json(const Site& site, const Feed& feed) {
    json::array out;
    for (const auto& hub : hubs_of(site, feed)) out.push_back(json::object{{"type", "WebSub"}, {"url", to_uri(hub)}});
    return out;
}

}  // namespace

EntryFrame json_entry(const EntryParts& entry, const Site&) {
    const Article& article = entry.entry.article;
    json::object item;
    item["id"] = text_of(article.guid);
    item["url"] = entry.link;
    item["title"] = text_of(entry.title);
    put_content(item, entry);
    item["date_published"] = entry.published;
    item["date_modified"] = entry.updated;
    json::array authors = authors_to_json(entry);
    if (!authors.empty()) item["authors"] = std::move(authors);
    json::array tags = tags_to_json(entry);
    if (!tags.empty()) item["tags"] = std::move(tags);
    if (!article.language.empty()) item["language"] = text_of(article.language);
    put_extension(item, entry);
    return {json::serialize(item), std::nullopt};
}

Frame json_frame(const Feed& feed, const Site& site) {
    json::object root;
    root["version"] = "https://jsonfeed.org/version/1.1";
    root["title"] = text_of(title_of(feed.category, site));
    root["home_page_url"] = home_of(site);
    root["feed_url"] = self_url(site, feed, Format::json);
    const std::string previous = previous_url(site, feed, Format::json);
    if (!previous.empty()) root["next_url"] = previous;
    const std::string description = description_of(feed.category);
    if (!description.empty()) root["description"] = text_of(description);
    root["language"] = text_of(language_of(feed.category, site));
    root["authors"] = json::array{json::object{{"name", text_of(title_of(site))}, {"url", home_of(site)}}};
    if (json::array hubs = hubs_to_json(site, feed); !hubs.empty()) root["hubs"] = std::move(hubs);
    std::string head = json::serialize(root);
    head.back() = ',';
    head += "\"items\":[\n";
    return {std::move(head), {}, ",\n", "\n]}\n"};
}

}  // namespace syndicated::feed
