#include "app/rendered_entries.hpp"

#include "app/parallel.hpp"
#include "syndicated/base/counters.hpp"

#include <cstring>
#include <utility>

namespace syndicated::app {

std::size_t DigestHash::operator()(const Digest& digest) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.bytes.data(), sizeof hash);
    return hash;
}

const feed::RenderedEntry* RenderedEntries::find(const Digest& content) const {
    const auto found = entries_.find(content);
    return found == entries_.end() ? nullptr : &found->second;
}

Result<void> RenderedEntries::render(ledger::Ledger& ledger, const std::vector<std::int64_t>& ids, const Site& site) {
    if (ids.empty()) return boost::system::in_place_value;
    const auto entries = ledger.entries(ids);
    if (!entries) return entries.error();
    std::vector<feed::RenderedEntry> made(entries->size());
    Parallel work(entries->size(), threads_,
                  [&](std::size_t i) { made[i] = feed::RenderedEntry((*entries)[i], site); });
    work.finish();
    for (std::size_t i = 0; i < made.size(); ++i) {
        bytes_ += made[i].size();
        entries_.insert_or_assign(content_of((*entries)[i]), std::move(made[i]));
    }
    count(Counter::entries_rendered, static_cast<std::int64_t>(made.size() * all_formats.size()));
    return boost::system::in_place_value;
}

void RenderedEntries::clear() {
    entries_.clear();
    bytes_ = 0;
}

}  // namespace syndicated::app
