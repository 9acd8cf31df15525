#include "app/publisher.hpp"

#include "app/parallel.hpp"
#include "syndicated/base/counters.hpp"
#include "syndicated/feed/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace syndicated::app {

namespace {

// How much rendered text is kept while one round goes over many feeds.
constexpr std::size_t most_rendered_bytes = std::size_t{16} * 1024 * 1024;
// How many entries are rendered together, on as many threads as there are.
constexpr std::size_t rendered_at_once = 256;
// And how many while a commit of the store may come: some 2 ms, where they are read from a disk.
constexpr std::size_t rendered_ahead_at_once = 4;
// Of feeds that changed and have no room, so many of the last get the room of others; the rest is made for who asks.
constexpr std::size_t most_changed_cold = 64;
constexpr std::string_view license_path = "/license.xml", robots_path = "/robots.txt";

// A feed without its entries.
Feed feed_of(ledger::FeedHead head) {
    Feed out;
    out.category = std::move(head.category);
    out.revision = head.revision;
    out.content = head.content;
    out.last_modified = head.last_modified;
    out.sequence = head.sequence;
    return out;
}

}  // namespace

Publisher::Publisher(publish::Publication& publication, std::function<void()> coded)
    : cache_(publication, std::move(coded)), rendered_(available_threads()) {}

Result<void> Publisher::publish_all(ledger::Ledger& ledger, Serving serving, std::int64_t memory_bytes, bool complete) {
    serving_ = std::move(serving);
    cache_.configure(memory_bytes, serving_.codings);
    auto heads = ledger.feeds();
    if (!heads) return heads.error();
    std::unordered_set<std::string> there;
    there.reserve(heads->size());
    for (auto& head : *heads) {
        there.insert(head.category.slug);
        put_heads(feed_of(std::move(head)));
    }
    for (const auto& slug : cache_.slugs()) {
        if (!there.contains(slug)) cache_.remove(slug);
    }
    put_license();
    rendered_.clear();  // what was rendered ahead shows the site as it was
    return publish(ledger, {}, complete);
}

Result<void> Publisher::publish(ledger::Ledger& ledger, const ledger::Committed& changed, bool complete) {
    for (const auto& slug : changed.removed_feeds) cache_.remove(slug);
    std::span<const std::string> slugs(changed.feeds);
    while (!slugs.empty()) {
        const auto some = publish_some(ledger, slugs, false);
        if (!some) return some.error();
        slugs = slugs.subspan(*some);
        if (cache_.is_full()) cache_.flush();
    }
    if (!is_warming_) rendered_.clear();
    cache_.flush(complete);
    cache_.settle();
    set_gauge(Counter::feeds, static_cast<std::int64_t>(cache_.size()));
    if (const auto entries = ledger.entry_count()) set_gauge(Counter::entries, *entries);
    return boost::system::in_place_value;
}

Result<std::size_t> Publisher::publish_some(ledger::Ledger& ledger, std::span<const std::string> slugs, bool warming) {
    if (rendered_.bytes() > most_rendered_bytes) rendered_.clear();
    std::size_t taken = 0;
    std::vector<Feed> feeds;
    Known known;
    std::unordered_map<Digest, std::int64_t, DigestHash> missing;
    while (taken < slugs.size() && missing.size() < rendered_at_once) {
        const std::string& slug = slugs[taken++];
        auto feed = ledger.feed(slug);
        if (!feed) return feed.error();
        if (!warming && !cache_.has_bodies(slug) && !cache_.has_room()) {
            cache_.put(slug, cold_documents(*feed));
            note_changed_cold(slug);
            continue;
        }
        learn(slug, known);
        for (const auto& ref : feed->entries) {
            const bool is_here = known.pieces.contains(ref.content) || rendered_.find(ref.content) != nullptr;
            if (!is_here) missing[ref.content] = ref.id;
        }
        feeds.push_back(*std::move(feed));
    }
    std::vector<std::int64_t> ids;
    ids.reserve(missing.size());
    for (const auto& [content, id] : missing) ids.push_back(id);
    if (const auto done = rendered_.render(ledger, ids, serving_.site); !done) return done.error();
    for (const auto& feed : feeds) {
        if (const auto done = put_documents(feed, known.pieces); !done) return done.error();
    }
    return taken;
}

// What the feed's documents show as they are now.
void Publisher::learn(const std::string& slug, Known& known) const {
    if (!cache_.has_bodies(slug)) return;
    const auto& documents = known.held.emplace_back(*cache_.find(slug));
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        const auto& document = *documents.at(f);
        const std::string_view bytes = *document.body.forms[publish::Coding::identity];
        for (const auto& slice : document.entries->slices) {
            known.pieces[slice.entry][f] = bytes.substr(slice.offset, slice.length);
        }
    }
}

Result<void> Publisher::put_documents(const Feed& feed, const Pieces& pieces) {
    const auto* const old = cache_.has_bodies(feed.category.slug) ? cache_.find(feed.category.slug) : nullptr;
    Documents documents;
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        const auto entries = bytes_in(feed, f, pieces);
        if (!entries) return entries.error();
        const Format format = all_formats.at(f);
        auto resource = resource_of(feed, format, feed::assemble(format, feed, *entries, serving_.site), serving_);
        count(Counter::documents_rendered);
        if (old != nullptr) {
            const publish::Resource& before = *old->at(f);
            publish::Entries parts = *resource->entries;
            parts.former = publish::former_versions(before.head.content, *before.entries);
            resource->entries = std::make_shared<const publish::Entries>(std::move(parts));
        }
        documents.at(f) = std::move(resource);
    }
    cache_.put(feed.category.slug, std::move(documents));
    return boost::system::in_place_value;
}

// The feed's entries in one format.
Result<std::vector<feed::Piece>> Publisher::bytes_in(const Feed& feed, std::size_t format, const Pieces& pieces) const {
    std::vector<feed::Piece> out;
    out.reserve(feed.entries.size());
    for (const auto& ref : feed.entries) {
        if (const auto piece = pieces.find(ref.content); piece != pieces.end()) {
            out.push_back(piece->second.at(format));
        } else if (const auto* const rendered = rendered_.find(ref.content)) {
            out.push_back(rendered->piece(all_formats.at(format)));
        } else {
            return Error{Errc::internal,
                         fmt::format("feed {} shows an entry that the ledger did not give", feed.category.slug)};
        }
    }
    return out;
}

// What is in memory already, under other settings that do not reach its bytes, stays.
void Publisher::put_heads(const Feed& feed) {
    const std::string& slug = feed.category.slug;
    Documents documents = cold_documents(feed);
    const auto* const old = cache_.has_bodies(slug) ? cache_.find(slug) : nullptr;
    const auto has_bytes_of = [](const auto& was, const auto& is) { return was->head.content == is->head.content; };
    if (old == nullptr || !std::equal(old->begin(), old->end(), documents.begin(), has_bytes_of)) {
        cold_.push_back(slug);
    } else {
        for (std::size_t f = 0; f < all_formats.size(); ++f) {
            auto resource = std::make_shared<publish::Resource>();
            resource->head = documents.at(f)->head;
            resource->body.forms[publish::Coding::identity] = old->at(f)->body.forms[publish::Coding::identity];
            resource->entries = old->at(f)->entries;
            documents.at(f) = std::move(resource);
        }
    }
    cache_.put(slug, std::move(documents));
}

Publisher::Documents Publisher::cold_documents(const Feed& feed) const {
    Documents out;
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        out.at(f) = cold_resource(head_of(feed, all_formats.at(f), serving_), serving_.codings);
    }
    return out;
}

void Publisher::note_changed_cold(const std::string& slug) {
    std::erase(changed_cold_, slug);
    changed_cold_.push_front(slug);
    if (changed_cold_.size() > most_changed_cold) changed_cold_.pop_back();
}

Result<bool> Publisher::warm(ledger::Ledger& ledger, const GiveWay& give_way) {
    const auto is_done = [&](const std::string& slug) {
        return cache_.has_bodies(slug) || cache_.find(slug) == nullptr;
    };
    std::erase_if(changed_cold_, is_done);
    if (!cache_.has_room()) cold_.clear();
    while (!cold_.empty() && is_done(cold_.front())) cold_.pop_front();
    auto& from = changed_cold_.empty() ? cold_ : changed_cold_;
    is_warming_ = false;
    if (from.empty()) return false;
    const auto whole = render_ahead(ledger, from.front(), give_way);
    is_warming_ = whole.has_value() && !*whole;
    if (is_warming_) return true;
    const std::string next = std::move(from.front());
    from.pop_front();
    const auto done = whole ? publish_some(ledger, {&next, 1}, true) : whole.error();
    rendered_.clear();
    cache_.flush();
    if (!done) return done.error();
    return true;
}

// The entries of a feed whose bodies are made next, a few at a time. False: it gave way before the last of them.
Result<bool> Publisher::render_ahead(ledger::Ledger& ledger, const std::string& slug, const GiveWay& give_way) {
    if (rendered_.bytes() > most_rendered_bytes) rendered_.clear();
    const auto feed = ledger.feed(slug);
    if (!feed) return feed.error();
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < feed->entries.size(); ++i) {
        const EntryRef& ref = feed->entries[i];
        if (rendered_.find(ref.content) == nullptr) ids.push_back(ref.id);
        const bool is_last = i + 1 == feed->entries.size();
        if (ids.size() < rendered_ahead_at_once && !is_last) continue;
        if (const auto done = rendered_.render(ledger, ids, serving_.site); !done) return done.error();
        ids.clear();
        if (!is_last && give_way()) return false;
    }
    return true;
}

void Publisher::put_license() {
    const Site& site = serving_.site;
    if (!site.license.empty()) {
        put_page(license_path, "application/rsl+xml", feed::render_license(site));
        put_page(robots_path, "text/plain; charset=utf-8", feed::render_robots(site));
        return;
    }
    for (const auto path : {license_path, robots_path}) cache_.remove_page(std::string(path));
}

void Publisher::put_page(std::string_view path, std::string content_type, std::string bytes) {
    cache_.put_page(std::string(path), page_of(std::move(content_type), std::move(bytes), serving_));
}

}  // namespace syndicated::app
