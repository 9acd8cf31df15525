// Entries in the bytes of every format, each rendered once: what several feeds show is kept for the round of publishing
// that needs it. The thread that publishes owns it; the rendering itself runs on several.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/feed/render.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/model/site.hpp"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace syndicated::app {

struct DigestHash {
    std::size_t operator()(const Digest& digest) const noexcept;
};

class RenderedEntries {
public:
    explicit RenderedEntries(int threads) : threads_(threads) {}

    // Null: not rendered in this round. It stays where it is until clear().
    [[nodiscard]] const feed::RenderedEntry* find(const Digest& content) const;
    // `ids` are visible entries of the ledger that are not here yet. Errors: the ledger's.
    [[nodiscard]] Result<void> render(ledger::Ledger& ledger, const std::vector<std::int64_t>& ids, const Site& site);
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    void clear();

private:
    int threads_;
    std::unordered_map<Digest, feed::RenderedEntry, DigestHash> entries_;  // by their contents
    std::size_t bytes_ = 0;
};

}  // namespace syndicated::app
