// The page for aggregators that poll hundreds of feeds: one request for all.
#include "syndicated/feed/pages.hpp"
#include "syndicated/feed/render.hpp"

#include <boost/json.hpp>

namespace syndicated::feed {

std::string render_changes(const Changes& changes, const Site& site) {
    namespace json = boost::json;
    json::array feeds, moved;
    for (const FeedChange& change : changes.feeds) {
        json::object feed;
        feed["slug"] = change.slug;
        for (const Format format : all_formats) {
            const std::string& etag = change.etags.at(static_cast<std::size_t>(format));
            if (etag.empty()) continue;
            feed[extension_of(format)] = json::object{{"url", self_url(site, change.slug, format)}, {"etag", etag}};
        }
        feeds.push_back(std::move(feed));
    }
    for (const MovedFeed& one : changes.moved) moved.push_back(json::object{{"slug", one.slug}, {"to", one.to}});
    const std::string next = std::to_string(changes.cursor);
    json::object root;
    root["cursor"] = next;
    root["next"] = site.base_url + "/feeds/changes.json?since=" + next;
    root["more"] = changes.more;
    root["feeds"] = std::move(feeds);
    root["moved"] = std::move(moved);
    root["gone"] = json::array(changes.gone.begin(), changes.gone.end());
    return json::serialize(root) + "\n";
}

}  // namespace syndicated::feed
