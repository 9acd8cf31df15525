#include "syndicated/model/feed.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <iterator>
#include <new>

namespace syndicated {

namespace {

XXH3_state_t* state_of(void* state) {
    return static_cast<XXH3_state_t*>(state);
}

void add_list(Digester& digester, const std::vector<std::string>& list) {
    digester.add(static_cast<std::int64_t>(list.size()));
    for (const auto& item : list) digester.add(item);
}

std::int64_t seconds_of(sys_seconds instant) {
    return instant.time_since_epoch().count();
}

Digest hash_of(const Feed& feed, Digest EntryRef::*which) {
    const Category& category = feed.category;
    Digester d;
    d.add(category.title).add(category.description).add(category.language).add(category.slug);
    add_list(d, category.path);
    for (const auto& entry : feed.entries) d.add(entry.*which);
    if (!feed.previous_archive.empty()) d.add(feed.previous_archive);
    for (const auto& tombstone : feed.tombstones) d.add(tombstone.guid).add(seconds_of(tombstone.when));
    return d.finish();
}

}  // namespace

std::string Digest::hex() const {
    std::string out(bytes.size() * 2, '\0');
    write_hex(out.data());
    return out;
}

char* Digest::write_hex(char* out) const {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const unsigned char byte : bytes) {
        *out++ = digits[byte >> 4U];
        *out++ = digits[byte & 0xFU];
    }
    return out;
}

Digester::Digester() : state_(XXH3_createState()) {
    if (state_ == nullptr) throw std::bad_alloc();
    XXH3_128bits_reset(state_of(state_));
}

Digester::~Digester() {
    XXH3_freeState(state_of(state_));
}

Digester& Digester::add(std::int64_t number) {
    std::array<unsigned char, 8> bytes{};
    auto rest = static_cast<std::uint64_t>(number);
    for (auto& byte : bytes) {
        byte = static_cast<unsigned char>(rest & 0xFFU);
        rest >>= 8U;
    }
    XXH3_128bits_update(state_of(state_), bytes.data(), bytes.size());
    return *this;
}

Digester& Digester::add(std::string_view field) {
    add(static_cast<std::int64_t>(field.size()));
    XXH3_128bits_update(state_of(state_), field.data(), field.size());
    return *this;
}

Digester& Digester::add(const Digest& digest) {
    XXH3_128bits_update(state_of(state_), digest.bytes.data(), digest.bytes.size());
    return *this;
}

Digest Digester::finish() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_of(state_)));
    Digest out;
    static_assert(sizeof canonical.digest == sizeof out.bytes);
    std::copy(std::begin(canonical.digest), std::end(canonical.digest), out.bytes.begin());
    return out;
}

Digest digest_of(const Entry& entry) {
    const Article& a = entry.article;
    Digester d;
    d.add(a.guid).add(a.title).add(a.source).add(a.source_url);
    add_list(d, a.authors);
    add_list(d, a.categories);
    add_list(d, a.category_paths.empty() ? a.category_path : a.category_paths);
    d.add(seconds_of(a.published.at)).add(seconds_of(entry.updated));
    d.add(a.link_from_settings ? std::string_view{} : std::string_view{a.link});
    d.add(a.summary).add(a.image).add(a.language).add(a.html);
    return d.finish();
}

Digest content_of(const Digest& digest, std::string_view link, bool link_from_settings) {
    return link_from_settings ? Digester().add(digest).add(link).finish() : digest;
}

Digest content_of(const Entry& entry) {
    return content_of(entry.digest, entry.article.link, entry.article.link_from_settings);
}

Digest digest_of(const Feed& feed) {
    return hash_of(feed, &EntryRef::digest);
}

Digest content_of(const Feed& feed) {
    return hash_of(feed, &EntryRef::content);
}

std::string_view extension_of(Format format) {
    switch (format) {
        case Format::rss: return "rss";
        case Format::atom: return "atom";
        case Format::json: return "json";
    }
    return "rss";
}

std::string path_of(std::string_view slug, Format format) {
    std::string out = "/feeds/";
    out.append(slug).append(".").append(extension_of(format));
    return out;
}

std::string archive_target(std::string_view slug, std::string_view key, Format format) {
    return fmt::format("/feeds/{}/archive/{}.{}", slug, key, extension_of(format));
}

std::string target_of(const Feed& feed, Format format) {
    if (feed.address.empty()) return path_of(feed.category.slug, format) + feed.query;
    return fmt::format("{}.{}{}", feed.address, extension_of(format), feed.query);
}

}  // namespace syndicated
