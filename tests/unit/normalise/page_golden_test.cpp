// tests/golden/normalise/FORM/*.txt: what a row's body holds, of the form that the folder is named after (page, html,
// text, markdown), a line "----", and "field: value" lines for the fields that matter, then the body: "text:" and its
// text, or "html:" and its HTML. Before the body may stand "rules: A; B", each said by some finding or as the reason
// why a candidate was passed over, and "not: A; B", said by none. Settings come first, "@word value" a line:
// - "@title X": the column title; likewise each column of `columns` below;
// - "@host H": a site rule for it; "@rule.body S", "@label.source W" ... of that rule, as in the settings;
// - "@alias NAME = CANONICAL", "@parent NAME = ABOVE" (of categories), "@noise report", "@home U";
// - "@repeat N X": X stands N times where the input says "@repeat".
#include "support/golden.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <functional>
#include <map>
#include <optional>

using namespace syndicated;
using namespace syndicated::normalise;
namespace fs = std::filesystem;
namespace golden = syndicated::testing::golden;

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty()) out += between;
        out += part;
    }
    return out;
}

std::string value_of(const Article& a, std::string_view field) {
    const Zone zone = Zone::fixed(std::chrono::hours(8));
    if (field == "title") return a.title;
    if (field == "source") return a.source;
    if (field == "author") return joined(a.authors, "|");
    if (field == "editor") return joined(a.editors, "|");
    if (field == "published") return format_rfc3339(a.published.at, zone);
    if (field == "updated") return a.updated ? format_rfc3339(a.updated->at, zone) : std::string{};
    if (field == "views") return a.views ? std::to_string(*a.views) : std::string{};
    if (field == "path") return joined(a.category_path, " > ");
    if (field == "paths") return joined(a.category_paths, "|");
    if (field == "link") return a.link;
    if (field == "image") return a.image;
    if (field == "images") return std::to_string(a.images.size());
    if (field == "language") return a.language;
    if (field == "summary") return a.summary;
    FAIL("no such field: " << field);
    return {};
}

struct Setup {
    Site site;
    SiteRule rule;
    RawArticle raw;
    std::map<std::string, std::string> parents;
};

using Column = std::optional<std::string> RawArticle::*;
const std::map<std::string_view, Column> columns{
    {"title", &RawArticle::title},     {"url", &RawArticle::url},       {"category", &RawArticle::category},
    {"source", &RawArticle::source},   {"author", &RawArticle::author}, {"published", &RawArticle::published},
    {"updated", &RawArticle::updated}, {"views", &RawArticle::views},   {"summary", &RawArticle::summary},
    {"image", &RawArticle::image},     {"language", &RawArticle::lang}, {"charset", &RawArticle::charset}};

using Texts = std::vector<std::string> SiteRule::*;
const std::map<std::string_view, Texts> selectors{{"rule.body", &SiteRule::body},
                                                  {"rule.title", &SiteRule::title},
                                                  {"rule.info", &SiteRule::info},
                                                  {"rule.drop", &SiteRule::drop}};

// Of "A = B".
std::pair<std::string, std::string> sides(const std::string& text) {
    const std::size_t equals = text.find(" = ");
    REQUIRE(equals != std::string::npos);
    return {text.substr(0, equals), text.substr(equals + 3)};
}

using Set = std::function<void(Setup&, const std::string&)>;
const std::map<std::string_view, Set> others{
    {"public", [](Setup& s, const std::string& v) { s.raw.is_public = v == "yes"; }},
    {"undecodable", [](Setup& s, const std::string& v) { s.raw.undecodable = std::stoi(v); }},
    {"host", [](Setup& s, const std::string& v) { s.rule.host = v; }},
    {"rule.source", [](Setup& s, const std::string& v) { s.rule.source = v; }},
    {"rule.time_zone", [](Setup& s, const std::string& v) { s.rule.time_zone = v; }},
    {"label.source", [](Setup& s, const std::string& v) { s.rule.labels.source.push_back(v); }},
    {"label.published", [](Setup& s, const std::string& v) { s.rule.labels.published.push_back(v); }},
    {"alias",
     [](Setup& s, const std::string& v) {
         const auto [name, canonical] = sides(v);
         s.site.source_aliases.push_back({name, canonical});
     }},
    {"parent", [](Setup& s, const std::string& v) { s.parents.insert(sides(v)); }},
    {"noise",
     [](Setup& s, const std::string& v) { s.site.noise = v == "report" ? NoiseMode::report : NoiseMode::off; }},
    {"home", [](Setup& s, const std::string& v) { s.site.home = v; }},
    {"repeat", [](Setup& s, const std::string& v) {
         std::string_view what = v;
         std::string all;
         for (int n = std::stoi(golden::take_word(what)); n > 0; --n) all += what;
         const std::size_t at = s.raw.html.find("@repeat");
         REQUIRE(at != std::string::npos);
         s.raw.html.replace(at, 7, all);
     }}};

void apply(Setup& setup, const std::string& word, const std::string& value) {
    if (const auto column = columns.find(word); column != columns.end()) {
        setup.raw.*column->second = value;
    } else if (const auto selector = selectors.find(word); selector != selectors.end()) {
        (setup.rule.*selector->second).push_back(value);
    } else {
        INFO("@" << word);
        REQUIRE(others.count(word) == 1);
        others.at(word)(setup, value);
    }
}

Outcome run(const golden::Case& one, Form form) {
    Setup setup;
    setup.site.home = "https://site.example/";
    setup.raw.store = "main";
    setup.raw.key = "1";
    setup.raw.form = form;
    setup.raw.html = one.input;
    for (const auto& [word, value] : one.settings) apply(setup, word, value);
    if (!setup.rule.host.empty()) setup.site.rules.push_back(setup.rule);
    const auto rules = prepare_site_rules(setup.site);
    Context context;
    context.site = &setup.site;
    context.store_uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    context.now = sys_seconds(std::chrono::seconds(1'741'579'200));  // 2025-03-10T12:00:00+08:00
    context.site_rules = rules.get();
    context.parents = &setup.parents;
    return normalise::normalise(setup.raw, context);
}

// What the findings say; "info line: 2025-… (before_published)" says before_published.
std::set<std::string> rules_said(const Outcome& outcome) {
    std::set<std::string> out;
    for (const Finding& finding : outcome.findings) {
        std::string_view rule = finding.rule;
        out.insert(golden::take_word(rule));
        for (const std::string& passed : finding.passed_over) {
            const std::size_t open = passed.rfind(" (");
            if (open == std::string::npos || passed.back() != ')') continue;
            std::string_view reason(passed.data() + open + 2, passed.size() - open - 3);
            out.insert(golden::take_word(reason));
        }
    }
    return out;
}

void check_line(const Outcome& outcome, const std::string& line) {
    INFO(line);
    const std::size_t colon = line.find(": ");
    REQUIRE(colon != std::string::npos);
    const std::string word = line.substr(0, colon);
    const std::string value = line.substr(colon + 2);
    if (word != "rules" && word != "not") {
        CHECK(value_of(outcome.article, word) == value);
        return;
    }
    const std::set<std::string> said = rules_said(outcome);
    INFO("said: " << joined({said.begin(), said.end()}, "; "));
    for (const std::string& rule : golden::rules_in(value)) {
        INFO(rule);
        CHECK((said.count(rule) == 1) == (word == "rules"));
    }
}

void check_all(std::string_view folder, Form form) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(SYNDICATED_TEST_DATA) / "golden/normalise" / folder)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE_FALSE(files.empty());
    for (const fs::path& file : files) {
        INFO(folder << "/" << file.filename().string());
        const golden::Case one = golden::load(file);
        const Outcome outcome = run(one, form);
        const std::string& rest = one.expected;
        const bool is_html = rest.find("text:\n") == std::string::npos;
        const std::size_t text = rest.find(is_html ? "html:\n" : "text:\n");
        REQUIRE(text != std::string::npos);
        const Article& article = outcome.article;
        CHECK((is_html ? article.html : article.text) + "\n" == rest.substr(text + 6));
        for (std::size_t begin = 0; begin < text;) {
            const std::size_t end = rest.find('\n', begin);
            check_line(outcome, rest.substr(begin, end - begin));
            begin = end + 1;
        }
    }
}

}  // namespace

TEST_CASE("golden pages") {
    check_all("page", Form::page);
}

TEST_CASE("golden bodies of HTML") {
    check_all("html", Form::html);
}

TEST_CASE("golden plain texts") {
    check_all("text", Form::text);
}

TEST_CASE("golden Markdown") {
    check_all("markdown", Form::markdown);
}
