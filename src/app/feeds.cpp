#include "app/commands.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <string>

namespace syndicated::app {

namespace {

std::string as_json(const std::vector<ledger::FeedHead>& heads, const Site& site) {
    boost::json::array out;
    for (const auto& head : heads) {
        boost::json::object feed;
        feed["slug"] = head.category.slug;
        feed["title"] = head.category.title;
        feed["parent"] = head.category.parent;
        feed["entries"] = head.entries;
        feed["revision"] = head.revision;
        feed["last_modified"] = format_rfc3339(head.last_modified, site.zone);
        for (const Format format : all_formats) {
            feed[extension_of(format)] = feed::self_url(site, head.category.slug, format);
        }
        out.push_back(std::move(feed));
    }
    return boost::json::serialize(out) + "\n";
}

std::string as_text(const std::vector<ledger::FeedHead>& heads, const Site& site) {
    std::string out;
    for (const auto& head : heads) {
        const auto depth = head.category.path.empty() ? 0 : head.category.path.size() - 1;
        out += fmt::format("{:>7} entries  {}  {}{}\n", head.entries,
                           feed::self_url(site, head.category.slug, Format::rss), std::string(depth * 2, ' '),
                           head.category.title);
    }
    return out;
}

}  // namespace

int run_feeds(const Settings& settings, bool json) {
    const auto ledger = ledger::open_ledger(settings.ledger_url, settings.folder, ledger::Access::read_only);
    if (!ledger) return failure(ledger.error());
    const auto heads = (*ledger)->feeds();
    if (!heads) return failure(heads.error());
    print(json ? as_json(*heads, settings.site) : as_text(*heads, settings.site));
    return Exit::done;
}

}  // namespace syndicated::app
