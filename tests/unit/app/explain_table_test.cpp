#include "app/explain_table.hpp"

#include "app/terminal_text.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace syndicated::app {

namespace {

Finding decided(std::string field, std::string rule, std::string place, std::string taken, std::string raw) {
    Finding finding;
    finding.field = std::move(field);
    finding.rule = std::move(rule);
    finding.place = std::move(place);
    finding.taken = std::move(taken);
    finding.raw = std::move(raw);
    finding.decides = true;
    return finding;
}

struct Example {
    RawArticle raw;
    normalise::Outcome outcome;
    Zone zone = Zone::fixed(std::chrono::hours(8));

    Example() {
        Article& a = outcome.article;
        a.title = "渔港开捕首日 千艘渔船出海";
        a.source = "山海晚报";
        a.views = 215;
        a.category_path = {"新闻", "社会"};
        a.guid = "urn:uuid:1";
        a.text = "第一段。\n第二段。";
        outcome.findings = {decided("title", "title.heading", "h1 element", a.title, a.title),
                            decided("source", "source.label", "info line", "山海晚报", "来源：山海晚报"),
                            decided("views", "views.label", "info line", "215", "浏览：215"),
                            decided("editor", "not_found", "", "", ""),
                            decided("body", "body.densest", "page", "第一段。", "第一段。")};
        outcome.findings[1].passed_over = {"meta source: 社会 (source_equals_category)"};
    }

    void remove(std::string rule, std::string place, std::string text) {
        Finding finding = decided("body", std::move(rule), std::move(place), "", std::move(text));
        finding.decides = false;
        finding.removed = true;
        outcome.findings.push_back(std::move(finding));
    }

    [[nodiscard]] std::string table(std::size_t columns, bool colour = false) const {
        return explain_as_table({raw, outcome, zone}, {columns, colour});
    }
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

std::string without_colours(std::string text) {
    for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
        text.erase(at, text.find('m', at) + 1 - at);
    }
    return text;
}

}  // namespace

TEST_CASE("a table says value, raw text with its place, rule and what was passed over") {
    Example example;
    example.remove("tail.credit", "paragraph 3", "责任编辑：孙八");
    CHECK(example.table(100) ==
          R"(FIELD      VALUE                                 FOUND IN                      RULE
title      渔港开捕首日 千艘渔船出海             h1 element                    title.heading
source     山海晚报                              info line "来源：山海晚报"    source.label
           passed over: meta source: 社会 (source_equals_category)
author     -
editor     -                                                                   not_found
published  -
updated    -
category   新闻 > 社会
views      215                                   info line "浏览：215"         views.label
link       -
summary    -
image      -
language   -
charset    -
guid       urn:uuid:1

TAKEN OUT OF THE BODY (1)
tail.credit  paragraph 3  责任编辑：孙八

BODY
length     9 characters, 2 lines, 0 pictures
)"
          "found in   page, body.densest\nbegins     第一段。\nends       第二段。\n");
}

TEST_CASE("columns line up behind Han letters") {
    const auto lines = lines_of(Example().table(100));
    const auto column = [&lines](std::size_t line, std::string_view text) {
        return columns_of(std::string_view(lines.at(line)).substr(0, lines.at(line).find(text)));
    };
    CHECK(column(0, "FOUND IN") == column(1, "h1 element"));
    CHECK(column(0, "FOUND IN") == column(2, "info line"));
    CHECK(column(0, "RULE") == column(2, "source.label"));
}

TEST_CASE("a table keeps to the terminal's width, and to its own bounds") {
    Example example;
    example.outcome.article.link = "https://example.cn/" + std::string(500, 'a');
    example.outcome.article.summary = std::string(3000, '-') + "长";
    example.outcome.findings.push_back(decided("link", std::string(80, 'r'), std::string(80, 'p'), "x", "y"));
    example.outcome.findings.back().passed_over = {std::string(400, 'o')};
    example.remove(std::string(70, 'R'), std::string(70, 'P'), std::string(700, 'T'));
    for (const std::size_t columns : {1U, 32U, 40U, 71U, 72U, 80U, 100U, 160U, 500U}) {
        for (const std::string& line : lines_of(example.table(columns))) {
            INFO(columns << ": " << line);
            CHECK(columns_of(line) <= std::clamp<std::size_t>(columns, 32, 160));
            CHECK((line.empty() || line.back() != ' '));
        }
    }
}

TEST_CASE("colours change nothing but colours") {
    Example example;
    example.remove("tail.credit", "paragraph 3", "责任编辑：孙八");
    CHECK(example.table(100).find('\x1b') == std::string::npos);
    CHECK(example.table(100, true).find('\x1b') != std::string::npos);
    CHECK(without_colours(example.table(100, true)) == example.table(100));
    CHECK(without_colours(example.table(60, true)) == example.table(60));
}

TEST_CASE("nothing of the article controls the terminal") {
    Example example;
    const std::string attack = "渔\x1b]0;x\x07\u202E\u009B2J\n\r";
    Article& a = example.outcome.article;
    a.title = a.source = a.guid = a.link = attack;
    a.text = attack + attack;
    a.authors = a.category_path = {attack, attack};
    for (Finding& finding : example.outcome.findings) {
        finding.raw = finding.rule = finding.place = attack;
        finding.passed_over = {attack};
    }
    example.remove(attack, attack, attack);
    example.outcome.findings.push_back(decided(attack, attack, attack, "x", attack));
    example.outcome.findings.back().decides = false;  // a remark
    for (const std::size_t columns : {60U, 100U}) {
        const std::string table = example.table(columns);
        for (const std::string_view bad : {"\x1b", "\x07", "\r", "\u202E", "\u009B"}) {
            CHECK(table.find(bad) == std::string::npos);
        }
    }
}

TEST_CASE("an article in no feed says so") {
    Example example;
    example.outcome.article.withheld = Withheld::not_public;
    CHECK(example.table(100).find("withheld   in no feed: not_public\n") != std::string::npos);
}

}  // namespace syndicated::app
