// Any bytes as an article of each form. The first byte picks the form, the columns that are set, and whether the site
// has a rule.
#include "syndicated/normalise/normalise.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace syndicated;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const Site site = [] {
        Site out;
        out.home = "https://site.example/";
        SiteRule& rule = out.rules.emplace_back();
        rule.host = "site.example";
        rule.body = {"#zoom, .text", "div > p ~ p", "p"};
        rule.title = {"h2:not(.x)", "meta[name=t]", "b"};
        rule.info = {"span", "li:nth-child(2n)"};
        rule.drop = {".ad", "div div div", "p:last-of-type"};
        rule.labels.source = {"供稿单位"};
        return out;
    }();
    static const auto rules = normalise::prepare_site_rules(site);
    static const std::vector<std::string> categories{"娱乐", "热点"};
    RawArticle raw;
    raw.store = "main";
    raw.key = "1";
    raw.form = static_cast<Form>(data[0] % 4);
    raw.html.assign(reinterpret_cast<const char*>(data + 1), size - 1);
    if ((data[0] & 4U) != 0) raw.title = raw.html.substr(0, 120);
    if ((data[0] & 8U) != 0) {
        raw.category = raw.source = raw.author = raw.published = raw.views = raw.url = raw.image =
            raw.html.substr(0, 80);
    }
    normalise::Context context;
    context.site = &site;
    context.store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    context.now = sys_seconds(std::chrono::seconds(1'741'579'200));
    context.category_names = &categories;
    if ((data[0] & 16U) != 0) context.site_rules = rules.get();
    const normalise::Outcome outcome = normalise::normalise(raw, context);
    if (outcome.article.guid.empty() || outcome.findings.empty()) std::abort();
    if (outcome.article.title.find('\n') != std::string::npos) std::abort();
    return 0;
}
