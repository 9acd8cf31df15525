// Makes documents of the ledger's feeds and swaps them in. Entries that a document already shows are not rendered
// again: their bytes are copied from it. Bodies are kept in memory within a budget; of the others the head is. The work
// thread owns it.
#pragma once

#include "app/document_cache.hpp"
#include "app/documents.hpp"
#include "app/give_way.hpp"
#include "app/rendered_entries.hpp"
#include "syndicated/base/result.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::app {

class Publisher {
public:
    // `coded` is called on another thread when compress() has something to swap in.
    explicit Publisher(
        publish::Publication& publication, std::function<void()> coded = [] {});

    // Everything anew: at start, and when settings changed. Of what is not in memory the heads are served at once, and
    // warm() makes the bodies. `memory_bytes`: the budget of bodies.
    [[nodiscard]] Result<void> publish_all(ledger::Ledger& ledger, Serving serving, std::int64_t memory_bytes,
                                           bool complete);
    // The feeds named, as the ledger has them: with identity bytes when their bodies are in memory or there is room for
    // more, else with heads first. They are served when it returns.
    [[nodiscard]] Result<void> publish(ledger::Ledger& ledger, const ledger::Committed& changed, bool complete);
    // Swaps in what has been coded of what publish() swapped in, and begins with more, the newest first. Waits for no
    // coder. True while there is more to do.
    bool compress() { return cache_.compress(); }
    // Until compress() has something to swap in.
    void wait_for_coded() { cache_.wait_for_coded(); }
    // Makes the bodies of one more feed that has heads alone: of the last that changed, other bodies go for them; of
    // the others, while there is room. True while there is more to do. `give_way` is asked after every few entries:
    // where it says yes, the rest of them is left to the next call.
    [[nodiscard]] Result<bool> warm(ledger::Ledger& ledger, const GiveWay& give_way);

private:
    using Documents = DocumentCache::Documents;
    // The bytes of one entry in every format.
    using Pieces = std::unordered_map<Digest, std::array<feed::Piece, all_formats.size()>, DigestHash>;
    struct Known {
        Pieces pieces;
        std::vector<Documents> held;  // what they are views of
    };

    // As many of the feeds as are worth rendering together, the first of them at least; says how many. `warming`: with
    // bodies, whether or not there is room.
    [[nodiscard]] Result<std::size_t> publish_some(ledger::Ledger& ledger, std::span<const std::string> slugs,
                                                   bool warming);
    [[nodiscard]] Result<bool> render_ahead(ledger::Ledger& ledger, const std::string& slug, const GiveWay& give_way);
    void learn(const std::string& slug, Known& known) const;
    [[nodiscard]] Result<void> put_documents(const Feed& feed, const Pieces& pieces);
    [[nodiscard]] Result<std::vector<feed::Piece>> bytes_in(const Feed& feed, std::size_t format,
                                                            const Pieces& pieces) const;
    void put_heads(const Feed& feed);
    [[nodiscard]] Documents cold_documents(const Feed& feed) const;
    void note_changed_cold(const std::string& slug);
    void put_license();
    void put_page(std::string_view path, std::string content_type, std::string bytes);

    DocumentCache cache_;
    Serving serving_;
    std::deque<std::string>
        changed_cold_;              // feeds with heads alone that changed last, some of them, the last one first
    std::deque<std::string> cold_;  // others that may get bodies
    RenderedEntries rendered_;      // in this round
    bool is_warming_ = false;       // what is rendered waits for the rest of a feed
};

}  // namespace syndicated::app
