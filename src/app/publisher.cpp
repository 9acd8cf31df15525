#include "app/publisher.hpp"

#include "syndicated/base/counters.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/pages.hpp"
#include "syndicated/intake/intake.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace syndicated::app {

namespace {

using publish::Coding;

// How much rendered text is kept while one round goes over many feeds.
constexpr std::size_t most_fresh_bytes = std::size_t{16} * 1024 * 1024;
// How much is coded before the store is looked at again: some 20 ms of CPU time with all codings, two usual documents.
constexpr std::size_t coded_at_once_bytes = std::size_t{256} * 1024;
constexpr std::string_view license_path = "/license.xml", robots_path = "/robots.txt";

// RFC 8288: one header that names the hubs with the document itself (WebSub, section 4) and the licence (RSL 1.0).
std::string link_header(const Site& site, const std::string& self) {
    std::string out;
    for (const auto& hub : site.hubs) out += fmt::format("<{}>; rel=\"hub\", ", hub);
    if (!site.hubs.empty()) out += fmt::format("<{}>; rel=\"self\"", self);
    if (site.license.empty()) return out;
    return out += fmt::format("{}<{}{}>; rel=\"license\"; type=\"application/rsl+xml\"", out.empty() ? "" : ", ",
                              site.base_url, license_path);
}

// docs/decisions/0004: over the bytes, so that no two versions ever share an ETag.
Digest content_digest(std::string_view bytes) {
    return Digester().add(bytes).finish();
}

// A name that can stand in a path as one segment, and that no feed has as its slug.
bool leads_to_a_slug(std::string_view name) {
    const bool could_be_slug = std::all_of(
        name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
    return !could_be_slug && name != "." && name != ".." && name.find('/') == std::string_view::npos;
}

// What may stand in the slug's place: the category's name, and its bytes in GBK, as old pages encode them in addresses,
// unless they are another name in UTF-8.
std::vector<std::string> spellings_of(const std::string& name) {
    if (!leads_to_a_slug(name)) return {};
    std::vector<std::string> out{name};
    auto gbk = intake::encode_gb18030(name);
    if (!is_valid_utf8(gbk)) out.push_back(std::move(gbk));
    return out;
}

}  // namespace

std::size_t Publisher::DigestHash::operator()(const Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.bytes.data(), sizeof hash);
    return hash;
}

Publisher::Publisher(publish::Publication& publication) : publication_(publication) {}

Result<void> Publisher::publish_all(ledger::Ledger& ledger, const Site& site, std::vector<Coding> codings,
                                    std::string cache_control, bool complete) {
    site_ = site;
    codings_ = std::move(codings);
    cache_control_ = std::move(cache_control);
    const auto heads = ledger.feeds();
    if (!heads) return heads.error();
    ledger::Committed changed;
    for (const auto& [slug, shown] : shown_) changed.removed_feeds.push_back(slug);
    for (const auto& head : *heads) changed.feeds.push_back(head.category.slug);
    std::erase_if(changed.removed_feeds, [&](const std::string& slug) {
        return std::find(changed.feeds.begin(), changed.feeds.end(), slug) != changed.feeds.end();
    });
    // Other settings give other bytes of the same entries.
    for (auto& [slug, shown] : shown_) shown.outdated = true;
    return publish(ledger, changed, complete);
}

Result<void> Publisher::publish(ledger::Ledger& ledger, const ledger::Committed& changed, bool complete) {
    for (const auto& slug : changed.removed_feeds) remove_feed(slug);
    for (const auto& slug : changed.feeds) {
        if (const auto done = publish_feed(ledger, slug); !done) return done.error();
    }
    fresh_.clear();
    fresh_bytes_ = 0;
    flush(complete);
    if (const auto done = put_pages(ledger); !done) return done.error();
    flush(complete);
    return boost::system::in_place_value;
}

Result<void> Publisher::publish_feed(ledger::Ledger& ledger, const std::string& slug) {
    const auto feed = ledger.feed(slug);
    if (!feed) return feed.error();
    Pieces pieces;
    if (const auto old = shown_.find(slug); old != shown_.end() && !old->second.outdated) {
        for (std::size_t f = 0; f < all_formats.size(); ++f) {
            const auto& document = *old->second.documents[f];
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
                rendered[f] = feed::render_entry(all_formats[f], entry, site_);
                fresh_bytes_ += rendered[f].size();
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
    const auto old = shown_.find(feed.category.slug);
    const bool is_new = old == shown_.end();
    Shown shown{feed.category.name, {}, false};
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        std::vector<std::string_view> entries;
        entries.reserve(feed.entries.size());
        for (const auto& ref : feed.entries) entries.push_back(pieces.at(ref.digest)[f]);
        auto document = feed::assemble(all_formats[f], feed, entries, site_);
        count(Counter::documents_rendered);
        const publish::Resource* before = is_new || old->second.outdated ? nullptr : old->second.documents[f].get();
        shown.documents[f] = make_resource(feed, all_formats[f], std::move(document), before);
        auto path = path_of(feed.category.slug, all_formats[f]);
        uncompressed_.push_back(path);
        changes_.push_back({std::move(path), shown.documents[f]});
    }
    if (is_new || old->second.name != shown.name) put_redirects(feed.category.slug, shown.name);
    shown_.insert_or_assign(feed.category.slug, std::move(shown));
}

std::shared_ptr<const publish::Resource> Publisher::make_resource(const Feed& feed, Format format,
                                                                  feed::FeedDocument document,
                                                                  const publish::Resource* before) const {
    const auto self = feed::self_url(site_, feed.category.slug, format);
    auto resource = std::make_shared<publish::Resource>();
    resource->head.content_type = feed::content_type_of(format);
    resource->head.content = content_digest(document.bytes);
    resource->head.last_modified = feed.last_modified;
    resource->head.link = link_header(site_, self);
    resource->head.cache_control = cache_control_;
    resource->head.topic = self;
    resource->head.revision = feed.revision;
    publish::Entries parts{std::move(document.slices), {}};
    if (before != nullptr) parts.former = publish::former_versions(before->head.content, *before->entries);
    resource->entries = std::make_shared<const publish::Entries>(std::move(parts));
    resource->body.forms[Coding::identity] = std::make_shared<const std::string>(std::move(document.bytes));
    return resource;
}

void Publisher::put_redirects(const std::string& slug, const std::string& name) {
    for (const std::string& spelling : spellings_of(name)) {
        for (const Format format : all_formats) put_redirect(path_of(spelling, format), path_of(slug, format), 308);
    }
}

void Publisher::put_redirect(std::string path, std::string target, int status) {
    auto resource = std::make_shared<publish::Resource>();
    resource->head.redirect = std::move(target);
    resource->head.redirect_status = status;
    resource->head.cache_control = cache_control_;
    changes_.push_back({std::move(path), std::move(resource)});
}

void Publisher::remove_feed(const std::string& slug) {
    const auto shown = shown_.find(slug);
    if (shown == shown_.end()) return;
    auto names = spellings_of(shown->second.name);
    names.push_back(slug);
    for (const std::string& name : names) {
        for (const Format format : all_formats) changes_.push_back({path_of(name, format), nullptr});
    }
    shown_.erase(shown);
}

Result<void> Publisher::put_pages(ledger::Ledger& ledger) {
    const auto heads = ledger.feeds();
    if (!heads) return heads.error();
    const auto former = ledger.former_slugs();
    if (!former) return former.error();
    std::vector<feed::Listing> listings;
    for (const auto& head : *heads) {
        listings.push_back({head.category, head.entries, head.newest_title, head.newest_published});
    }
    put_page("/", "text/html; charset=utf-8", feed::render_directory(listings, site_));
    put_page("/feeds.opml", "text/x-opml; charset=utf-8", feed::render_opml(listings, site_));
    put_license();
    for (const auto& address : *former) {
        if (shown_.contains(address.old_slug)) continue;
        for (const Format format : all_formats) {
            put_redirect(path_of(address.old_slug, format), path_of(address.slug, format), 301);
        }
    }
    set_gauge(Counter::feeds, static_cast<std::int64_t>(heads->size()));
    if (!heads->empty()) set_gauge(Counter::entries, heads->front().entries);
    return boost::system::in_place_value;
}

void Publisher::put_license() {
    if (!site_.license.empty()) {
        put_page(std::string(license_path), "application/rsl+xml", feed::render_license(site_));
        put_page(std::string(robots_path), "text/plain; charset=utf-8", feed::render_robots(site_));
        return;
    }
    for (const auto path : {license_path, robots_path}) {
        if (publication_.current()->find(path) != nullptr) changes_.push_back({std::string(path), nullptr});
    }
}

void Publisher::put_page(const std::string& path, std::string content_type, std::string bytes) {
    auto resource = std::make_shared<publish::Resource>();
    resource->head.content_type = std::move(content_type);
    resource->head.content = content_digest(bytes);
    resource->head.cache_control = cache_control_;
    resource->body.forms[Coding::identity] = std::make_shared<const std::string>(std::move(bytes));
    uncompressed_.push_back(path);
    changes_.push_back({path, std::move(resource)});
}

void Publisher::flush(bool complete) {
    const auto current = publication_.current();
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
        ready->body = publish::complete_body(identity, codings_);
        coded_bytes += identity->size();
        changes_.push_back({path, std::move(ready)});
    }
    flush(current->complete());
    return !uncompressed_.empty();
}

}  // namespace syndicated::app
