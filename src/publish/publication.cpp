#include "syndicated/publish/publication.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace syndicated::publish {

namespace {

// With 1,024 shards a change of one path copies a list of pointers and a thousandth of the resources.
constexpr std::size_t shard_count = 1024;

std::size_t shard_of(std::string_view path) {
    return std::hash<std::string_view>{}(path) % shard_count;
}

// Below this an answer is one packet whatever its form, and its head is longer than what would be saved.
constexpr std::size_t least_coded_bytes = 256;

}  // namespace

Body complete_body(Bytes identity, std::span<const Coding> codings) {
    Body body;
    for (const Coding coding : codings) {
        if (identity->size() < least_coded_bytes) break;
        auto bytes = encode(coding, *identity);
        if (bytes.size() < identity->size()) body.forms[coding] = std::make_shared<const std::string>(std::move(bytes));
    }
    body.forms[Coding::identity] = std::move(identity);
    body.complete = true;
    return body;
}

std::string etag_of(const Digest& content, Coding coding) {
    EtagBuffer out;
    return std::string(write_etag(content, coding, out));
}

std::string_view write_etag(const Digest& content, Coding coding, EtagBuffer& out) {
    const std::string_view suffix = etag_suffix_of(coding);
    char* at = out.data();
    *at++ = '"';
    at = content.write_hex(at);
    assert(suffix.size() < out.size() - 2 * content.bytes.size() - 2);
    at = std::copy(suffix.begin(), suffix.end(), at);
    *at++ = '"';
    return {out.data(), static_cast<std::size_t>(at - out.data())};
}

Snapshot::Snapshot() : shards_(shard_count, std::make_shared<const Shard>()) {}

std::shared_ptr<const Resource> Snapshot::find(std::string_view path) const {
    const auto& resources = shards_[shard_of(path)]->resources;
    const auto found = resources.find(path);
    return found == resources.end() ? nullptr : found->second;
}

std::shared_ptr<const Snapshot> Snapshot::with(std::vector<Change> changes, bool complete) const {
    auto next = std::make_shared<Snapshot>(*this);
    next->complete_ = complete;
    std::unordered_map<std::size_t, std::shared_ptr<Shard>> copies;
    for (auto& change : changes) {
        const std::size_t index = shard_of(change.path);
        std::shared_ptr<Shard>& copy = copies[index];
        if (!copy) {
            copy = std::make_shared<Shard>(*shards_[index]);
            copy->resources.reserve(copy->resources.size() + changes.size() / shard_count);
            next->shards_[index] = copy;
        }
        const std::size_t before = copy->resources.size();
        if (change.resource) {
            copy->resources.insert_or_assign(std::move(change.path), std::move(change.resource));
        } else {
            copy->resources.erase(change.path);
        }
        next->size_ = next->size_ - before + copy->resources.size();
    }
    return next;
}

void Snapshot::for_each(const std::function<void(const std::string& path, const Resource&)>& visit) const {
    for (const auto& shard : shards_) {
        for (const auto& [path, resource] : shard->resources) visit(path, *resource);
    }
}

void Snapshot::for_each_change(const Snapshot& before,
                               const std::function<void(const Resource* was, const Resource* is)>& visit) const {
    for (std::size_t i = 0; i < shards_.size(); ++i) {
        if (shards_[i] == before.shards_[i]) continue;
        for (const auto& [path, is] : shards_[i]->resources) {
            const auto was = before.find(path);
            if (was != is) visit(was.get(), is.get());
        }
        for (const auto& [path, was] : before.shards_[i]->resources) {
            if (!find(path)) visit(was.get(), nullptr);
        }
    }
}

Publication::Publication() : current_(std::make_shared<const Snapshot>()) {}

std::shared_ptr<const Snapshot> Publication::current() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void Publication::swap_in(std::shared_ptr<const Snapshot> next) {
    const std::lock_guard lock(mutex_);
    // The old Snapshot leaves with the parameter, after the lock: freeing it may take a while.
    std::swap(current_, next);
}

}  // namespace syndicated::publish
