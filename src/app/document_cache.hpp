// The documents that are served from memory, within a budget: every feed's heads, and the bodies for which there is
// room beside them. What is put here waits until it is swapped into the Publication. The work thread owns it.
#pragma once

#include "app/coder.hpp"
#include "app/residents.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/publish/publication.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syndicated::app {

class DocumentCache {
public:
    // A feed in every format, in the order of all_formats: all with bodies, or all without.
    using Documents = std::array<std::shared_ptr<const publish::Resource>, all_formats.size()>;

    // `coded` is called on another thread when compress() has something to swap in.
    DocumentCache(publish::Publication& publication, std::function<void()> coded)
        : publication_(publication), coder_(std::move(coded)) {}

    // `bytes`: the budget of feeds' documents. `codings`: what compress() makes.
    void configure(std::int64_t bytes, std::vector<publish::Coding> codings);

    [[nodiscard]] const Documents* find(const std::string& slug) const;  // null: not served; valid until the next put
    [[nodiscard]] std::vector<std::string> slugs() const;
    [[nodiscard]] std::size_t size() const { return shown_.size(); }
    [[nodiscard]] bool has_bodies(const std::string& slug) const { return residents_.holds(slug); }
    [[nodiscard]] bool has_room() const { return residents_.has_room(); }

    // Bodies that have no room now send away those that changed longest ago.
    void put(const std::string& slug, Documents documents);
    void remove(const std::string& slug);
    void put_page(const std::string& path, std::shared_ptr<const publish::Resource> page);
    void remove_page(const std::string& path);

    // So much is put already that it should be swapped in.
    [[nodiscard]] bool is_full() const;
    void flush(bool complete);
    void flush() { flush(publication_.current()->complete()); }
    // All that the ledger knows is put and swapped in.
    void settle() { publication_.settle(newest_sequence_); }
    // Swaps in what has been coded, and begins with more of what was swapped in uncoded, the newest first. Waits for no
    // coder. True while there is more to do.
    bool compress();
    // Until compress() has something to swap in.
    void wait_for_coded() { coder_.wait(); }

private:
    void wait_for_coder(const std::string& path);
    [[nodiscard]] std::string take_newest_uncoded();
    void put_coded();
    void begin_coding();
    void note_coded(const std::string& path, const std::shared_ptr<const publish::Resource>& ready);
    void cool_down(const std::string& slug);
    void note_heads(std::int64_t more);
    void keep_within_budget();

    publish::Publication& publication_;
    std::vector<publish::Coding> codings_;
    std::unordered_map<std::string, Documents> shown_;  // by slug
    std::int64_t budget_ = 0, heads_bytes_ = 0;         // heads_bytes_: of all that is shown
    Residents residents_;
    std::vector<publish::Change> changes_;                   // not swapped in yet
    std::size_t changed_bytes_ = 0;                          // of them
    std::uint64_t newest_sequence_ = 0;                      // of all feeds that were put
    std::map<std::uint64_t, std::string> uncoded_;           // paths by when they were put last
    std::unordered_map<std::string, std::uint64_t> put_at_;  // of those paths
    std::uint64_t puts_ = 0;
    Coder coder_;
    std::vector<publish::Coding> batch_codings_;  // of what it codes
};

}  // namespace syndicated::app
