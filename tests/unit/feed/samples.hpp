// Entries, feeds and a site that the tests of this room render.
#pragma once

#include "syndicated/feed/pages.hpp"
#include "syndicated/feed/render.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::feed::testing {

inline sys_seconds at(std::int64_t unix_seconds) {
    return sys_seconds{std::chrono::seconds{unix_seconds}};
}

inline constexpr std::int64_t published_s = 1741550791;  // 2025-03-10T04:06:31+08:00

inline Site sample_site() {
    Site site;
    site.title = "示例新闻网";
    site.id = "example.cn,2025";
    site.base_url = "https://feeds.example.cn";
    site.home = "https://www.example.cn/";
    site.hubs = {"https://hub.example.org/", "https://hub2.example.org/push?a=1&b=2"};
    return site;
}

inline Category sample_category() {
    Category category;
    category.slug = "yu-le";
    category.name = "娱乐";
    category.title = "娱乐";
    category.description = "娱乐栏目 <最新> & 最热";
    category.language = "zh-CN";
    category.path = {"娱乐"};
    return category;
}

inline Entry finished(Entry entry) {
    entry.digest = digest_of(entry);
    return entry;
}

inline Entry plain_entry() {
    Entry entry;
    Article& a = entry.article;
    a.guid = "tag:example.cn,2025:main/1";
    a.title = "传DeepSeek自研芯片,厂商们要把AI成本打下来";
    a.source = "电子发烧友网";
    a.authors = {"黄晶晶"};
    a.published.at = at(published_s);
    a.views = 547;
    a.categories = {"娱乐"};
    a.category_path = {"娱乐"};
    a.link = "https://www.example.cn/news/1.html";
    a.summary = "日前业界消息称,DeepSeek正广泛招募芯片设计人才。";
    a.image = "https://www.example.cn/img/chip.jpg";
    a.html = "<p>日前业界消息称&nbsp;<b>DeepSeek</b></p><p><img src=\"https://www.example.cn/img/chip.jpg\"></p>";
    entry.updated = at(published_s);
    return finished(entry);
}

// Everything that breaks documents when it is not looked after.
inline Entry hostile_entry() {
    Entry entry;
    Article& a = entry.article;
    a.guid = "tag:example.cn,2025:main/file%3Aa%26b";
    a.title = "\x01 5 < 6 & \"7\" ]]> &amp;amp; 👨‍👩‍👧 𠮷 \xFF\xEF\xBF\xBE.";
    a.source = "新华网 & 网";
    a.source_url = "https://新闻.中国/来源?q=一&r=2";
    a.authors = {"张三", "　", "O'Neill <x@y>"};
    a.published.at = at(published_s - 3600);
    a.categories = {"社会", "娱乐"};
    a.category_path = {"新闻", "社会"};
    a.link = "https://新闻.中国:8443/文章/a b.html?标题=\"x\"&y=<1>#评论";
    a.summary = "第一行\r\n第二行 ]]> <script>alert(1)</script>";
    a.image = "https://img.example.cn/图.jpg?a=1&b=2";
    a.language = "zh-TW";
    a.html = "<p>]]> &lt;tag&gt; &amp;amp; \x0B</p>\r<p>二</p>";
    entry.updated = at(published_s + 60);
    return finished(entry);
}

inline Entry bare_entry() {
    Entry entry;
    entry.article.guid = "urn:uuid:6ba7b811-9dad-51d1-80b4-00c04fd430c8";
    entry.article.link = "https://www.example.cn/";
    entry.article.summary = "只有摘要";
    entry.article.published.at = at(published_s - 7200);
    entry.updated = entry.article.published.at;
    return finished(entry);
}

inline std::vector<Entry> sample_entries() {
    return {plain_entry(), hostile_entry(), bare_entry()};
}

inline Feed feed_of(const Category& category, const std::vector<Entry>& entries) {
    Feed feed;
    feed.category = category;
    feed.revision = 1;
    for (const auto& entry : entries) {
        feed.entries.push_back(EntryRef{0, entry.digest, content_of(entry), entry.article.published.at, entry.updated});
        feed.updated = std::max(feed.updated, entry.updated);
    }
    feed.digest = digest_of(feed);
    feed.content = content_of(feed);
    feed.last_modified = at(published_s + 120);
    if (entries.empty()) feed.updated = feed.last_modified;
    return feed;
}

inline FeedDocument render(Format format, const Category& category, const std::vector<Entry>& entries,
                           const Site& site) {
    std::vector<RenderedEntry> rendered;
    for (const auto& entry : entries) rendered.emplace_back(entry, site);
    std::vector<Piece> pieces;
    for (const auto& entry : rendered) pieces.push_back(entry.piece(format));
    return assemble(format, feed_of(category, entries), pieces, site);
}

inline Listing listing(std::string slug, std::string name, std::string parent, std::int64_t entries,
                       std::string newest = {}) {
    Listing out;
    out.category.slug = std::move(slug);
    out.category.name = name;
    out.category.title = std::move(name);
    out.category.parent = std::move(parent);
    out.category.language = "zh-CN";
    out.entries = entries;
    out.newest_title = std::move(newest);
    out.newest_published = at(published_s);
    return out;
}

inline std::vector<Listing> sample_listings() {
    std::vector<Listing> out{
        listing("all", "", "", 1250, "传DeepSeek自研芯片,厂商们要把AI成本打下来"),
        listing("xin-wen", "新闻", "", 803, "城市更新：老街区的新生活"),
        listing("she-hui", "社会", "xin-wen", 412,
                "<b>不是标记</b> & 一个长得一行放不下的标题，用来看看在窄屏和宽屏上分别怎样折行或者截断"),
        listing("guo-ji", "国际", "xin-wen", 1, "多国代表出席会议"),
        listing("yu-le", "娱乐", "", 447, "传DeepSeek自研芯片,厂商们要把AI成本打下来"),
        listing("ke-ji", "科技", "", 0)};
    out[0].category.title = "示例新闻网";
    out[4].category.description = "电影、音乐与综艺";
    return out;
}

}  // namespace syndicated::feed::testing
