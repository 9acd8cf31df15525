// Makes documents of the ledger's feeds and swaps them in. Entries that a document already shows are not rendered
// again: their bytes are copied from it. The work thread owns it.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/feed/render.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/model/site.hpp"
#include "syndicated/publish/publication.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syndicated::app {

class Publisher {
public:
    explicit Publisher(publish::Publication& publication);

    // Everything anew: at start, and when settings changed.
    // `codings`: the forms that documents get beside identity; `cache_control`: what all that is published carries.
    [[nodiscard]] Result<void> publish_all(ledger::Ledger& ledger, const Site& site,
                                           std::vector<publish::Coding> codings, std::string cache_control,
                                           bool complete);
    // The feeds named, and the pages that list them. Identity bytes are served when it returns.
    [[nodiscard]] Result<void> publish(ledger::Ledger& ledger, const ledger::Committed& changed, bool complete);
    // Codes some of what publish() swapped in, the newest first, and swaps that in. True while there is more to do.
    bool compress();

private:
    struct Shown {  // one feed's documents as they are served
        std::string name;
        std::array<std::shared_ptr<const publish::Resource>, all_formats.size()> documents;
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
    // `before`: the version that it follows; null: there is none that clients could be told the difference to.
    [[nodiscard]] std::shared_ptr<const publish::Resource> make_resource(const Feed& feed, Format format,
                                                                         feed::FeedDocument document,
                                                                         const publish::Resource* before) const;
    void remove_feed(const std::string& slug);
    [[nodiscard]] Result<void> put_pages(ledger::Ledger& ledger);
    void put_license();
    void put_redirects(const std::string& slug, const std::string& name);
    void put_redirect(std::string path, std::string target, int status);
    void put_page(const std::string& path, std::string content_type, std::string bytes);
    void flush(bool complete);

    publish::Publication& publication_;
    Site site_;
    std::vector<publish::Coding> codings_;
    std::string cache_control_;
    std::unordered_map<std::string, Shown> shown_;  // by slug
    std::vector<publish::Change> changes_;          // not swapped in yet
    std::vector<std::string> uncompressed_;         // paths, the newest last
    // Entries rendered in this round, so that the next feed that shows one does not render it again.
    std::unordered_map<Digest, std::array<std::string, all_formats.size()>, DigestHash> fresh_;
    std::size_t fresh_bytes_ = 0;
};

}  // namespace syndicated::app
