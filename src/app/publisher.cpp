#include "app/publisher.hpp"

#include "app/address.hpp"
#include "syndicated/base/counters.hpp"
#include "syndicated/feed/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace syndicated::app {

namespace {

using publish::Coding;

// How much rendered text is kept while one round goes over many feeds.
constexpr std::size_t most_fresh_bytes = std::size_t{16} * 1024 * 1024;
// How much waits to be swapped in at most: a round that changes more than this is seen in parts.
constexpr std::size_t most_changed_bytes = std::size_t{64} * 1024 * 1024;
// How much is coded before the store is looked at again: some 20 ms of CPU time with all codings, two usual documents.
constexpr std::size_t coded_at_once_bytes = std::size_t{256} * 1024;
constexpr std::string_view license_path = "/license.xml", robots_path = "/robots.txt";

std::int64_t bytes_of(const publish::Resource& resource) {
    std::int64_t out = 0;
    for (const Coding coding : publish::all_codings) {
        if (const auto& form = resource.body.forms[coding]) out += static_cast<std::int64_t>(form->size());
    }
    if (resource.entries) {
        const auto entries = resource.entries->slices.size() + resource.entries->former.size();
        out += static_cast<std::int64_t>(entries * (sizeof(Slice) + sizeof(Digest)));
    }
    return out;
}

// A feed without its entries.
Feed feed_of(const ledger::FeedHead& head) {
    Feed out;
    out.category = head.category;
    out.revision = head.revision;
    out.digest = head.digest;
    out.last_modified = head.last_modified;
    out.sequence = head.sequence;
    return out;
}

}  // namespace

std::size_t Publisher::DigestHash::operator()(const Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.bytes.data(), sizeof hash);
    return hash;
}

Publisher::Publisher(publish::Publication& publication) : publication_(publication) {}

Result<void> Publisher::publish_all(ledger::Ledger& ledger, Serving serving, std::int64_t memory_bytes, bool complete) {
    serving_ = std::move(serving);
    residents_.allow(memory_bytes);
    const auto heads = ledger.feeds();
    if (!heads) return heads.error();
    ledger::Committed changed;
    for (const auto& [slug, shown] : shown_) changed.removed_feeds.push_back(slug);
    // Other settings give other bytes of the same entries.
    for (auto& [slug, shown] : shown_) shown.outdated = true;
    for (const auto& head : *heads) {
        std::erase(changed.removed_feeds, head.category.slug);
        if (head.contents) {
            put_heads(head);
        } else {
            changed.feeds.push_back(head.category.slug);
        }
    }
    put_license();
    return publish(ledger, changed, complete);
}

Result<void> Publisher::publish(ledger::Ledger& ledger, const ledger::Committed& changed, bool complete) {
    made_.clear();  // of a round that failed: its feeds come again, and may have changed since
    for (const auto& slug : changed.removed_feeds) remove_feed(slug);
    for (const auto& slug : changed.feeds) {
        if (const auto done = publish_feed(ledger, slug); !done) return done.error();
        if (changed_bytes_ > most_changed_bytes) flush(publication_.current()->complete());
    }
    fresh_.clear();
    fresh_bytes_ = 0;
    flush(complete);
    set_gauge(Counter::feeds, static_cast<std::int64_t>(shown_.size()));
    if (const auto entries = ledger.entry_count()) set_gauge(Counter::entries, *entries);
    return remember(ledger);
}

Result<void> Publisher::publish_feed(ledger::Ledger& ledger, const std::string& slug) {
    const auto feed = ledger.feed(slug);
    if (!feed) return feed.error();
    Pieces pieces;
    if (const auto old = shown_.find(slug); old != shown_.end() && !old->second.outdated) {
        for (std::size_t f = 0; f < all_formats.size(); ++f) {
            const auto& document = *old->second.documents.at(f);
            if (document.body.cold) continue;
            const std::string_view bytes = *document.body.forms[Coding::identity];
            for (const auto& slice : document.entries->slices) {
                pieces[slice.entry][f] = bytes.substr(slice.offset, slice.length);
            }
        }
    }
    if (const auto done = render_missing(ledger, *feed, pieces); !done) return done.error();
    put_documents(*feed, pieces);
    return boost::system::in_place_value;
}

Result<void> Publisher::render_missing(ledger::Ledger& ledger, const Feed& feed, Pieces& pieces) {
    if (fresh_bytes_ > most_fresh_bytes) {
        fresh_.clear();
        fresh_bytes_ = 0;
    }
    std::vector<std::int64_t> missing;
    for (const auto& ref : feed.entries) {
        if (!pieces.contains(ref.digest) && !fresh_.contains(ref.digest)) missing.push_back(ref.id);
    }
    if (!missing.empty()) {
        const auto entries = ledger.entries(missing);
        if (!entries) return entries.error();
        for (const auto& entry : *entries) {
            auto& rendered = fresh_[entry.digest];
            for (std::size_t f = 0; f < all_formats.size(); ++f) {
                rendered.at(f) = feed::render_entry(all_formats.at(f), entry, serving_.site);
                fresh_bytes_ += rendered.at(f).size();
                count(Counter::entries_rendered);
            }
        }
    }
    for (const auto& ref : feed.entries) {
        const auto rendered = fresh_.find(ref.digest);
        if (pieces.contains(ref.digest)) continue;
        if (rendered == fresh_.end()) {
            return Error{Errc::internal,
                         fmt::format("feed {} shows an entry that the ledger did not give", feed.category.slug)};
        }
        std::copy(rendered->second.begin(), rendered->second.end(), pieces[ref.digest].begin());
    }
    return boost::system::in_place_value;
}

void Publisher::put_documents(const Feed& feed, const Pieces& pieces) {
    const std::string& slug = feed.category.slug;
    const auto old = shown_.find(slug);
    Documents documents;
    ledger::ContentDigests contents;
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        std::vector<std::string_view> entries;
        entries.reserve(feed.entries.size());
        for (const auto& ref : feed.entries) entries.push_back(pieces.at(ref.digest).at(f));
        const Format format = all_formats.at(f);
        auto resource = resource_of(feed, format, feed::assemble(format, feed, entries, serving_.site), serving_);
        count(Counter::documents_rendered);
        const bool has_before = old != shown_.end() && !old->second.outdated && !old->second.documents.at(f)->body.cold;
        if (has_before) {
            const publish::Resource& before = *old->second.documents.at(f);
            publish::Entries parts = *resource->entries;
            parts.former = publish::former_versions(before.head.content, *before.entries);
            resource->entries = std::make_shared<const publish::Entries>(std::move(parts));
        }
        contents.at(f) = resource->head.content;
        uncompressed_.push_back(path_of(slug, format));
        documents.at(f) = std::move(resource);
    }
    made_.emplace_back(slug, contents);
    put(slug, std::move(documents));
}

// What is in memory already, under other settings that do not reach its bytes, stays.
void Publisher::put_heads(const ledger::FeedHead& head) {
    const std::string& slug = head.category.slug;
    const Feed feed = feed_of(head);
    const auto old = shown_.find(slug);
    Documents documents;
    bool cold = false;
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        const Format format = all_formats.at(f);
        publish::Head next = head_of(feed, format, head.contents->at(f), serving_);
        const publish::Resource* before = old == shown_.end() ? nullptr : old->second.documents.at(f).get();
        if (before == nullptr || before->body.cold || before->head.content != next.content) {
            documents.at(f) = cold_resource(std::move(next));
            cold = true;
            continue;
        }
        auto resource = std::make_shared<publish::Resource>();
        resource->head = std::move(next);
        resource->body.forms[Coding::identity] = before->body.forms[Coding::identity];
        resource->entries = before->entries;
        uncompressed_.push_back(path_of(slug, format));
        documents.at(f) = std::move(resource);
    }
    if (cold) {
        for (auto& document : documents) {
            if (!document->body.cold) document = cold_resource(document->head);
        }
        cold_.push_back(slug);
    }
    put(slug, std::move(documents));
}

void Publisher::put(const std::string& slug, Documents documents) {
    std::int64_t bytes = 0;
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        bytes += bytes_of(*documents.at(f));
        changes_.push_back({path_of(slug, all_formats.at(f)), documents.at(f)});
    }
    changed_bytes_ += static_cast<std::size_t>(bytes);
    if (documents.front()->body.cold) {
        residents_.remove(slug);
    } else {
        residents_.put(slug, bytes, true);
    }
    shown_.insert_or_assign(slug, Shown{std::move(documents), false});
    keep_within_budget();
}

Result<void> Publisher::remember(ledger::Ledger& ledger) {
    if (made_.empty()) return boost::system::in_place_value;
    return ledger.remember(std::exchange(made_, {}));
}

// --- memory -----------------------------------------------------------------------------------------------------

void Publisher::cool_down(const std::string& slug) {
    Shown& shown = shown_.at(slug);
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        shown.documents.at(f) = cold_resource(shown.documents.at(f)->head);
        changes_.push_back({path_of(slug, all_formats.at(f)), shown.documents.at(f)});
    }
    residents_.remove(slug);
}

void Publisher::keep_within_budget() {
    while (const auto slug = residents_.surplus()) cool_down(*slug);
    set_gauge(Counter::resident_bytes, residents_.bytes());
}

Result<bool> Publisher::warm(ledger::Ledger& ledger) {
    while (!cold_.empty() && (residents_.holds(cold_.front()) || !shown_.contains(cold_.front()))) cold_.pop_front();
    if (cold_.empty()) return false;
    if (!residents_.has_room()) {
        cold_.clear();
        return false;
    }
    const std::string slug = std::move(cold_.front());
    cold_.pop_front();
    const auto done = publish_feed(ledger, slug);
    fresh_.clear();
    fresh_bytes_ = 0;
    flush(publication_.current()->complete());
    if (!done) return done.error();
    if (const auto kept = remember(ledger); !kept) return kept.error();
    return true;
}

// --- what is there and goes -------------------------------------------------------------------------------------

void Publisher::remove_feed(const std::string& slug) {
    if (shown_.erase(slug) == 0) return;
    residents_.remove(slug);
    for (const Format format : all_formats) changes_.push_back({path_of(slug, format), nullptr});
}

void Publisher::put_license() {
    const Site& site = serving_.site;
    if (!site.license.empty()) {
        put_page(std::string(license_path), "application/rsl+xml", feed::render_license(site));
        put_page(std::string(robots_path), "text/plain; charset=utf-8", feed::render_robots(site));
        return;
    }
    for (const auto path : {license_path, robots_path}) {
        if (publication_.current()->find(path) != nullptr) changes_.push_back({std::string(path), nullptr});
    }
}

void Publisher::put_page(const std::string& path, std::string content_type, std::string bytes) {
    uncompressed_.push_back(path);
    changes_.push_back({path, page_of(std::move(content_type), std::move(bytes), serving_)});
}

void Publisher::flush(bool complete) {
    const auto current = publication_.current();
    changed_bytes_ = 0;
    if (changes_.empty() && current->complete() == complete) return;
    publication_.swap_in(current->with(changes_, complete));
    count(Counter::snapshot_swaps);
    changes_.clear();
}

bool Publisher::compress() {
    // What a failed round left behind is newer than what is served: no old bytes may come after it.
    flush(publication_.current()->complete());
    const auto current = publication_.current();
    std::size_t coded_bytes = 0;
    while (coded_bytes < coded_at_once_bytes && !uncompressed_.empty()) {
        const auto path = std::move(uncompressed_.back());
        uncompressed_.pop_back();
        const auto resource = current->find(path);
        if (resource == nullptr || resource->body.complete) continue;
        const publish::Bytes& identity = resource->body.forms[Coding::identity];
        const auto is_same = [&](const publish::Change& change) { return change.path == path; };
        if (identity == nullptr || std::any_of(changes_.begin(), changes_.end(), is_same)) continue;
        auto ready = std::make_shared<publish::Resource>(*resource);
        ready->body = publish::complete_body(identity, serving_.codings);
        coded_bytes += identity->size();
        note_coded(path, ready);
        changes_.push_back({path, std::move(ready)});
    }
    keep_within_budget();
    flush(current->complete());
    return !uncompressed_.empty();
}

// The feed's documents weigh more now.
void Publisher::note_coded(const std::string& path, const std::shared_ptr<const publish::Resource>& ready) {
    const auto address = parse_address(path);
    const auto shown = address ? shown_.find(address->name) : shown_.end();
    if (shown == shown_.end()) return;
    shown->second.documents.at(static_cast<std::size_t>(address->format)) = ready;
    std::int64_t bytes = 0;
    for (const auto& document : shown->second.documents) bytes += bytes_of(*document);
    residents_.put(address->name, bytes, false);
}

}  // namespace syndicated::app
