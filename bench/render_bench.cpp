// Entries rendered a second, and one update of a 50-entry feed (one entry rendered, 49 copied) against rendering the
// whole feed again. CPU time of this process.
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

namespace {

using namespace syndicated;

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

Entry make_entry(std::int64_t number) {
    Entry entry;
    Article& a = entry.article;
    a.guid = fmt::format("tag:example.cn,2025:main/{}", number);
    a.title = fmt::format("第{}篇：芯片厂商们要把成本打下来", number);
    a.source = "山海晚报";
    a.authors = {"王一"};
    a.categories = {"科技"};
    a.category_path = {"新闻", "科技"};
    a.link = fmt::format("https://www.example.cn/a/{}.html", number);
    a.published.at = sys_seconds{std::chrono::seconds(1'741'550'000 + number)};
    entry.updated = a.published.at;
    while (a.html.size() < 3000) a.html += "<p>实际上，为了摆脱依赖，科技巨头也开始自研芯片。A &amp; B</p>";
    a.summary = "实际上，为了摆脱依赖，科技巨头也开始自研芯片。";
    entry.digest = digest_of(entry);
    return entry;
}

}  // namespace

int main() {
    Site site;
    site.base_url = "https://feeds.example.cn";
    site.home = "https://www.example.cn";
    Feed feed;
    feed.category.slug = "ke-ji";
    feed.category.name = feed.category.title = "科技";
    feed.category.path = {"新闻", "科技"};
    std::vector<Entry> entries;
    for (std::int64_t i = 0; i < 50; ++i) {
        entries.push_back(make_entry(i));
        feed.entries.push_back({i, entries.back().digest, entries.back().digest, entries.back().article.published.at,
                                entries.back().updated});
    }
    std::size_t bytes = 0;
    for (const Format format : all_formats) {
        constexpr int rounds = 200;
        std::vector<std::string> rendered(entries.size());
        std::vector<feed::Piece> views(entries.size());
        const double begun = cpu_seconds();
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t i = 0; i < entries.size(); ++i) rendered[i] = feed::render_entry(format, entries[i], site);
            for (std::size_t i = 0; i < entries.size(); ++i) views[i] = std::string_view(rendered[i]);
            bytes += feed::assemble(format, feed, views, site).bytes.size();
        }
        const double full = (cpu_seconds() - begun) / rounds;
        const double again = cpu_seconds();
        for (int round = 0; round < rounds; ++round) {
            rendered[0] = feed::render_entry(format, entries[0], site);
            views[0] = std::string_view(rendered[0]);
            bytes += feed::assemble(format, feed, views, site).bytes.size();
        }
        const double update = (cpu_seconds() - again) / rounds;
        fmt::print("{:4}: {:7.0f} entries/s; full feed {:6.3f} ms, one update {:6.3f} ms, {:.1f} times less\n",
                   extension_of(format), 50 / full, full * 1e3, update * 1e3, full / update);
    }
    return bytes > 0 ? 0 : 1;
}
