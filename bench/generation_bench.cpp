// bench_generation ARTICLES COPIES: every article rendered in RSS and Atom, and put into COPIES feeds of 50. CPU time
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

std::size_t generate(const std::vector<Entry>& entries, Format format, std::size_t copies, const Site& site) {
    std::vector<std::string> together;  // the entries of so many articles
    std::vector<std::string_view> rendered(entries.size());
    for (std::size_t first = 0; first < entries.size(); first += in_a_feed) {
        std::string& bytes = together.emplace_back();
        bytes.reserve(in_a_feed * (entries[first].article.html.size() * 5 / 4 + 1024));
        std::array<std::size_t, in_a_feed> ends{};
        for (std::size_t i = 0; i < in_a_feed; ++i) {
            feed::append_entry(format, entries[first + i], site, bytes);
            ends.at(i) = bytes.size();
        }
        for (std::size_t i = 0, begin = 0; i < in_a_feed; begin = ends.at(i++)) {
            rendered[first + i] = std::string_view(bytes).substr(begin, ends.at(i) - begin);
        }
    }
    std::size_t bytes = 0;
    for (std::size_t copy = 0; copy < copies; ++copy) {
        for (std::size_t first = 0; first < entries.size(); first += in_a_feed) {
            Feed feed;
            feed.category.slug = feed.category.name = "lan-mu";
            std::vector<std::string_view> views;
            for (std::size_t i = 0; i < in_a_feed; ++i) {
                const std::size_t at = article_at(first, i, copy, entries.size());
                const Entry& entry = entries[at];
                feed.entries.push_back({0, entry.digest, entry.digest, entry.article.published.at, entry.updated});
                views.push_back(rendered[at]);
            }
            bytes += feed::assemble(format, feed, views, site).bytes.size();
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
    std::size_t bytes = 0;
    for (const Format format : formats) bytes += generate(entries, format, std::strtoul(argv[2], nullptr, 10), site);
    fmt::print("{{\"seconds\": {:.6f}, \"bytes\": {}}}\n", cpu_seconds() - begun, bytes);
}
