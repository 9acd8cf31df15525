// The page for people at "/": what can be subscribed to, and how. HTML that is well-formed XML too, so that pugixml's
// escaping serves here as well; no script, nothing loaded from elsewhere.
#include "feed/directory_style.hpp"
#include "feed/kinds.hpp"
#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "feed/xml.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/pages.hpp"
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace syndicated::feed {

namespace {

struct Words {
    std::string_view heading, how, everything, categories, sources, empty, opml, opml_hint, home, times, changes;
    std::string_view one, many;  // numbers of entries
    std::string_view more;       // feeds
    std::string_view hot, hot_title;
};

constexpr Words chinese{
    "新闻订阅",
    "订阅之后，新文章会自动出现在您的阅读器里，无需注册，也不会被推荐算法打扰。把下面任意一个 RSS、Atom 或 JSON "
    "链接复制到您使用的阅读器（例如 NetNewsWire、Feedly、Inoreader、FreshRSS）即可；三种格式内容相同，选 RSS "
    "一般不会错。",
    "全部文章",
    "栏目",
    "来源",
    "暂时还没有文章",
    "下载 OPML",
    "一次导入全部订阅",
    "网站首页",
    "时间：",
    "供程序轮询：哪些订阅有更新",
    "1 篇",
    "{} 篇",
    "另有 {} 个订阅未列在此页",
    "热门",
    "热门文章"};
constexpr Words english{
    "Subscribe to the news",
    "Once you subscribe, new articles turn up in your reader by themselves: no account, no algorithm. Copy any RSS, "
    "Atom or JSON link below into the reader that you use (NetNewsWire, Feedly, Inoreader, FreshRSS, ...). All three "
    "carry the same articles; if in doubt, take RSS.",
    "All articles",
    "Categories",
    "Sources",
    "No articles yet",
    "Download the OPML file",
    "imports every feed at once",
    "Home page",
    "Times: ",
    "For programs: which feeds changed",
    "1 article",
    "{} articles",
    "{} more are not listed here",
    "Hot",
    "Most read"};

// However many there are, the page stays one that a browser shows at once and a newcomer finds his way in.
constexpr std::size_t most_rows = 1000, most_sources = 1000, most_links_in_head = 50;

const Words& words_of(const Site& site) {
    return equal_ignoring_case(site.language.substr(0, 2), "zh") ? chinese : english;
}

// Relative, so that the page works under any address that reaches it and as a file.
std::string link_to(const Category& category, Format format) {
    return path_of(category.slug, format).substr(1);
}

template <class T>
std::span<const T> first_of(std::span<const T> all, std::size_t most) {
    return all.first(std::min(all.size(), most));
}

pugi::xml_node add_class(pugi::xml_node parent, const char* name, std::string_view css_class) {
    pugi::xml_node node = add(parent, name);
    set(node, "class", css_class);
    return node;
}

pugi::xml_node add_class(pugi::xml_node parent, const char* name, std::string_view css_class, std::string_view text) {
    pugi::xml_node node = add(parent, name, text);
    set(node, "class", css_class);
    return node;
}

void add_meta(pugi::xml_node head, std::string_view name, std::string_view content) {
    pugi::xml_node meta = add(head, "meta");
    set(meta, "name", name);
    set(meta, "content", content);
}

void add_head(pugi::xml_node html, std::span<const Listing> listings, const Site& site, const Words& words) {
    pugi::xml_node head = add(html, "head");
    set(add(head, "meta"), "charset", "utf-8");
    add_meta(head, "viewport", "width=device-width, initial-scale=1");
    add_meta(head, "color-scheme", "light dark");
    add(head, "title", fmt::format("{} – {}", words.heading, title_of(site)));
    for (const auto& listing : first_of(listings, most_links_in_head)) {
        for (const auto& kind : kinds) {
            pugi::xml_node link = add(head, "link");
            set(link, "rel", "alternate");
            set(link, "type", kind.type);
            set(link, "title", fmt::format("{} ({})", title_of(listing.category, site), kind.name));
            set(link, "href", link_to(listing.category, kind.format));
        }
    }
    pugi::xml_node icon = add(head, "link");
    set(icon, "rel", "icon");
    set(icon, "href", icon_url);
    add(head, "style", directory_css);
}

void add_newest(pugi::xml_node about, const Listing& listing, const Site& site, const Words& words) {
    if (listing.entries == 0 || listing.newest_title.empty()) {
        if (listing.entries == 0) add_class(about, "p", "newest none", words.empty);
        return;
    }
    pugi::xml_node newest = add_class(about, "p", "newest");
    const std::string instant = format_rfc3339(listing.newest_published, site.zone);
    const std::size_t date_end = instant.find('T');
    pugi::xml_node time = add(newest, "time", instant.substr(0, date_end) + " " + instant.substr(date_end + 1, 5));
    set(time, "datetime", instant);
    add(newest, "bdi", listing.newest_title);
}

void add_row(pugi::xml_node place, const Listing& listing, std::string_view name, const Site& site,
             const Words& words) {
    pugi::xml_node row = add_class(place, "div", "row");
    pugi::xml_node about = add_class(row, "div", "about");
    pugi::xml_node heading = add(about, "h3");
    add(heading, "bdi", name);
    add_class(heading, "span", "count",
              listing.entries == 1 ? std::string(words.one) : fmt::format(fmt::runtime(words.many), listing.entries));
    if (!listing.category.description.empty()) add_class(about, "p", "description", listing.category.description);
    add_newest(about, listing, site, words);
    pugi::xml_node links = add_class(row, "div", "links");
    for (const auto& kind : kinds) {
        pugi::xml_node link = add(links, "a", kind.name);
        set(link, "class", extension_of(kind.format));
        set(link, "href", link_to(listing.category, kind.format));
        set(link, "type", kind.type);
        set(link, "aria-label", fmt::format("{} {}", name, kind.name));
    }
    if (!listing.hot) return;
    pugi::xml_node link = add(links, "a", words.hot);
    set(link, "href", fmt::format("feeds/{}/hot.rss", listing.category.slug));
    set(link, "type", "application/rss+xml");
    set(link, "aria-label", fmt::format("{} {}", name, words.hot_title));
}

struct Branch {
    pugi::xml_node item;
    int depth = 0;
};

// Deeper categories stand beside their parents, as the page has no more room to the right.
constexpr int deepest_branch = 6;

void add_tree(pugi::xml_node main, std::span<const Listing> listings, const Site& site, const Words& words) {
    pugi::xml_node tree = add_class(main, "ul", "tree");
    std::map<std::string_view, Branch> branches;
    for (const auto& listing : listings) {
        const auto parent = branches.find(listing.category.parent);
        pugi::xml_node list = tree;
        int depth = 0;
        if (parent != branches.end()) {
            const bool deeper = parent->second.depth < deepest_branch;
            const pugi::xml_node item = parent->second.item;
            depth = parent->second.depth + (deeper ? 1 : 0);
            list = deeper ? item.child("ul") : item.parent();
            if (!list) list = add(item, "ul");
        }
        pugi::xml_node item = add(list, "li");
        const std::string_view language = language_of(listing.category, site);
        if (language != site.language) set(item, "lang", language);
        add_row(item, listing, title_of(listing.category, site), site, words);
        branches.emplace(listing.category.slug, Branch{item, depth});
    }
}

void add_sources(pugi::xml_node main, std::span<const SourceListing> sources, const Words& words) {
    if (sources.empty()) return;
    add(main, "h2", words.sources);
    pugi::xml_node list = add_class(main, "p", "sources");
    for (const auto& source : first_of(sources, most_sources)) {
        pugi::xml_node link = add(list, "a");
        set(link, "href", source.target.substr(1) + ".rss");
        set(link, "type", "application/rss+xml");
        add(link, "bdi", source.name);
    }
}

void add_header(pugi::xml_node body, const Site& site, const Words& words) {
    pugi::xml_node header = add(body, "header");
    pugi::xml_node mark = add(header, "img");
    set(mark, "src", icon_url);
    set(mark, "alt", "");
    pugi::xml_node brand = add_class(header, "a", "brand", title_of(site));
    set(brand, "href", home_of(site));
    add(header, "h1", words.heading);
    add(header, "p", words.how);
}

void add_footer(pugi::xml_node body, const Site& site, const Words& words) {
    pugi::xml_node footer = add(body, "footer");
    pugi::xml_node home = add(footer, "a", words.home);
    set(home, "href", home_of(site));
    set(add(footer, "a", words.changes), "href", "feeds/changes.json");
    add(footer, "span", std::string(words.times) + site.time_zone);
}

void add_opml(pugi::xml_node main, const Words& words) {
    pugi::xml_node all = add_class(main, "p", "opml");
    pugi::xml_node link = add(all, "a", words.opml);
    set(link, "href", "feeds.opml");
    set(link, "type", "text/x-opml");
    set(link, "download", "feeds.opml");
    add(all, "span", words.opml_hint);
}

}  // namespace

std::string_view hot_title(const Site& site) {
    return words_of(site).hot_title;
}

std::string render_directory(std::span<const Listing> listings, std::span<const SourceListing> sources,
                             const Site& site) {
    const Words& words = words_of(site);
    pugi::xml_document document;
    pugi::xml_node html = add(document, "html");
    set(html, "lang", site.language);
    add_head(html, listings, site, words);
    pugi::xml_node body = add(html, "body");
    add_header(body, site, words);
    pugi::xml_node main = add(body, "main");
    std::span<const Listing> rest = listings;
    pugi::xml_node beside;  // what is beside the categories: everything, what is flagged
    for (; !rest.empty() && rest.front().category.name.empty(); rest = rest.subspan(1)) {
        if (!beside) beside = add_class(main, "section", "everything");
        const bool is_all = rest.size() == listings.size();
        const std::string name = is_all ? std::string(words.everything) : title_of(rest.front().category, site);
        add_row(beside, rest.front(), name, site, words);
    }
    add_opml(main, words);
    if (!rest.empty()) {
        add(main, "h2", words.categories);
        add_tree(main, first_of(rest, most_rows), site, words);
        if (rest.size() > most_rows) {
            add_class(main, "p", "more", fmt::format(fmt::runtime(words.more), rest.size() - most_rows));
        }
    }
    add_sources(main, sources, words);
    add_footer(body, site, words);
    std::string out = "<!DOCTYPE html>\n";
    print(html, 0, out);
    return out;
}

}  // namespace syndicated::feed
