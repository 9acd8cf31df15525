// What the rules of normalise hang on: entries are made anew when their fingerprint is another.
#include "app/rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <vector>

namespace syndicated::app {

namespace {

Digest fingerprint(const Site& site) {
    Settings settings;
    settings.site = site;
    return make_rules(settings, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", {}).fingerprint;
}

Site site_with_rule() {
    Site site;
    SiteRule& rule = site.rules.emplace_back();
    rule.host = "www.example.cn";
    rule.body = {".text"};
    site.source_aliases = {{"甲", "乙"}};
    return site;
}

}  // namespace

TEST_CASE("the fingerprint of the rules changes with each part of a site rule and of an alias") {
    const std::vector<std::function<void(Site&)>> changes{
        [](Site& s) { s.rules.clear(); },
        [](Site& s) { s.rules.push_back(s.rules[0]); },
        [](Site& s) { s.rules[0].host = "example.cn"; },
        [](Site& s) { s.rules[0].body = {".Text"}; },
        [](Site& s) {
            s.rules[0].body = {".text", ".text"};
        },
        [](Site& s) { s.rules[0].title.swap(s.rules[0].body); },
        [](Site& s) { s.rules[0].info = {".text"}; },
        [](Site& s) { s.rules[0].drop = {".text"}; },
        [](Site& s) { s.rules[0].source = "甲"; },
        [](Site& s) { s.rules[0].time_zone = "+09:00"; },
        [](Site& s) { s.rules[0].labels.published = {"甲"}; },
        [](Site& s) { s.rules[0].labels.updated = {"甲"}; },
        [](Site& s) { s.rules[0].labels.source = {"甲"}; },
        [](Site& s) { s.rules[0].labels.author = {"甲"}; },
        [](Site& s) { s.rules[0].labels.editor = {"甲"}; },
        [](Site& s) { s.rules[0].labels.views = {"甲"}; },
        [](Site& s) { s.rules[0].labels.category = {"甲"}; },
        [](Site& s) { s.source_aliases.clear(); },
        [](Site& s) { s.source_aliases[0].name = "丙"; },
        [](Site& s) { s.source_aliases[0].canonical = "丙"; },
    };
    std::vector<Digest> seen{fingerprint(site_with_rule()), fingerprint(Site{})};
    CHECK(seen[0] != seen[1]);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        INFO(i);
        Site site = site_with_rule();
        changes[i](site);
        const Digest digest = fingerprint(site);
        for (const Digest& other : seen) CHECK(digest != other);
        seen.push_back(digest);
    }
    CHECK(fingerprint(site_with_rule()) == seen[0]);
}

TEST_CASE("parents of categories are settings', else the category table's, and in the fingerprint") {
    Settings settings;
    settings.site.categories = {{"社会", "", "", "", "新闻"}, {"电影", "", "", "", ""}};
    const std::vector<store::CategoryRow> table{{"社会", "别处", "", "", 0}, {"电影", "文化", "", "", 0}};
    const Rules rules = make_rules(settings, "", table);
    CHECK(rules.parents == std::map<std::string, std::string>{{"社会", "新闻"}, {"电影", "文化"}});
    CHECK(rules.context(sys_seconds{}).parents == &rules.parents);
    settings.site.categories.front().parent = "民生";
    CHECK(make_rules(settings, "", table).fingerprint != rules.fingerprint);
}

TEST_CASE("articles are announced to the services that have a key or token; changes to IndexNow alone") {
    Settings settings;
    CHECK(make_configuration(settings, {}).announced.empty());
    settings.websub.services.indexnow.key = "0a1b-2c3d";
    CHECK(make_configuration(settings, {}).announced == std::vector<ledger::Announced>{{"indexnow", true}});
    settings.websub.services.baidu.token = "edk7yc4rEZP9pDQD";
    CHECK(make_configuration(settings, {}).announced ==
          std::vector<ledger::Announced>{{"indexnow", true}, {"baidu", false}});
}

TEST_CASE("a row's update more than a day ahead of the clock is none, whenever the article was first seen") {
    const Rules rules = make_rules(Settings{}, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", {});
    RawArticle raw;
    raw.key = "1";
    raw.title = "渔港开捕";
    raw.html = "<p>正文。</p>";
    raw.published = "2025-03-09 08:00:00";
    const sys_seconds first_seen{std::chrono::seconds(1'741'579'200)};  // 2025-03-10T12:00:00+08:00
    const auto updated = [&](const char* text, sys_seconds now) {
        raw.updated = text;
        return prepare(raw, rules, first_seen, now);
    };
    CHECK(updated("2025-03-11 11:00:00", first_seen).article.updated);
    CHECK(updated("2026-01-01 00:00:00", first_seen + std::chrono::days(400)).article.updated);
    const auto outcome = updated("2025-03-11 13:00:00", first_seen);
    CHECK_FALSE(outcome.article.updated);
    const auto why = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                  [](const Finding& f) { return f.field == "updated" && f.decides; });
    REQUIRE(why != outcome.findings.end());
    CHECK(why->rule == "in_the_future");
    CHECK(why->taken.empty());
    raw.published = "2025-06-01 08:00:00";  // held until then
    CHECK(updated("2025-06-01 09:00:00", first_seen).article.updated);
}

TEST_CASE("the rules hold what was prepared from the settings") {
    Settings settings;
    settings.site = site_with_rule();
    const Rules rules = make_rules(settings, "", {});
    REQUIRE(rules.site_rules != nullptr);
    CHECK(rules.context(sys_seconds{}).site_rules == rules.site_rules.get());
}

}  // namespace syndicated::app
