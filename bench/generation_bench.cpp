// bench_generation ARTICLES COPIES: every article in RSS and Atom in COPIES feeds of 50. CPU time of this process from
// the articles to the documents.
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace syndicated;

constexpr std::size_t in_a_feed = 50;
constexpr std::array<Format, 2> formats{Format::rss, Format::atom};

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

Entry entry_of(const boost::json::value& json) {
    const auto text = [&](std::string_view name) { return std::string(json.at(name).as_string()); };
    Entry entry;
    Article& a = entry.article;
    a.guid = text("guid");
    a.title = text("title");
    a.link = text("link");
    a.authors = {text("author")};
    a.categories = {text("category")};
    a.summary = text("summary");
    a.html = text("html");
    a.published.at = sys_seconds{std::chrono::seconds(json.at("published").as_int64())};
    entry.updated = a.published.at;
    entry.digest = digest_of(entry);
    return entry;
}

std::vector<Entry> read(const char* path) {
    std::vector<Entry> out;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) out.push_back(entry_of(boost::json::parse(line)));
    return out;
}

Site site_of() {
    Site site;
    site.title = "示例新闻网";
    site.base_url = "https://feeds.example.cn";
    site.home = "https://www.example.cn";
    return site;
}

// Which article stands at place `i` of the feed that begins with `first`.
std::size_t article_at(std::size_t first, std::size_t i, std::size_t copy, std::size_t count) {
    return (first + i * (1 + copy * in_a_feed)) % count;
}

// The documents of one feed: their bytes, together.
std::size_t assemble(const std::vector<const Entry*>& entries, const std::vector<const feed::RenderedEntry*>& rendered,
                     const Site& site) {
    Feed feed;
    feed.category.slug = feed.category.name = "lan-mu";
    for (const Entry* entry : entries) {
        feed.entries.push_back({0, entry->digest, entry->digest, entry->article.published.at, entry->updated});
    }
    std::size_t bytes = 0;
    for (const Format format : formats) {
        std::vector<feed::Piece> pieces;
        for (const auto* each : rendered) pieces.push_back(each->piece(format));
        bytes += feed::assemble(format, feed, pieces, site).bytes.size();
    }
    return bytes;
}

// What another feed will show too is kept until the last one has.
std::size_t generate(const std::vector<Entry>& entries, std::size_t copies, const Site& site) {
    std::size_t bytes = 0;
    std::vector<std::optional<feed::RenderedEntry>> rendered(entries.size());
    std::vector<std::size_t> feeds_left(entries.size(), copies);
    for (std::size_t first = 0; first < entries.size(); first += in_a_feed) {
        for (std::size_t copy = 0; copy < copies; ++copy) {
            std::vector<const Entry*> of_feed;
            std::vector<const feed::RenderedEntry*> shown;
            for (std::size_t i = 0; i < in_a_feed; ++i) {
                const std::size_t article = article_at(first, i, copy, entries.size());
                auto& here = rendered[article];
                if (!here) here.emplace(entries[article], site, formats);
                of_feed.push_back(&entries[article]);
                shown.push_back(&*here);
            }
            bytes += assemble(of_feed, shown, site);
            for (std::size_t i = 0; i < in_a_feed; ++i) {
                const std::size_t article = article_at(first, i, copy, entries.size());
                if (--feeds_left[article] == 0) rendered[article].reset();
            }
        }
    }
    return bytes;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: bench_generation ARTICLES COPIES\n");
        return 2;
    }
    const auto entries = read(argv[1]);
    const Site site = site_of();
    const double begun = cpu_seconds();
    const std::size_t bytes = generate(entries, std::strtoul(argv[2], nullptr, 10), site);
    fmt::print("{{\"seconds\": {:.6f}, \"bytes\": {}}}\n", cpu_seconds() - begun, bytes);
}
