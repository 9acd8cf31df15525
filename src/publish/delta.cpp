#include "syndicated/publish/delta.hpp"

#include <algorithm>

namespace syndicated::publish {

namespace {

// With a change every few seconds a client that asks each minute is known; a version costs a feed of 50 entries 1 KB.
constexpr std::size_t most_former = 16;
// A delta is coded while its client waits: some 2 ms for so much.
constexpr std::size_t most_delta_bytes = std::size_t{64} * 1024;

bool precedes(const Digest& one, const Digest& other) {
    return one.bytes < other.bytes;
}

bool knows(const FormerVersion& version, const Digest& entry) {
    return std::binary_search(version.entries->begin(), version.entries->end(), entry, precedes);
}

// What stands between two entries.
std::string_view separator_of(std::string_view document, const std::vector<Slice>& slices) {
    if (slices.size() < 2) return {};
    const std::size_t end = slices[0].offset + slices[0].length;
    return document.substr(end, slices[1].offset - end);
}

}  // namespace

std::vector<FormerVersion> former_versions(const Digest& content, const Entries& before) {
    std::vector<Digest> entries;
    entries.reserve(before.slices.size());
    for (const Slice& slice : before.slices) entries.push_back(slice.entry);
    std::sort(entries.begin(), entries.end(), precedes);
    std::vector<FormerVersion> out{{content, std::make_shared<const std::vector<Digest>>(std::move(entries))}};
    for (const FormerVersion& older : before.former) {
        if (out.size() == most_former) break;
        if (older.content != content) out.push_back(older);
    }
    return out;
}

std::optional<std::string> delta_of(std::string_view document, const Entries& entries, const FormerVersion& known) {
    if (entries.slices.empty()) return std::nullopt;
    const Slice& first = entries.slices.front();
    const Slice& last = entries.slices.back();
    const std::size_t most = std::min(document.size() / 2, most_delta_bytes);
    const std::string_view separator = separator_of(document, entries.slices);
    std::string out(document.substr(0, first.offset));
    bool any = false;
    for (const Slice& slice : entries.slices) {
        if (knows(known, slice.entry)) continue;
        if (any) out += separator;
        any = true;
        out += document.substr(slice.offset, slice.length);
        if (out.size() > most) return std::nullopt;
    }
    out += document.substr(last.offset + last.length);
    return out.size() <= most ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace syndicated::publish
