// The page of one article, for those that have no page elsewhere: plain, readable, nothing loaded but its pictures.
#include "feed/article_style.hpp"
#include "feed/directory_style.hpp"
#include "feed/escape.hpp"
#include "feed/kinds.hpp"
#include "feed/parts.hpp"
#include "feed/uri.hpp"
#include "feed/xml.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/feed/pages.hpp"
#include "syndicated/feed/render.hpp"

#include <fmt/format.h>

namespace syndicated::feed {

namespace {

struct Words {
    std::string_view source, subscribe, all, original;
};
constexpr Words chinese{"来源：", "订阅", "全部栏目", "阅读原文"};
constexpr Words english{"Source: ", "Subscribe: ", "All feeds", "Read it where it was published"};

void add_meta(pugi::xml_node head, const char* key, std::string_view name, std::string_view content) {
    pugi::xml_node meta = add(head, "meta");
    set(meta, key, name);
    set(meta, "content", content);
}

pugi::xml_node add_link(pugi::xml_node parent, const char* element, std::string_view rel, std::string_view href) {
    pugi::xml_node link = add(parent, element);
    if (!rel.empty()) set(link, "rel", rel);
    set(link, "href", href);
    return link;
}

void add_head(pugi::xml_node html, const Entry& entry, const std::string& slug, const Site& site) {
    const Article& article = entry.article;
    pugi::xml_node head = add(html, "head");
    set(add(head, "meta"), "charset", "utf-8");
    add_meta(head, "name", "viewport", "width=device-width, initial-scale=1");
    add_meta(head, "name", "color-scheme", "light dark");
    // The text comes from strangers and is clean; should it ever not be, it still loads and runs nothing.
    add_meta(head, "http-equiv", "Content-Security-Policy",
             "default-src 'none'; img-src * data:; media-src *; style-src 'unsafe-inline'; base-uri 'none'; "
             "form-action 'none'");
    add_meta(head, "name", "referrer", "no-referrer");
    add(head, "title", fmt::format("{} – {}", title_of(article), title_of(site)));
    if (!article.summary.empty()) add_meta(head, "name", "description", article.summary);
    add_meta(head, "property", "og:title", title_of(article));
    add_meta(head, "property", "og:type", "article");
    if (!article.image.empty()) add_meta(head, "property", "og:image", to_uri(article.image));
    add_meta(head, "property", "article:published_time", format_rfc3339(article.published.at, site.zone));
    add_meta(head, "property", "article:modified_time", format_rfc3339(entry.updated, site.zone));
    add_link(head, "link", "canonical", to_uri(article.link));
    for (const auto& kind : kinds) {
        pugi::xml_node link = add_link(head, "link", "alternate", self_url(site, slug, kind.format));
        set(link, "type", kind.type);
    }
    add_link(head, "link", "icon", icon_url);
    add(head, "style", article_css);
}

void add_time(pugi::xml_node byline, sys_seconds instant, const Site& site) {
    const std::string text = format_rfc3339(instant, site.zone);
    set(add(byline, "time", text.substr(0, 10) + " " + text.substr(11, 5)), "datetime", text);
}

void add_byline(pugi::xml_node article_node, const Entry& entry, const Words& words, const Site& site) {
    const Article& article = entry.article;
    pugi::xml_node byline = add(article_node, "p");
    set(byline, "class", "byline");
    add_time(byline, article.published.at, site);
    if (!article.source.empty()) {
        pugi::xml_node source = add(byline, "span", words.source);
        if (article.source_url.empty()) {
            add(source, "bdi", source_of(article));
        } else {
            add(add_link(source, "a", "nofollow", to_uri(article.source_url)), "bdi", source_of(article));
        }
    }
    for (const auto& author : authors_of(article)) add(add(byline, "span"), "bdi", author);
}

void add_footer(pugi::xml_node body, const std::string& slug, const Words& words, const Site& site) {
    pugi::xml_node footer = add(body, "footer");
    pugi::xml_node feeds = add(footer, "p", words.subscribe);
    for (const auto& kind : kinds) {
        pugi::xml_node link = add_link(feeds, "a", "", self_url(site, slug, kind.format));
        set(link, "type", kind.type);
        link.text().set(std::string(kind.name).c_str());
    }
    add_link(footer, "a", "", directory_url(site)).text().set(std::string(words.all).c_str());
}

}  // namespace

std::string render_article(const Entry& entry, const Category* category, const Site& site) {
    const Article& article = entry.article;
    const std::string_view language = article.language.empty() ? site.language : article.language;
    const Words& words = equal_ignoring_case(site.language.substr(0, 2), "zh") ? chinese : english;
    const std::string slug = category == nullptr ? "all" : category->slug;
    pugi::xml_document document;
    pugi::xml_node html = add(document, "html");
    set(html, "lang", language);
    add_head(html, entry, slug, site);
    pugi::xml_node body = add(html, "body");
    pugi::xml_node header = add(body, "header");
    set(add(header, "a", title_of(site)), "href", home_of(site));
    if (category != nullptr) add(header, "span", title_of(*category, site));
    pugi::xml_node main = add(add(body, "main"), "article");
    add(main, "h1", title_of(article));
    add_byline(main, entry, words, site);
    pugi::xml_node text = add(main, "div");
    set(text, "class", "text");
    add(text, "hr");  // the body's place
    if (article.link != own_page_of(site.base_url, article.guid)) {
        add_link(add(main, "p"), "a", "", to_uri(article.link)).text().set(std::string(words.original).c_str());
    }
    add_footer(body, slug, words, site);
    std::string page = "<!DOCTYPE html>\n";
    print(html, 0, page);
    constexpr std::string_view place = "<hr />";
    std::string with_image, buffer;
    std::string content(content_of(article, with_image));
    if (content.empty() && !article.summary.empty()) content = "<p>" + escape_html(article.summary) + "</p>";
    return page.replace(page.find(place), place.size(), clean(content, buffer));
}

}  // namespace syndicated::feed
