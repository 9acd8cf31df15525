// What is served: an immutable Snapshot of every document's head and bytes, and the one place where it hangs.
#pragma once

#include "syndicated/base/shared_text.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/publish/coding.hpp"
#include "syndicated/publish/delta.hpp"

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syndicated::publish {

// What answers a conditional request.
struct Head {
    SharedText content_type;
    Digest content;  // over everything that reaches the identity bytes; ETags are made from it
    std::optional<sys_seconds> last_modified;  // absent: the document never carries one
    std::string link;                          // the whole value of the Link header; empty: none
    SharedText cache_control;
    std::string topic;           // the document's own URL when hubs are told about it; else empty
    Revision revision = 0;       // of its feed
    std::uint64_t sequence = 0;  // of a live feed: Feed::sequence
    std::string redirect;        // not empty: a redirect to this target, there is no body
    int redirect_status = 308;   // 308: another spelling of the path; 301: the feed's former address
};

// A document's bytes in one coding. Immutable; whoever writes them out holds it.
using Bytes = std::shared_ptr<const std::string>;

// A document's bytes in all codings; null: not there. Without any, as most are of a site with very many categories, it
// costs a pointer.
class Forms {
public:
    Forms() = default;
    Forms(const Forms& other) : there_(other.there_ ? std::make_unique<PerCoding<Bytes>>(*other.there_) : nullptr) {}
    Forms(Forms&&) noexcept = default;
    Forms& operator=(Forms other) noexcept {
        there_.swap(other.there_);
        return *this;
    }
    ~Forms() = default;

    [[nodiscard]] const Bytes& operator[](Coding coding) const { return there_ ? (*there_)[coding] : none; }
    [[nodiscard]] Bytes& operator[](Coding coding) {
        if (!there_) there_ = std::make_unique<PerCoding<Bytes>>();
        return (*there_)[coding];
    }

private:
    static inline const Bytes none;
    std::unique_ptr<PerCoding<Bytes>> there_;
};

// The bytes of one document.
struct Body {
    Forms forms;
    bool complete = false;      // what is not there now will not come
    bool cold = false;          // none is there: they are made anew for each who asks
    PerCoding<bool> made_as{};  // of a cold one: the forms it may be sent in
};

struct Resource {
    Head head;
    Body body;
    std::shared_ptr<const Entries> entries;  // null: it is not made of entries
};

// The document with every form of `codings` that is worth its place: a small one has none but identity, and no form is
// as long as that. `identity` is not null. Any thread. Throws std::bad_alloc alone.
[[nodiscard]] Body complete_body(Bytes identity, std::span<const Coding> codings);

// A strong validator with its quotes; that of a coded form names the coder too (RFC 9110, 8.8.3.3).
[[nodiscard]] std::string etag_of(const Digest& content, Coding coding);
// The same into `out`, of which a view is returned: no request needs memory for it.
using EtagBuffer = std::array<char, 64>;
std::string_view write_etag(const Digest& content, Coding coding, EtagBuffer& out);

struct Change {
    std::string path;                          // decoded: "/feeds/yu-le.rss", "/feeds/娱乐.rss"
    std::shared_ptr<const Resource> resource;  // null: the path is gone
};

// Immutable; shares everything but what changed with the one it came from.
class Snapshot {
public:
    Snapshot();
    // Null: nothing is served there. `path` is decoded.
    [[nodiscard]] std::shared_ptr<const Resource> find(std::string_view path) const;
    // The changes are applied in order, so the last one of a path counts.
    [[nodiscard]] std::shared_ptr<const Snapshot> with(std::vector<Change> changes, bool complete) const;
    // In no particular order.
    void for_each(const std::function<void(const std::string& path, const Resource&)>& visit) const;
    // What differs from `before`, in no particular order; a resource is null where its path is not. Costs what the
    // shards that differ hold, not what all do.
    void for_each_change(const Snapshot& before,
                         const std::function<void(const Resource* was, const Resource* is)>& visit) const;
    [[nodiscard]] std::size_t size() const { return size_; }
    // The first read of the store is behind it: hubs may be told.
    [[nodiscard]] bool complete() const { return complete_; }

private:
    struct PathHash {
        using is_transparent = void;  // a lookup by string_view makes no string
        std::size_t operator()(std::string_view path) const { return std::hash<std::string_view>{}(path); }
    };
    struct Shard {
        std::unordered_map<std::string, std::shared_ptr<const Resource>, PathHash, std::equal_to<>> resources;
    };
    std::vector<std::shared_ptr<const Shard>> shards_;
    std::size_t size_ = 0;
    bool complete_ = false;
};

// The single place where the current Snapshot hangs. Any thread.
class Publication {
public:
    Publication();
    [[nodiscard]] std::shared_ptr<const Snapshot> current() const;
    // `next` is not null.
    void swap_in(std::shared_ptr<const Snapshot> next);
    // Every change of a feed with a sequence up to this one is in current(), or was and is superseded there: documents
    // are swapped in as they get ready, later changes before earlier ones.
    void settle(std::uint64_t sequence) { settled_.store(sequence); }
    [[nodiscard]] std::uint64_t settled() const { return settled_.load(); }

private:
    mutable std::mutex mutex_;  // guards current_ (see docs/architecture.md, Threads)
    std::shared_ptr<const Snapshot> current_;
    std::atomic<std::uint64_t> settled_{0};
};

}  // namespace syndicated::publish
