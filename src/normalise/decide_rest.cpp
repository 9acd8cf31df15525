// Link, language, summary.
#include "normalise/draft.hpp"
#include "normalise/excerpt.hpp"
#include "normalise/fragment.hpp"
#include "normalise/language.hpp"
#include "normalise/title.hpp"
#include "normalise/urls.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_summary = 500;  // graphemes of a summary that the row brings

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

std::string slug_of(const Site& site, std::string_view category) {
    for (const CategorySetting& one : site.categories) {
        if (one.name == category && !one.slug.empty()) return one.slug;
    }
    return category.empty() ? std::string{} : propose_slug(category);
}

// An empty one leaves no double slash.
void fill_in_category(const Draft& draft, std::string& url) {
    const std::string category = draft.article.categories.empty() ? std::string{} : draft.article.categories.front();
    const std::string slug = slug_of(*draft.context.site, category);
    if (slug.empty()) replace_all(url, "{category}/", "");
    replace_all(url, "{category}", slug);
}

std::string from_template(const Draft& draft) {
    std::string url = draft.context.site->article_url;
    if (url.find("{category}") != std::string::npos) fill_in_category(draft, url);
    replace_all(url, "{id}", std::to_string(draft.raw.position));
    replace_all(url, "{key}", percent_encode(draft.raw.key));
    return resolve_url(url, draft.context.site->home);
}

}  // namespace

void decide_link(Draft& draft) {
    const Site& site = *draft.context.site;
    Choice choice(draft, "link");
    const auto offer = [&](std::string_view raw, const std::string& url, std::string_view place, bool settings) {
        if (raw.empty()) return;
        if (choice.offer(url, raw, url.empty() ? "unusable_address" : "link.address", place)) {
            draft.article.link = url;
            draft.article.link_from_settings = settings;
        }
    };
    const PageMeta& meta = draft.material.meta;
    if (draft.raw.url) {
        offer(*draft.raw.url, resolve_url(address_in_column(*draft.raw.url), site.home), "column url", false);
    }
    if (choice.open() && !site.article_url.empty()) {
        offer(site.article_url, from_template(draft), "setting article_url", true);
    }
    if (choice.open()) offer(meta.canonical, resolve_url(meta.canonical, site.home), "link rel=canonical", false);
    if (choice.open()) offer(meta.og_url, resolve_url(meta.og_url, site.home), "meta og:url", false);
    if (choice.open() && !site.base_url.empty()) {
        const std::string page = own_page_of(site.base_url, draft.article.guid);
        offer(page, resolve_url(page, {}), "setting base_url", true);
    }
    if (choice.open()) offer(site.home, resolve_url(site.home, {}), "setting home", true);
    choice.close();
}

void decide_language(Draft& draft) {
    const std::string site = tidy_language(draft.context.site->language);
    Choice choice(draft, "language");
    std::string& language = draft.article.language;
    if (draft.raw.lang) {
        const std::string stated = tidy_language(*draft.raw.lang);
        if (choice.offer(stated, *draft.raw.lang, "language.stated", "column lang")) language = stated;
    }
    const std::string script = guess_script(draft.article.text);
    const std::string page = tidy_language(draft.material.meta.language);
    // Many templates say lang="en" over Chinese text.
    const bool believable = page.rfind("zh", 0) == 0 || !is_chinese(draft.article.text);
    if (choice.open() && !page.empty() && believable) {
        if (choice.offer(page, draft.material.meta.language, "language.stated", "html lang")) language = page;
    }
    if (choice.open() && script == "zh-TW" && site != "zh-HK" && site != "zh-MO" && site.rfind("zh-Hant", 0) != 0) {
        if (choice.offer(script, {}, "language.letters", "body")) language = script;
    }
    choice.close("site_language");
    if (language == site || (language == "zh" && site.rfind("zh", 0) == 0)) language.clear();
}

void decide_summary(Draft& draft) {
    Choice choice(draft, "summary");
    std::string& summary = draft.article.summary;
    if (draft.raw.summary) {
        const std::string text = visible_line(fragment_text(head_of(*draft.raw.summary, max_field_bytes)));
        const std::string value = is_null_value(text) ? std::string{} : cut_graphemes(text, longest_summary);
        const std::string_view rule = value.empty() ? "null_value" : "summary.stated";
        if (choice.offer(value, *draft.raw.summary, rule, "column summary")) summary = value;
    }
    if (choice.open()) {
        const std::string value = make_excerpt(draft.article.text);
        if (choice.offer(value, value, "summary.excerpt", "body")) summary = value;
    }
    choice.close();
}

}  // namespace syndicated::normalise
