#include "syndicated/feed/render.hpp"

#include "feed/formats.hpp"
#include "feed/uri.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace syndicated::feed {

namespace {

struct FormatRow {
    std::string_view content_type;
    EntryFrame (*entry)(const EntryParts&, const Site&);
    Frame (*frame)(const Feed&, const Site&);
};

const FormatRow& row_of(Format format) {
    static constexpr std::array<FormatRow, all_formats.size()> rows{{
        {"application/rss+xml; charset=utf-8", rss_entry, rss_frame},
        {"application/atom+xml; charset=utf-8", atom_entry, atom_frame},
        {"application/feed+json; charset=utf-8", json_entry, json_frame},
    }};
    return rows.at(static_cast<std::size_t>(format));
}

// Calls for bytes that are read soon. They lie all over the memory, so that the processor does not see by itself what
// comes next, and waiting for them was a third of what putting documents together took.
void fetch_ahead(std::string_view bytes) {
    constexpr std::size_t line = 64, most = 8192;  // of what is longer the processor sees the rest
    for (std::size_t i = 0; i < std::min(bytes.size(), most); i += line) __builtin_prefetch(bytes.data() + i, 0, 2);
}

void fetch_ahead(const Piece& piece) {
    fetch_ahead(piece.before);
    fetch_ahead(piece.body);
}

}  // namespace

std::string_view content_type_of(Format format) {
    return row_of(format).content_type;
}

std::string self_url(const Site& site, std::string_view slug, Format format) {
    return to_uri(site.base_url + path_of(slug, format));
}

std::string self_url(const Site& site, const Feed& feed, Format format) {
    return to_uri(site.base_url + target_of(feed, format));
}

std::string previous_url(const Site& site, const Feed& feed, Format format) {
    if (feed.previous_archive.empty()) return {};
    return to_uri(site.base_url + archive_target(feed.category.slug, feed.previous_archive, format));
}

const std::vector<std::string>& hubs_of(const Site& site, const Feed& feed) {
    static const std::vector<std::string> none;
    return feed.is_live() ? site.hubs : none;
}

RenderedEntry::RenderedEntry(const Entry& entry, const Site& site, std::span<const Format> formats) {
    fetch_ahead(entry.article.html);
    EntryParts parts(entry, site);
    bool with_body = false;
    for (const Format format : formats) {
        EntryFrame& frame = frames_.at(static_cast<std::size_t>(format));
        frame = row_of(format).entry(parts, site);
        with_body = with_body || frame.body_at;
    }
    if (with_body) body_ = std::move(parts.escaped_content);
}

Piece RenderedEntry::piece(Format format) const {
    const EntryFrame& frame = frames_.at(static_cast<std::size_t>(format));
    const std::string_view bytes = frame.bytes;
    if (!frame.body_at) return bytes;
    return {bytes.substr(0, *frame.body_at), body_, bytes.substr(*frame.body_at)};
}

std::string RenderedEntry::text(Format format) const {
    const Piece all = piece(format);
    std::string out;
    out.reserve(all.size());
    return out.append(all.before).append(all.body).append(all.after);
}

std::size_t RenderedEntry::size() const {
    std::size_t out = body_.size();
    for (const EntryFrame& frame : frames_) out += frame.bytes.size();
    return out;
}

std::string render_entry(Format format, const Entry& entry, const Site& site) {
    return RenderedEntry(entry, site, {&format, 1}).text(format);
}

FeedDocument assemble(Format format, const Feed& feed, std::span<const Piece> entries, const Site& site) {
    assert(entries.size() == feed.entries.size());
    const Frame frame = row_of(format).frame(feed, site);
    std::size_t size = frame.head.size() + frame.tail.size();
    for (const Piece& entry : entries) size += entry.size() + frame.separator.size();
    for (const std::string& tombstone : frame.tombstones) size += tombstone.size();
    FeedDocument out;
    out.bytes.reserve(size);
    out.slices.reserve(frame.tombstones.size() + entries.size());
    const auto note = [&out](const Digest& what, std::size_t length) {
        out.slices.push_back({what, static_cast<std::uint32_t>(out.bytes.size()), static_cast<std::uint32_t>(length)});
    };
    out.bytes += frame.head;
    for (const std::string& tombstone : frame.tombstones) {
        note(Digester().add("tombstone").add(tombstone).finish(), tombstone.size());
        out.bytes += tombstone;
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i > 0) out.bytes += frame.separator;
        if (i + 1 < entries.size()) fetch_ahead(entries[i + 1]);
        note(feed.entries[i].content, entries[i].size());
        out.bytes.append(entries[i].before).append(entries[i].body).append(entries[i].after);
    }
    out.bytes += frame.tail;
    return out;
}

Digest documents_digest(const Site& site) {
    Digester digester;
    digester.add(std::int64_t{renderer_version});
    digester.add(site.title).add(site.id).add(site.base_url).add(site.home).add(site.article_url);
    digester.add(site.language).add(site.time_zone);
    digester.add(static_cast<std::int64_t>(site.hubs.size()));
    for (const auto& hub : site.hubs) digester.add(hub);
    if (site.rss_tombstones) digester.add("rss_tombstones");
    if (site.license.empty()) return digester.finish();  // as it was before there were licences
    for (const auto* uses : {&site.license.permits, &site.license.prohibits}) {
        digester.add(static_cast<std::int64_t>(uses->size()));
        for (const auto& use : *uses) digester.add(use);
    }
    digester.add(site.license.payment).add(site.license.terms).add(site.license.copyright);
    return digester.finish();
}

}  // namespace syndicated::feed
