// The page for aggregators that poll hundreds of feeds: one request for all.
#include "syndicated/feed/pages.hpp"
#include "syndicated/feed/render.hpp"

#include <boost/json.hpp>

namespace syndicated::feed {

std::string render_changes(std::span<const FeedChange> changes, std::uint64_t cursor, bool more, const Site& site) {
    namespace json = boost::json;
    json::array feeds;
    for (const FeedChange& change : changes) {
        json::object feed;
        feed["slug"] = change.slug;
        for (const Format format : all_formats) {
            const std::string& etag = change.etags.at(static_cast<std::size_t>(format));
            if (etag.empty()) continue;
            feed[extension_of(format)] = json::object{{"url", self_url(site, change.slug, format)}, {"etag", etag}};
        }
        feeds.push_back(std::move(feed));
    }
    const std::string next = std::to_string(cursor);
    json::object root;
    root["cursor"] = next;
    root["next"] = site.base_url + "/feeds/changes.json?since=" + next;
    root["more"] = more;
    root["feeds"] = std::move(feeds);
    return json::serialize(root) + "\n";
}

}  // namespace syndicated::feed
