#include "app/document_cache.hpp"

#include "app/address.hpp"
#include "app/documents.hpp"
#include "syndicated/base/counters.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace syndicated::app {

namespace {

using publish::Coding;

// How much waits to be swapped in at most: a round that changes more than this is seen in parts.
constexpr std::size_t most_changed_bytes = std::size_t{64} * 1024 * 1024;
// How much is coded before it is swapped in: some 20 ms of CPU time with all codings, two usual documents.
constexpr std::size_t coded_at_once_bytes = std::size_t{256} * 1024;

// However many feeds there are, those that changed last have bodies in this part of the budget.
constexpr std::int64_t least_part_for_bodies = 8;

// What an object of its own costs beside its bytes: the string or list itself, its counters, what the heap rounds up.
constexpr std::size_t around_object = 128;

// What the resource holds beside its head.
std::int64_t bytes_of(const publish::Resource& resource) {
    std::size_t out = 0;
    for (const Coding coding : publish::all_codings) {
        if (const auto& form = resource.body.forms[coding]) out += form->capacity() + around_object;
    }
    if (resource.entries) {
        out += resource.entries->slices.capacity() * sizeof(Slice) + around_object;
        for (const auto& former : resource.entries->former) {
            out += former.entries->capacity() * sizeof(Digest) + around_object;
        }
    }
    return static_cast<std::int64_t>(out);
}

std::int64_t bytes_of(const DocumentCache::Documents& documents) {
    std::int64_t out = 0;
    for (const auto& document : documents) out += bytes_of(*document);
    return out;
}

// What the heads hold, with their places here and in a Snapshot, whose key is about as long as the topic.
std::int64_t head_bytes_of(const DocumentCache::Documents& documents) {
    std::size_t out = 0;
    for (const auto& document : documents) {
        const publish::Head& head = document->head;
        out += sizeof(publish::Resource) + sizeof(publish::Change) + around_object + head.link.size() +
               2 * head.topic.size();
    }
    return static_cast<std::int64_t>(out);
}

}  // namespace

void DocumentCache::configure(std::int64_t bytes, std::vector<Coding> codings) {
    budget_ = bytes;
    note_heads(0);
    codings_ = std::move(codings);
}

const DocumentCache::Documents* DocumentCache::find(const std::string& slug) const {
    const auto found = shown_.find(slug);
    return found == shown_.end() ? nullptr : &found->second;
}

std::vector<std::string> DocumentCache::slugs() const {
    std::vector<std::string> out;
    out.reserve(shown_.size());
    for (const auto& [slug, documents] : shown_) out.push_back(slug);
    return out;
}

void DocumentCache::put(const std::string& slug, Documents documents) {
    const std::int64_t bytes = bytes_of(documents);
    const bool is_cold = documents.front()->body.cold;
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        const auto& path =
            changes_.emplace_back(publish::Change{path_of(slug, all_formats.at(f)), documents.at(f)}).path;
        if (!is_cold) wait_for_coder(path);
    }
    changed_bytes_ += static_cast<std::size_t>(bytes);
    newest_sequence_ = std::max(newest_sequence_, documents.front()->head.sequence);
    if (is_cold) {
        residents_.remove(slug);
    } else {
        residents_.put(slug, bytes, true);
    }
    const auto [shown, is_new] = shown_.try_emplace(slug);
    note_heads(head_bytes_of(documents) - (is_new ? 0 : head_bytes_of(shown->second)));
    shown->second = std::move(documents);
    keep_within_budget();
}

void DocumentCache::remove(const std::string& slug) {
    const auto shown = shown_.find(slug);
    if (shown == shown_.end()) return;
    note_heads(-head_bytes_of(shown->second));
    shown_.erase(shown);
    residents_.remove(slug);
    for (const Format format : all_formats) changes_.push_back({path_of(slug, format), nullptr});
}

void DocumentCache::put_page(const std::string& path, std::shared_ptr<const publish::Resource> page) {
    wait_for_coder(path);
    changes_.push_back({path, std::move(page)});
}

void DocumentCache::remove_page(const std::string& path) {
    if (publication_.current()->find(path) != nullptr) changes_.push_back({path, nullptr});
}

bool DocumentCache::is_full() const {
    return changed_bytes_ > most_changed_bytes;
}

void DocumentCache::flush(bool complete) {
    const auto current = publication_.current();
    changed_bytes_ = 0;
    if (changes_.empty() && current->complete() == complete) return;
    publication_.swap_in(current->with(std::exchange(changes_, {}), complete));
    count(Counter::snapshot_swaps);
}

bool DocumentCache::compress() {
    // What a failed round left behind is newer than what is served: no old bytes may come after it.
    flush();
    if (coder_.is_coding()) return true;
    put_coded();
    begin_coding();
    return !coder_.is_idle() || !uncoded_.empty();
}

// In a first read documents are put again and again before they are coded.
void DocumentCache::wait_for_coder(const std::string& path) {
    const auto [entry, is_new] = put_at_.try_emplace(path, ++puts_);
    if (!is_new) {
        uncoded_.erase(entry->second);
        entry->second = puts_;
    }
    uncoded_.emplace(puts_, path);
}

std::string DocumentCache::take_newest_uncoded() {
    const auto newest = std::prev(uncoded_.end());
    auto path = std::move(newest->second);
    uncoded_.erase(newest);
    put_at_.erase(path);
    return path;
}

// What was replaced or sent away meanwhile is not put back, nor are forms that other settings asked for: what they are
// of waits again.
void DocumentCache::put_coded() {
    const auto current = publication_.current();
    const bool is_outdated = batch_codings_ != codings_;
    for (auto& [path, body] : coder_.take()) {
        const auto resource = current->find(path);
        const auto& identity = body.forms[Coding::identity];
        const bool is_served = resource != nullptr && resource->body.forms[Coding::identity] == identity;
        if (is_outdated || !is_served) continue;
        auto ready = std::make_shared<publish::Resource>(*resource);
        ready->body = std::move(body);
        note_coded(path, ready);
        changes_.push_back({path, std::move(ready)});
    }
    keep_within_budget();
    flush();
}

void DocumentCache::begin_coding() {
    const auto current = publication_.current();
    std::vector<Coder::Document> batch;
    std::size_t bytes = 0;
    while (bytes < coded_at_once_bytes && !uncoded_.empty()) {
        auto path = take_newest_uncoded();
        const auto resource = current->find(path);
        if (resource == nullptr || resource->body.complete) continue;
        const auto& identity = resource->body.forms[Coding::identity];
        if (identity == nullptr) continue;
        bytes += identity->size();
        batch.push_back({std::move(path), {}});
        batch.back().body.forms[Coding::identity] = identity;
    }
    batch_codings_ = codings_;
    coder_.begin(std::move(batch), codings_);
}

// The feed's documents weigh more now.
void DocumentCache::note_coded(const std::string& path, const std::shared_ptr<const publish::Resource>& ready) {
    const auto address = parse_address(path);
    const auto shown = address ? shown_.find(address->name) : shown_.end();
    if (shown == shown_.end()) return;
    shown->second.at(static_cast<std::size_t>(address->format)) = ready;
    residents_.put(address->name, bytes_of(shown->second), false);
}

void DocumentCache::cool_down(const std::string& slug) {
    Documents& shown = shown_.at(slug);
    for (std::size_t f = 0; f < all_formats.size(); ++f) {
        shown.at(f) = cold_resource(shown.at(f)->head, codings_);
        changes_.push_back({path_of(slug, all_formats.at(f)), shown.at(f)});
    }
    residents_.remove(slug);
}

void DocumentCache::note_heads(std::int64_t more) {
    heads_bytes_ += more;
    residents_.allow(std::max(budget_ - heads_bytes_, budget_ / least_part_for_bodies));
}

void DocumentCache::keep_within_budget() {
    while (const auto slug = residents_.surplus()) cool_down(*slug);
    set_gauge(Counter::resident_bytes, heads_bytes_ + residents_.bytes());
}

}  // namespace syndicated::app
