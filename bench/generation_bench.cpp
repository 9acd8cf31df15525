// bench_generation ARTICLES COPIES: every article in RSS and Atom in COPIES feeds of 50, rendered for each. CPU time
// of this process from the articles to the documents.
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace syndicated;

constexpr std::size_t in_a_feed = 50;
constexpr std::array<Format, 2> formats{Format::rss, Format::atom};
using PerFormat = std::array<std::string_view, formats.size()>;

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
std::size_t assemble(const std::vector<const Entry*>& entries, const std::vector<PerFormat>& rendered,
                     const Site& site) {
    Feed feed;
    feed.category.slug = feed.category.name = "lan-mu";
    for (const Entry* entry : entries) {
        feed.entries.push_back({0, entry->digest, entry->digest, entry->article.published.at, entry->updated});
    }
    std::size_t bytes = 0;
    for (std::size_t f = 0; f < formats.size(); ++f) {
        std::vector<std::string_view> views;
        for (const PerFormat& each : rendered) views.push_back(each.at(f));
        bytes += feed::assemble(formats.at(f), feed, views, site).bytes.size();
    }
    return bytes;
}

// So many entries in bytes that stand behind each other.
struct Rendered {
    std::array<std::string, formats.size()> bytes;
    std::array<std::vector<std::size_t>, formats.size()> ends;

    void render(const Entry& entry, const Site& site) {
        constexpr std::size_t around_texts = 1024;
        if (ends.front().empty()) {
            for (auto& each : bytes) each.reserve(in_a_feed * (entry.article.html.size() * 5 / 4 + around_texts));
        }
        const feed::EntryRenderer renderer(entry, site);
        for (std::size_t f = 0; f < formats.size(); ++f) {
            renderer.append(formats.at(f), bytes.at(f));
            ends.at(f).push_back(bytes.at(f).size());
        }
    }
    [[nodiscard]] PerFormat at(std::size_t i) const {
        PerFormat out;
        for (std::size_t f = 0; f < formats.size(); ++f) {
            const std::size_t begin = i == 0 ? 0 : ends.at(f)[i - 1];
            out.at(f) = std::string_view(bytes.at(f)).substr(begin, ends.at(f)[i] - begin);
        }
        return out;
    }
    void clear() {
        for (auto& each : bytes) each.clear();
        for (auto& each : ends) each.clear();
    }
};

// What is rendered is needed no more once its feed is done: an article in several feeds is rendered for each of them,
// which costs less than the first touches of the memory that it would be kept in.
std::size_t generate(const std::vector<Entry>& entries, std::size_t copies, const Site& site) {
    std::size_t bytes = 0;
    Rendered rendered;
    for (std::size_t copy = 0; copy < copies; ++copy) {
        for (std::size_t first = 0; first < entries.size(); first += in_a_feed) {
            rendered.clear();
            std::vector<const Entry*> of_feed;
            std::vector<PerFormat> pieces;
            for (std::size_t i = 0; i < in_a_feed; ++i) {
                of_feed.push_back(&entries[article_at(first, i, copy, entries.size())]);
                rendered.render(*of_feed.back(), site);
            }
            for (std::size_t i = 0; i < in_a_feed; ++i) pieces.push_back(rendered.at(i));
            bytes += assemble(of_feed, pieces, site);
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
