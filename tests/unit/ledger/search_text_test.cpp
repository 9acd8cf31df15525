#include "ledger/search_text.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

namespace syndicated::ledger {

namespace {

Searchable texts(std::string_view title, std::string_view html, std::string_view summary = "") {
    Searchable out;
    out.title = title;
    out.html = html;
    out.summary = summary;
    return out;
}

Searchable names(std::string_view source, std::vector<std::string> authors) {
    Searchable out;
    out.source = source;
    out.authors = std::move(authors);
    return out;
}

std::string words_of(std::string_view title, std::string_view html = "", std::string_view summary = "") {
    return search_columns(texts(title, html, summary)).words;
}

std::string asked(std::string_view words) {
    return search_expression({words, "", ""}).value_or("nothing");
}

}  // namespace

TEST_CASE("the index holds Han as pairs with the run's last character, other words whole and folded") {
    const std::vector<std::pair<std::string_view, std::string_view>> rows{
        {"渔港开捕", "渔港 港开 开捕 捕"},
        {"中", "中"},
        {"中国，美国", "中国 国 美国 国"},
        {"iPhone15发布", "iphone15 发布 布"},
        {"第5届", "第 5 届"},
        {"ＡＢＣ１２", "abc12"},
        {"ÉCOLE Ελλάδα МОСКВА Ёж Žižek", "école ελλάδα москва ёж žižek"},
        {"臺灣《新聞》", "臺灣 灣 新聞 聞"},
        {"ソニー・テレビ", "ソニ ニー ー テレ レビ ビ"},
        {"한국", "한국 국"},
        {"𠮷野家", "𠮷野 野家 家"},
        {"好😀好", "好 好"},
        {"\"a\" OR b* ^c:(d)", "a or b c d"},
        {"？！…", ""},
        {"", ""},
    };
    for (const auto& [title, expected] : rows) CHECK(words_of(title) == expected);
    CHECK(words_of(std::string(100, 'a')) == std::string(32, 'a'));
    CHECK(search_columns(texts("中国中", "<p>国人</p>", "民")).chars == "中 人 国 民");
}

TEST_CASE("a body's text is taken out of its markup") {
    CHECK(words_of("", "<p>中<b>国</b>人</p><p>民</p>") == "中国 国人 人 民");
    CHECK(words_of("", "甲<br/>乙<img alt=\"x > y\" src='a\">b'/>丙") == "甲 乙 丙");
    CHECK(text_of_html("a &amp; b &lt;i&gt; &#x4e2d;&#22269;&nbsp;&unknown; & ;") ==
          "a & b <i> 中国\u00A0&unknown; & ;");
    CHECK(text_of_html("<p") == " ");
    CHECK(text_of_html("&#0;&#xD800;&#99999999;&#x;&#;") == "&#0;&#xD800;&#99999999;&#x;&#;");
}

TEST_CASE("a summary is found too, and takes no room where it is the text's beginning") {
    CHECK(words_of("甲", "", "渔港开捕") == "甲 渔港 港开 开捕 捕");
    CHECK(words_of("甲", "<p>渔港</p>", "开捕") == "甲 渔港 港 开捕 捕");
    CHECK(words_of("甲", "<p>渔港</p><p>开捕 今天</p>", "渔港 开捕…") == "甲 渔港 港 开捕 捕 今天 天");
}

TEST_CASE("a question is phrases joined by AND, and never syntax") {
    CHECK(asked("开捕") == R"(words : "开捕")");
    CHECK(asked("渔港开捕") == R"(words : "渔港 港开 开捕")");
    CHECK(asked("中") == R"(chars : "中")");
    CHECK(asked("渔港 千艘") == R"(words : "渔港" AND words : "千艘")");
    CHECK(asked("　渔港\u00A0中　") == R"(words : "渔港" AND chars : "中")");
    CHECK(asked("发布iPhone") == R"(words : "发布 布 iphone")");
    CHECK(asked("中国，美国") == R"(words : "中国 国 美国")");
    CHECK(asked("iphone版") == R"(chars : "版" AND words : "iphone")");
    CHECK(asked("a\" OR \"b") == R"(words : "a" AND words : "or" AND words : "b")");
    CHECK(asked("NEAR(a,b) -c words:d e*") ==
          R"(words : "near a b" AND words : "c" AND words : "words d" AND words : "e")");
    CHECK(asked(std::string_view("a\0b", 3)) == R"(words : "a" AND words : "b")");
    CHECK(asked("？！") == "nothing");
    CHECK(asked("\xFF\xFE") == "nothing");
    CHECK(asked("  ").empty());
}

TEST_CASE("names are asked for as a whole, whatever their width and case") {
    const auto columns = search_columns(names("人民网", {"张三", "J. Doe"}));
    const auto of_source = search_expression({"", "人民网", ""}).value();
    CHECK(of_source == "source : " + columns.source);
    CHECK(search_expression({"", "人民", ""}).value() != of_source);
    CHECK(columns.author.find(search_expression({"", "", "ｊ.　DOE"}).value().substr(9)) != std::string::npos);
    CHECK(search_expression({"", "", "J Doe"}).value() != search_expression({"", "", "J. Doe"}).value());
    CHECK(search_expression({"甲", "a\" OR \"b", "x"}).value().find("OR") == std::string::npos);
}

TEST_CASE("a name is found as documents show it") {
    const auto columns = search_columns(names("丢\uFFFD字\uFDD0 \u0080", {}));
    CHECK(search_expression({"", "丢□字 €", ""}).value() == "source : " + columns.source);
    CHECK(search_expression({"", "丢\uFFFD字\uFDD0 \u0080", ""}).value() == "source : " + columns.source);
    CHECK(search_expression({"", "丢字 €", ""}).value() != "source : " + columns.source);
}

}  // namespace syndicated::ledger
