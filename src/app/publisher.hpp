// Makes documents of the ledger's feeds and swaps them in. Entries that a document already shows are not rendered
// again: their bytes are copied from it. Bodies are kept in memory within a budget; of the others the head is. The work
// thread owns it.
#pragma once

#include "app/documents.hpp"
#include "app/residents.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/feed/render.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::app {

class Publisher {
public:
    explicit Publisher(publish::Publication& publication);

    // Everything anew: at start, and when settings changed. A feed whose documents the ledger remembers gets heads
    // alone; warm() makes its bodies. `memory_bytes`: the budget of bodies.
    [[nodiscard]] Result<void> publish_all(ledger::Ledger& ledger, Serving serving, std::int64_t memory_bytes,
                                           bool complete);
    // The feeds named. Identity bytes are served when it returns; the ledger remembers what they hash to.
    [[nodiscard]] Result<void> publish(ledger::Ledger& ledger, const ledger::Committed& changed, bool complete);
    // Codes some of what publish() swapped in, the newest first, and swaps that in. True while there is more to do.
    bool compress();
    // Makes the bodies of one more feed that has heads alone, while there is room. True while there is more to do.
    [[nodiscard]] Result<bool> warm(ledger::Ledger& ledger);

private:
    using Documents = std::array<std::shared_ptr<const publish::Resource>, all_formats.size()>;
    struct Shown {  // one feed's documents as they are served
        Documents documents;
        bool outdated = false;  // other settings since: neither its entries' bytes nor its versions are of use
    };
    // The bytes of one entry in every format; views into documents that are kept alive meanwhile.
    using Rendered = std::array<std::string_view, all_formats.size()>;
    struct DigestHash {
        std::size_t operator()(const Digest& digest) const noexcept;
    };
    using Pieces = std::unordered_map<Digest, Rendered, DigestHash>;

    [[nodiscard]] Result<void> publish_feed(ledger::Ledger& ledger, const std::string& slug);
    [[nodiscard]] Result<void> render_missing(ledger::Ledger& ledger, const Feed& feed, Pieces& pieces);
    void put_documents(const Feed& feed, const Pieces& pieces);
    void put_heads(const ledger::FeedHead& head);
    void put(const std::string& slug, Documents documents);
    [[nodiscard]] Result<void> remember(ledger::Ledger& ledger);
    void note_coded(const std::string& path, const std::shared_ptr<const publish::Resource>& ready);
    void cool_down(const std::string& slug);
    void keep_within_budget();
    void remove_feed(const std::string& slug);
    void put_license();
    void put_page(const std::string& path, std::string content_type, std::string bytes);
    void flush(bool complete);

    publish::Publication& publication_;
    Serving serving_;
    std::unordered_map<std::string, Shown> shown_;  // by slug
    Residents residents_;
    std::vector<publish::Change> changes_;                              // not swapped in yet
    std::size_t changed_bytes_ = 0;                                     // of them
    std::vector<std::string> uncompressed_;                             // paths, the newest last
    std::deque<std::string> cold_;                                      // slugs with heads alone since the start
    std::vector<std::pair<std::string, ledger::ContentDigests>> made_;  // the ledger is to remember
    // Entries rendered in this round, so that the next feed that shows one does not render it again.
    std::unordered_map<Digest, std::array<std::string, all_formats.size()>, DigestHash> fresh_;
    std::size_t fresh_bytes_ = 0;
};

}  // namespace syndicated::app
