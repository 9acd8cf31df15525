// Whole pages: the samples with their expected values, and the seed article in both its forms.
#include "support/temp_dir.hpp"
#include "syndicated/normalise/fields.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <unicode/unistr.h>
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

const fs::path samples = fs::path(SYNDICATED_TEST_DATA) / "samples";

std::string decoded(const fs::path& file, const std::string& encoding) {
    const std::string bytes = testing::read_file(file);
    if (encoding == "utf-8") return bytes;
    const std::string name = encoding == "gbk" ? "gb18030" : encoding;
    std::string out;
    icu::UnicodeString(bytes.data(), static_cast<std::int32_t>(bytes.size()), name.c_str()).toUTF8String(out);
    return out;
}

// The instant of an RFC 3339 text with a numeric offset.
sys_seconds instant(const std::string& text) {
    const FieldContext context;
    return read_time(text, context).value.value().at;
}

struct Expectation {
    json::object values;
    sys_seconds now{};
    std::string encoding;
};

Expectation expectation(const fs::path& file) {
    const json::object all = json::parse(testing::read_file(file)).as_object();
    Expectation out;
    out.values = all.at("expect").as_object();
    out.now = instant(std::string(all.at("now").as_string()));
    out.encoding = std::string(all.at("encoding").as_string());
    return out;
}

Outcome run(std::string document, Form form, sys_seconds now) {
    static const Site site = [] {
        Site out;
        out.home = "https://site.example/";
        return out;
    }();
    RawArticle raw;
    raw.store = "main";
    raw.key = "1";
    raw.html = std::move(document);
    raw.form = form;
    Context context;
    context.site = &site;
    context.store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    context.now = now;
    return normalise::normalise(raw, context);
}

// Blanks out, full-width forms of ASCII folded: how texts are compared.
std::string squeezed(std::string_view text) {
    icu::UnicodeString wide =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) {
        UChar32 c = wide.char32At(i);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c > 0x20 && c != 0xA0 && c != 0x3000) out.append(c);
    }
    std::string utf8;
    return out.toUTF8String(utf8);
}

std::vector<std::string> strings(const json::value& list) {
    std::vector<std::string> out;
    for (const json::value& one : list.as_array()) out.emplace_back(one.as_string());
    return out;
}

void check_time(const json::value& wanted, sys_seconds got) {
    using std::chrono::hours;
    if (wanted.is_string()) {
        CHECK(got == instant(std::string(wanted.as_string())));
    } else if (const json::value* const minute = wanted.as_object().if_contains("minute")) {
        const auto apart = got - instant(std::string(minute->as_string()));
        CHECK((apart < std::chrono::seconds(60) && apart > std::chrono::seconds(-60)));
    } else {
        const std::string day = format_rfc3339(got, Zone::fixed(hours(8))).substr(0, 10);
        CHECK(day == std::string(wanted.as_object().at("day").as_string()));
    }
}

void check_page(const Outcome& outcome, const json::object& wanted) {
    const Article& article = outcome.article;
    const std::string body = squeezed(article.text);
    if (wanted.contains("title")) CHECK(squeezed(article.title) == squeezed(wanted.at("title").as_string()));
    if (const json::value* const source = wanted.if_contains("source")) {
        CHECK(article.source == (source->is_null() ? std::string{} : std::string(source->as_string())));
    }
    if (wanted.contains("author")) CHECK(article.authors == strings(wanted.at("author")));
    if (wanted.contains("editor")) CHECK(article.editors == strings(wanted.at("editor")));
    if (wanted.contains("category_path")) CHECK(article.category_path == strings(wanted.at("category_path")));
    if (wanted.contains("published")) check_time(wanted.at("published"), article.published.at);
    if (wanted.contains("updated")) {
        REQUIRE(article.updated);
        check_time(wanted.at("updated"), article.updated->at);
    }
    if (wanted.contains("views")) CHECK(article.views == wanted.at("views").as_int64());
    if (wanted.contains("image_count")) {
        CHECK(static_cast<std::int64_t>(article.images.size()) == wanted.at("image_count").as_int64());
    }
    if (wanted.contains("body_start")) {
        const std::string start = squeezed(wanted.at("body_start").as_string());
        CHECK(body.substr(0, start.size()) == start);
    }
    if (wanted.contains("body_end")) {
        const std::string end = squeezed(wanted.at("body_end").as_string());
        REQUIRE(body.size() >= end.size());
        CHECK(body.substr(body.size() - end.size()) == end);
    }
    if (wanted.contains("body_has")) {
        for (const std::string& one : strings(wanted.at("body_has"))) {
            INFO(one);
            CHECK(body.find(squeezed(one)) != std::string::npos);
        }
    }
    if (wanted.contains("body_not")) {
        for (const std::string& one : strings(wanted.at("body_not"))) {
            INFO(one);
            CHECK(body.find(squeezed(one)) == std::string::npos);
        }
    }
}

std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t out = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++out;
    return out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        out.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

}  // namespace

TEST_CASE("the sample pages come out as expected") {
    std::vector<fs::path> pages;
    for (const auto& entry : fs::directory_iterator(samples / "pages")) {
        if (entry.path().extension() == ".html") pages.push_back(entry.path());
    }
    std::sort(pages.begin(), pages.end());
    REQUIRE(pages.size() >= 12);
    for (const fs::path& page : pages) {
        INFO(page.filename().string());
        const Expectation wanted = expectation(fs::path(page).replace_extension(".json"));
        check_page(run(decoded(page, wanted.encoding), Form::page, wanted.now), wanted.values);
    }
}

TEST_CASE("the seed article comes out exactly, from its page and from its plain text") {
    const fs::path file = samples / "expected.json";
    const Expectation wanted = expectation(file);
    const json::object facts = json::parse(testing::read_file(file)).as_object().at("facts").as_object();
    for (const bool page : {true, false}) {
        INFO((page ? "page" : "text"));
        const fs::path document = samples / (page ? "seed-article.html" : "seed-article.txt");
        const Outcome outcome = run(testing::read_file(document), page ? Form::page : Form::text, wanted.now);
        check_page(outcome, wanted.values);
        CHECK(outcome.article.categories == std::vector<std::string>{"娱乐"});

        std::vector<std::string> noise, residue;
        for (const Finding& finding : outcome.findings) {
            if (finding.removed && finding.rule == "noise.cyclic") noise.push_back(finding.raw);
            if (finding.removed && finding.rule == "template_residue") residue.push_back(finding.raw);
        }
        const std::vector<std::string> runs = strings(facts.at("noise_runs"));
        REQUIRE(static_cast<std::int64_t>(noise.size()) == facts.at("noise_count").as_int64());
        for (std::size_t i = 0; i < noise.size(); ++i) CHECK(noise[i] == runs[i % runs.size()]);
        CHECK(residue == strings(facts.at("template_residue")));

        const std::vector<std::string> paragraphs = lines_of(outcome.article.text);
        const auto expected = static_cast<std::size_t>(facts.at("paragraphs_clean").as_int64());
        CHECK(count_of(outcome.article.html, "<p>") == expected);
        CHECK(paragraphs.size() == (page ? expected - 1 : expected));  // a picture has no text of its own
        REQUIRE(paragraphs.size() > 3);
        CHECK(paragraphs[0] == std::string(facts.at("first_paragraph_clean").as_string()));
        CHECK(paragraphs[2] == std::string(facts.at("third_paragraph_clean").as_string()));
        CHECK(outcome.article.images.size() == (page ? 1U : 0U));
    }
}

TEST_CASE("the seed article's source says where it is from and what was passed over") {
    const Expectation wanted = expectation(samples / "expected.json");
    const Outcome outcome = run(testing::read_file(samples / "seed-article.html"), Form::page, wanted.now);
    const auto source = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                     [](const Finding& f) { return f.decides && f.field == "source"; });
    REQUIRE(source != outcome.findings.end());
    CHECK(source->place == "first paragraph");
    CHECK(source->taken == "电子发烧友网");
    REQUIRE_FALSE(source->passed_over.empty());
    CHECK(source->passed_over.front().find("source_equals_category") != std::string::npos);
    CHECK(source->passed_over.front().find("娱乐") != std::string::npos);
}
