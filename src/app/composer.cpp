#include "app/composer.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/pages.hpp"
#include "syndicated/intake/intake.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace syndicated::app {

namespace {

constexpr std::size_t most_changes = 5000;  // feeds in one answer
constexpr int most_looks = 4;

bool is_worth_another_look(const Error& error) {
    return error.code == Errc::not_found || error.code == Errc::conflict;
}

http::Made found(std::shared_ptr<const publish::Resource> resource) {
    return {200, std::move(resource)};
}

// A proxy may have put base_url's path before ours.
std::string path_of_base(const Site& site) {
    const std::size_t host = site.base_url.find("://") + 3;
    const std::size_t path = site.base_url.find('/', host);
    return path == std::string::npos ? std::string() : site.base_url.substr(path);
}

http::Made redirect(const std::string& target, int status, const Serving& serving) {
    auto out = std::make_shared<publish::Resource>();
    out->head.redirect = path_of_base(serving.site) + target;
    out->head.redirect_status = status;
    out->head.cache_control = serving.cache_control;
    return found(std::move(out));
}

std::vector<feed::Listing> listings_of(const std::vector<ledger::FeedHead>& heads, bool hot) {
    std::vector<feed::Listing> out;
    out.reserve(heads.size());
    for (const auto& head : heads) {
        out.push_back({head.category, head.entries, head.newest_title, head.newest_published, hot});
    }
    return out;
}

bool could_be_slug(std::string_view name) {
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// Without the format's ending and the query.
std::string stem_of(Address address) {
    address.query = {};
    std::string out = target_of(address);
    out.resize(out.size() - extension_of(address.format).size() - 1);
    return out;
}

// What tells a selection's title from the feed's.
void add_to_title(Category& category, const Site& site, std::string_view text) {
    if (text.empty()) return;
    if (category.title.empty()) category.title = site.title;
    category.title.append(" · ").append(text);
}

}  // namespace

http::Made Composer::make(const std::string& target, const Serving& serving) {
    // An entry that was withdrawn or edited between two looks is no error: the next look sees the feed as it is then.
    Answer out = answer(target, serving);
    for (int looks = 1; looks < most_looks && !out && is_worth_another_look(out.error()); ++looks) {
        out = answer(target, serving);
    }
    if (out) return *std::move(out);
    if (out.error().code == Errc::not_found) return {404, nullptr};
    log::error("app", fmt::format("{} could not be made: {}", quote(target), out.error().detail));
    return {503, nullptr};
}

Composer::Answer Composer::answer(const std::string& target, const Serving& serving) {
    if (target == directory_path || target == opml_path) return page(target, serving);
    if (target.starts_with(changes_path)) return changes(target, serving);
    const auto address = parse_target(target);
    if (!address) return http::Made{404, nullptr};
    if (address->kind == Address::Kind::article) return article(*address, serving);
    if (address->kind != Address::Kind::source) {
        auto elsewhere = resolve(*address, serving);
        if (!elsewhere) return elsewhere.error();
        if (*elsewhere) return **std::move(elsewhere);
    }
    switch (address->kind) {
        case Address::Kind::feed:
            return address->query.selects() ? selection(*address, serving) : live(*address, serving);
        case Address::Kind::source: return selection(*address, serving);
        case Address::Kind::hot: return hot(*address, serving);
        case Address::Kind::archive:
        case Address::Kind::archive_document: return archive(*address, serving);
        default: return http::Made{404, nullptr};
    }
}

Composer::Answer Composer::page(std::string_view path, const Serving& serving) {
    const auto heads = ledger_.feeds();
    if (!heads) return heads.error();
    const auto counts = ledger_.sources(serving.source_entries);
    if (!counts) return counts.error();
    std::vector<feed::SourceListing> sources;
    for (const auto& source : *counts) {
        Address address;
        address.kind = Address::Kind::source;
        address.name = source.name;
        sources.push_back({source.name, stem_of(address), source.entries});
    }
    const auto ranks = ledger_.has_ranks();
    if (!ranks) return ranks.error();
    const auto listings = listings_of(*heads, *ranks && serving.hot_entries > 0);
    if (path == opml_path) {
        return found(
            page_of("text/x-opml; charset=utf-8", feed::render_opml(listings, sources, serving.site), serving));
    }
    return found(page_of("text/html; charset=utf-8", feed::render_directory(listings, sources, serving.site), serving));
}

// Of what is published, not of what the ledger knows: a cursor must not be ahead of the ETags beside it.
Composer::Answer Composer::changes(const std::string& target, const Serving& serving) {
    auto since = parse_cursor(std::string_view(target).substr(std::min(target.find('?') + 1, target.size())));
    if (!since) return since.error();
    const std::uint64_t settled = publication_.settled();  // first: the Snapshot may be newer
    const auto snapshot = publication_.current();
    std::map<std::uint64_t, feed::FeedChange> in_order;
    std::uint64_t newest = settled;  // of what is there no longer, too
    const auto look = [&](const std::string& path, const publish::Resource& resource) {
        if (resource.head.topic.empty()) return;
        newest = std::max(newest, resource.head.sequence);
        const auto address = parse_address(path);
        if (!address || resource.head.sequence <= *since) return;
        auto& change = in_order[resource.head.sequence];
        change.slug = address->name;
        change.etags.at(static_cast<std::size_t>(address->format)) =
            publish::etag_of(resource.head.content, publish::Coding::identity);
    };
    snapshot->for_each(look);
    if (*since > newest) {  // of another life of the ledger: everything may have changed
        since = 0;
        snapshot->for_each(look);
    }
    feed::Changes out;
    out.more = in_order.size() > most_changes;
    out.cursor = newest;
    for (auto& [sequence, change] : in_order) {
        if (out.feeds.size() == most_changes) break;
        if (out.more) out.cursor = sequence;
        out.feeds.push_back(std::move(change));
    }
    out.cursor = std::min(out.cursor, std::max(settled, *since));  // earlier changes may come after later ones
    if (!out.more) {
        if (const auto told = tell_what_left(out); !told) return told.error();
    }
    return found(page_of("application/json", feed::render_changes(out, serving.site), serving));
}

Result<void> Composer::tell_what_left(feed::Changes& changes) {
    auto gone = ledger_.gone_slugs();
    if (!gone) return gone.error();
    const auto former = ledger_.former_slugs();
    if (!former) return former.error();
    changes.gone = std::move(*gone);
    for (const auto& [old_slug, slug] : *former) changes.moved.push_back({old_slug, slug});
    return boost::system::in_place_value;
}

Result<std::optional<http::Made>> Composer::resolve(const Address& address, const Serving& serving) {
    using Kind = ledger::Named::Kind;
    std::string word = address.name;
    auto named = ledger_.named(word);
    if (named && named->kind == Kind::nothing) {
        word = intake::decode_gb18030(word);  // as old pages encode names; 图片 passes for UTF-8 then
        named = ledger_.named(word);
    }
    if (!named) return named.error();
    // docs/decisions/0002: it is, or may become, the address of another feed.
    const bool is_no_address = named->by_name && could_be_slug(word);
    if (is_no_address || named->kind == Kind::nothing) return std::optional(http::Made{404, nullptr});
    if (named->kind == Kind::gone) return std::optional(http::Made{410, nullptr});
    if (named->kind == Kind::feed && !named->by_name) return std::optional<http::Made>();
    Address there = address;
    there.name = named->slug;
    return std::optional(redirect(target_of(there), named->kind == Kind::former ? 301 : 308, serving));
}

Composer::Answer Composer::live(const Address& address, const Serving& serving) {
    auto feed = ledger_.feed(address.name);
    if (!feed) return feed.error();
    feed->query = text_of(address.query);
    return document(*feed, address.format, address.query.summaries, serving);
}

Composer::Answer Composer::selection(const Address& address, const Serving& serving) {
    const FeedQuery& query = address.query;
    ledger::Selection wanted;
    const bool is_source = address.kind == Address::Kind::source;
    if (!is_source) wanted.slug = address.name;
    wanted.source = is_source ? address.name : query.source;
    wanted.words = query.words;
    wanted.author = query.author;
    wanted.since = query.since;
    wanted.limit = query.limit.value_or(serving.entries);
    auto feed = ledger_.select(wanted);
    if (!feed) return feed.error();
    if (is_source && feed->entries.empty()) return http::Made{404, nullptr};
    for (const auto& text : {wanted.source, wanted.author, wanted.words}) {
        add_to_title(feed->category, serving.site, text);
    }
    if (is_source) feed->address = stem_of(address);
    feed->query = text_of(query);
    return document(*feed, address.format, query.summaries, serving);
}

Composer::Answer Composer::hot(const Address& address, const Serving& serving) {
    if (serving.hot_entries == 0) return http::Made{404, nullptr};
    auto feed = ledger_.hot(address.name, address.query.limit.value_or(serving.hot_entries));
    if (!feed) return feed.error();
    add_to_title(feed->category, serving.site, feed::hot_title(serving.site));
    feed->address = stem_of(address);
    feed->query = text_of(address.query);
    return document(*feed, address.format, address.query.summaries, serving);
}

// A document's address holds what it was made of, so it never changes and another content has another address.
Composer::Answer Composer::archive(const Address& address, const Serving& serving) {
    auto feed = ledger_.archive(address.name, address.key);
    if (!feed && feed.error().code == Errc::invalid_input) return http::Made{404, nullptr};
    if (!feed) return feed.error();
    Address there = address;
    if (feed->entries.empty()) {  // all of it was withdrawn: the walk goes on behind it
        there.kind = Address::Kind::archive;
        there.key = feed->previous_archive;
        there.digest.clear();
        return redirect(target_of(there), 302, serving);
    }
    there.kind = Address::Kind::archive_document;
    there.digest = Digester().add(feed->content).add(feed::documents_digest(serving.site)).finish().hex();
    if (address.kind == Address::Kind::archive || address.digest != there.digest) {
        return redirect(target_of(there), 302, serving);
    }
    feed->address = stem_of(there);
    feed->is_archive = true;
    add_to_title(feed->category, serving.site, address.key);
    auto made = document(*feed, address.format, false, serving);
    if (!made || !made->resource) return made;
    auto resource = std::make_shared<publish::Resource>(*made->resource);
    resource->head.cache_control = "public, max-age=31536000, immutable";
    return found(std::move(resource));
}

Composer::Answer Composer::document(const Feed& feed, Format format, bool summaries, const Serving& serving) {
    std::vector<std::int64_t> ids;
    ids.reserve(feed.entries.size());
    for (const auto& ref : feed.entries) ids.push_back(ref.id);
    auto entries = ledger_.entries(ids);
    if (!entries) return entries.error();
    // Under the feed's ETag, or in the place of an immutable document, goes what the feed was said to hold and nothing
    // else.
    for (std::size_t i = 0; i < entries->size(); ++i) {
        if (content_of((*entries)[i]) == feed.entries[i].content) continue;
        return Error{Errc::conflict, fmt::format("an entry of {} changed while it was read", feed.category.slug)};
    }
    std::vector<feed::RenderedEntry> rendered;
    std::vector<feed::Piece> pieces;
    rendered.reserve(entries->size());
    pieces.reserve(entries->size());
    for (Entry& entry : *entries) {
        if (summaries && !entry.article.summary.empty()) entry.article.html.clear();
        pieces.push_back(rendered.emplace_back(entry, serving.site, std::span(&format, 1)).piece(format));
        count(Counter::entries_rendered);
    }
    count(Counter::documents_rendered);
    return found(resource_of(feed, format, feed::assemble(format, feed, pieces, serving.site), serving));
}

Composer::Answer Composer::article(const Address& address, const Serving& serving) {
    const auto answer = ledger_.article(address.name);
    if (!answer) return answer.error();
    if (!answer->entry) return http::Made{answer->withdrawn ? 410 : 404, nullptr};
    const auto& categories = answer->entry->article.categories;
    std::optional<Category> category;
    if (!categories.empty()) {
        auto main = ledger_.category(categories.front());
        if (!main) return main.error();
        category = *std::move(main);
    }
    return found(page_of("text/html; charset=utf-8",
                         feed::render_article(*answer->entry, category ? &*category : nullptr, serving.site), serving));
}

}  // namespace syndicated::app
