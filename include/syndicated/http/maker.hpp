// Documents that no Snapshot holds ready: bodies that are not in memory, selections by query, archives, pages of
// articles. http asks, app makes them on a thread of its own.
#pragma once

#include "syndicated/publish/publication.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::http {

// What a request wants made: one key for all spellings of the same request. Empty: nothing is made for it, the
// Snapshot alone answers.
struct Wish {
    std::string key;
    std::string refusal;          // not empty: the query is wrong, this line says how (400)
    bool after_snapshot = false;  // what the Snapshot has at the path comes first
};

// What has to be made before a request can be answered.
struct Need {
    std::string key;          // a Wish's; empty: nothing
    bool every_form = false;  // not the plain form alone, which the client refuses
    // Expired: the client has gone or was answered otherwise, and nothing need be made for it. Absent: the daemon asks.
    std::optional<std::weak_ptr<const void>> client{};

    [[nodiscard]] bool empty() const { return key.empty(); }
};

struct Made {
    int status = 404;                                   // 200 with a resource; 404, 410, 503 without
    std::shared_ptr<const publish::Resource> resource;  // a document with its identity bytes, or a redirect
};

class Maker {
public:
    using Done = std::function<void(Made)>;

    Maker() = default;
    Maker(const Maker&) = delete;
    Maker& operator=(const Maker&) = delete;
    virtual ~Maker() = default;

    // `path` is decoded and may be no UTF-8, `query` is as sent; both come from strangers. Any serve thread; does not
    // block.
    [[nodiscard]] virtual Wish wish_of(std::string_view path, std::string_view query) const = 0;
    // Calls `done` once, on any thread, perhaps before it returns. Any serve thread; does not block.
    virtual void make(const Need& need, Done done) = 0;
};

}  // namespace syndicated::http
