// JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). Boost.JSON keeps the order of insertion, so equal values
// give equal bytes.
#include "feed/formats.hpp"
#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "feed/xml.hpp"
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

json::array authors_to_json(const Article& article) {
    json::array out;
    for (const auto& author : authors_of(article)) out.push_back(json::object{{"name", text_of(author)}});
    return out;
}

json::array tags_to_json(const Article& article) {
    json::array out;
    for (const auto& label : labels_of(article)) out.push_back(text_of(label.name));
    return out;
}

// An item must have content (section "Items").
void put_content(json::object& item, const Article& article) {
    std::string buffer;
    const std::string_view html = content_of(article, buffer);
    if (!html.empty()) {
        item["content_html"] = text_of(html);
    } else {
        item["content_text"] = text_of(article.summary.empty() ? title_of(article) : article.summary);
    }
    if (!article.summary.empty()) item["summary"] = text_of(article.summary);
    if (!article.image.empty()) item["image"] = to_uri(article.image);
}

// Extensions are objects whose name begins with an underscore.
void put_extension(json::object& item, const Article& article) {
    json::object source;
    if (!article.source.empty()) source["name"] = text_of(source_of(article));
    if (!article.source_url.empty()) source["url"] = to_uri(article.source_url);
    if (!source.empty()) item["_syndicated"] = json::object{{"source", std::move(source)}};
}

json::array hubs_to_json(const Site& site, const Feed& feed) {
    json::array out;
    for (const auto& hub : hubs_of(site, feed)) out.push_back(json::object{{"type", "WebSub"}, {"url", to_uri(hub)}});
    return out;
}

}  // namespace

void json_entry(const Entry& entry, const Site& site, std::string& out) {
    const Article& article = entry.article;
    json::object item;
    item["id"] = text_of(article.guid);
    item["url"] = to_uri(article.link);
    item["title"] = text_of(title_of(article));
    put_content(item, article);
    item["date_published"] = format_rfc3339(article.published.at, site.zone);
    item["date_modified"] = format_rfc3339(entry.updated, site.zone);
    json::array authors = authors_to_json(article);
    if (!authors.empty()) item["authors"] = std::move(authors);
    json::array tags = tags_to_json(article);
    if (!tags.empty()) item["tags"] = std::move(tags);
    if (!article.language.empty()) item["language"] = text_of(article.language);
    put_extension(item, article);
    out += json::serialize(item);
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
    return {std::move(head), ",\n", "\n]}\n"};
}

}  // namespace syndicated::feed
