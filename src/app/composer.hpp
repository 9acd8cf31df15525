// Makes one document that no Snapshot holds ready, out of the ledger. Belongs to the thread of its ledger connection.
#pragma once

#include "app/address.hpp"
#include "app/documents.hpp"
#include "syndicated/feed/pages.hpp"
#include "syndicated/http/maker.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace syndicated::app {

class Composer {
public:
    // Both outlive it.
    Composer(ledger::Ledger& ledger, const publish::Publication& publication)
        : ledger_(ledger), publication_(publication) {}

    // `target`: of an address (address.hpp) or of a page. What fails is logged and 503.
    [[nodiscard]] http::Made make(const std::string& target, const Serving& serving);

private:
    using Answer = Result<http::Made>;

    [[nodiscard]] Answer answer(const std::string& target, const Serving& serving);
    [[nodiscard]] Answer page(std::string_view path, const Serving& serving);
    [[nodiscard]] Answer changes(const std::string& target, const Serving& serving);
    [[nodiscard]] Result<void> tell_what_left(feed::Changes& changes);
    // The feed's own address where `address` has another name of it; nothing: it has the slug already.
    [[nodiscard]] Result<std::optional<http::Made>> resolve(const Address& address, const Serving& serving);
    [[nodiscard]] Answer live(const Address& address, const Serving& serving);
    [[nodiscard]] Answer selection(const Address& address, const Serving& serving);
    [[nodiscard]] Answer hot(const Address& address, const Serving& serving);
    [[nodiscard]] Answer archive(const Address& address, const Serving& serving);
    [[nodiscard]] Answer article(const Address& address, const Serving& serving);
    [[nodiscard]] Answer document(const Feed& feed, Format format, bool summaries, const Serving& serving);

    ledger::Ledger& ledger_;
    const publish::Publication& publication_;
};

}  // namespace syndicated::app
