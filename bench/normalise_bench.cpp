// normalise_bench [--only WORD] [PAGE...]: what hostile articles cost, each in a process of its own, against the limits
// of bench/README.md; then what honest pages cost (default: the labelled ones). Exits with 1 when a limit is missed.
#include "bombs.hpp"
#include "forked.hpp"

#include "syndicated/intake/intake.hpp"
#include "syndicated/normalise/fields.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace {

using namespace syndicated;
using bench::Cost;
using normalise::FieldContext;

constexpr double most_bomb_ms = 250, most_bomb_mib = 64;
constexpr double most_median_ms = 5, most_big_page_ms = 50, least_pages_per_second = 300;
constexpr int rounds = 3;  // the least of them counts: the machine is shared

bool all_passed = true;

std::string_view verdict(bool passed) {
    all_passed = all_passed && passed;
    return passed ? "PASS" : "FAIL";
}

// What was cut, in the words of the findings.
std::string cuts_of(const normalise::Outcome& outcome) {
    std::string out;
    for (const Finding& finding : outcome.findings) {
        const bool cut = finding.rule == "limit" || finding.rule.find("too_") != std::string::npos;
        if (cut) out += (out.empty() ? "" : "; ") + finding.field + ": " + finding.raw;
    }
    return out;
}

normalise::Outcome run(const RawArticle& raw, const normalise::SiteRules* rules = nullptr) {
    static const Site site = [] {
        Site out;
        out.home = "https://www.example.cn";
        return out;
    }();
    normalise::Context context;
    context.site = &site;
    context.now = sys_seconds{std::chrono::seconds(1'741'600'000)};
    context.site_rules = rules;
    return normalise::normalise(raw, context);
}

RawArticle row_of(std::string html, Form form) {
    RawArticle raw;
    raw.store = "main";
    raw.key = "1";
    raw.form = form;
    raw.html = std::move(html);
    if (form != Form::page) raw.title = "芯片厂商们要打下成本";
    return raw;
}

RawArticle page_of(std::string_view bytes) {
    intake::Decoded decoded = intake::decode(bytes);
    RawArticle raw = row_of(std::move(decoded.text), Form::page);
    raw.charset = decoded.charset;
    raw.undecodable = decoded.undecodable;
    return raw;
}

// As the daemon does with what is dropped into its inbox.
std::string read_dropped(const std::filesystem::path& file, const normalise::SiteRules* rules) {
    std::string said;
    const auto sink = [&](RawArticle&& raw) -> Result<void> {
        if (raw.form == Form::markdown) raw.title = raw.title.value_or("芯片厂商们要打下成本");
        said = cuts_of(run(raw, rules));
        return {};
    };
    const auto report = intake::read_file(file, file.filename().string(), {}, sink);
    if (!report) return "refused: " + report.error().detail;
    for (const std::string& problem : report->problems) said += (said.empty() ? "" : "; ") + problem;
    return said;
}

struct Row {
    std::string name;
    Cost cost;
    bool must_say = false;
};

bool print_row(const Row& row) {
    const Cost& c = row.cost;
    const bool passed =
        !c.died && c.cpu_ms <= most_bomb_ms && c.mib <= most_bomb_mib && (!row.must_say || !c.said.empty());
    fmt::print("{} {:7.1f} ms {:6.1f} MiB  {:<52} {}\n", verdict(passed), c.cpu_ms, c.mib, row.name,
               c.said.empty() ? (row.must_say ? "NOTHING SAID" : "-") : c.said);
    return passed;
}

Cost least_of(const std::function<std::string()>& make, const std::function<std::string(std::string)>& work) {
    Cost least;
    for (int round = 0; round < rounds; ++round) {
        const Cost cost = bench::measure(make, work);
        if (round == 0 || cost.cpu_ms < least.cpu_ms) least = cost;
        if (cost.died || cost.cpu_ms < most_bomb_ms / 2) break;
    }
    return least;
}

struct TempFolder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / fmt::format("normalise_bench.{}", ::getpid());
    TempFolder() { std::filesystem::create_directory(path); }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() { std::filesystem::remove_all(path); }
};

void run_article_bombs(std::string_view only) {
    const TempFolder folder;
    for (const bench::Bomb& bomb : bench::article_bombs()) {
        if (bomb.name.find(only) == std::string::npos) continue;
        Site site;
        if (!bomb.rule.host.empty()) site.rules.push_back(bomb.rule);
        const auto rules = normalise::prepare_site_rules(site);
        const bool is_row = bomb.way == bench::Way::row;
        const std::string_view way = is_row ? "row" : bomb.way == bench::Way::page_file ? "page" : "md";
        const std::filesystem::path file = folder.path / (way == "page" ? "a.html" : "a.md");
        const auto make = [&]() -> std::string {
            if (is_row) return bomb.make();
            std::ofstream(file, std::ios::binary) << bomb.make();
            return {};
        };
        const auto work = [&](std::string input) {
            return is_row ? cuts_of(run(row_of(std::move(input), Form::html), rules.get()))
                          : read_dropped(file, rules.get());
        };
        print_row({fmt::format("{:<4} {}", way, bomb.name), least_of(make, work), bomb.cut});
    }
}

struct ValueReader {
    std::string_view name;
    std::string (*read)(std::string_view, const FieldContext&);
};

using Column = std::optional<std::string> RawArticle::*;

template <Column column>
std::string read_column(std::string_view value, const FieldContext& /*context*/) {
    RawArticle raw = row_of("<p>去年底，价格也降了下来。</p>", Form::html);
    raw.*column = std::string(value);
    return cuts_of(run(raw));
}

template <auto read>
std::string read_value(std::string_view value, const FieldContext& context) {
    return read(value, context).rule;
}

std::string read_text(std::string_view value, const FieldContext& /*context*/) {
    return cuts_of(run(row_of(std::string(value), Form::text)));
}
std::string read_paragraph(std::string_view value, const FieldContext& /*context*/) {
    return cuts_of(run(row_of("<p>" + std::string(value) + "</p><p>去年底，价格也降了下来。</p>", Form::html)));
}
std::string read_page_paragraph(std::string_view value, const FieldContext& /*context*/) {
    return cuts_of(run(row_of("<html><title>" + std::string(value) + "</title><h1>" + std::string(value) + "</h1><p>" +
                                  std::string(value) + "</p><p>去年底，价格也降了下来。</p>",
                              Form::page)));
}

constexpr ValueReader value_readers[] = {
    {"source", read_value<normalise::read_source>},
    {"time", read_value<normalise::read_time>},
    {"time_pair", read_value<normalise::read_time_pair>},
    {"author", read_value<normalise::read_author>},
    {"editor", read_value<normalise::read_editor>},
    {"byline", read_value<normalise::read_byline>},
    {"views", read_value<normalise::read_views>},
    {"category", read_value<normalise::read_category>},
    {"title", read_value<normalise::read_title>},
    {"list_title", read_value<normalise::read_list_title>},
    {"noise", read_value<normalise::read_noise>},
    {"image", read_value<normalise::read_image>},
    {"column source", read_column<&RawArticle::source>},
    {"column published", read_column<&RawArticle::published>},
    {"column updated", read_column<&RawArticle::updated>},
    {"column author", read_column<&RawArticle::author>},
    {"column views", read_column<&RawArticle::views>},
    {"column category", read_column<&RawArticle::category>},
    {"column title", read_column<&RawArticle::title>},
    {"column summary", read_column<&RawArticle::summary>},
    {"column image", read_column<&RawArticle::image>},
    {"column url", read_column<&RawArticle::url>},
    {"column guid", read_column<&RawArticle::guid>},
    {"column lang", read_column<&RawArticle::lang>},
    {"a text", read_text},
    {"a paragraph of a row", read_paragraph},
    {"title and paragraph of a page", read_page_paragraph},
};

// The dearest repetition stands for all.
void run_values(std::string_view only) {
    FieldContext context;
    context.now = sys_seconds{std::chrono::seconds(1'741'600'000)};
    context.title = "芯片厂商们要打下成本";
    context.categories = {"娱乐", "科技"};
    for (const ValueReader& reader : value_readers) {
        const std::string name = fmt::format("1 MB as {}", reader.name);
        if (name.find(only) == std::string::npos) continue;
        Row worst;
        double most_mib = 0;
        for (const std::string_view word : bench::nasty_words()) {
            const Cost cost = least_of([word] { return bench::filled(word, 1U << 20U); },
                                       [&](const std::string& input) { return reader.read(input, context); });
            most_mib = std::max(most_mib, cost.mib);
            if (cost.cpu_ms > worst.cost.cpu_ms) worst = {fmt::format("{}: {:?}", name, word), cost, false};
        }
        worst.cost.mib = most_mib;
        print_row(worst);
    }
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

double milliseconds(const std::string& bytes) {
    const double begun = bench::cpu_seconds();
    const normalise::Outcome outcome = run(page_of(bytes));
    return outcome.findings.empty() ? 0 : (bench::cpu_seconds() - begun) * 1e3;
}

double least_milliseconds(const std::string& bytes, int times) {
    double least = milliseconds(bytes);
    for (int i = 1; i < times; ++i) least = std::min(least, milliseconds(bytes));
    return least;
}

void time_big_pages(std::string_view only) {
    for (const bench::BigPage& page : bench::big_pages()) {
        if (page.name.find(only) == std::string::npos) continue;
        const double ms = least_milliseconds(page.html, 2 * rounds);
        fmt::print("{} {:7.1f} ms  800 KB of {}\n", verdict(ms <= most_big_page_ms), ms, page.name);
    }
}

void time_pages(const std::vector<std::string>& files) {
    std::vector<double> each;
    std::vector<std::string> pages;
    pages.reserve(files.size());
    for (const std::string& file : files) pages.push_back(bytes_of(file));
    double all = 0;
    for (const std::string& page : pages) all += milliseconds(page);
    std::size_t slowest = 0;
    for (const std::string& page : pages) {
        each.push_back(least_milliseconds(page, rounds));
        if (each.back() > each[slowest]) slowest = each.size() - 1;
    }
    const double most = each[slowest];
    std::sort(each.begin(), each.end());
    const double median = each[each.size() / 2];
    const double rate = 1e3 * static_cast<double>(each.size()) / all;
    fmt::print("{} {:7.2f} ms  median of {} pages; most {:.1f} ms ({})\n", verdict(median <= most_median_ms), median,
               each.size(), most, std::filesystem::path(files[slowest]).filename().string());
    fmt::print("{} {:7.0f} pages/s on one core, first read, with decoding\n", verdict(rate >= least_pages_per_second),
               rate);
}

std::vector<std::string> labelled_pages() {
    std::vector<std::string> out;
    for (const std::string folder : {"samples/pages", "labelled/pages"}) {
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path(SYNDICATED_TEST_DATA) / folder)) {
            if (entry.path().extension() == ".html") out.push_back(entry.path().string());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

int main(int count, char** words) {
    std::vector<std::string> files(words + 1, words + count);
    std::string only;
    if (files.size() >= 2 && files[0] == "--only") {
        only = files[1];
        files.erase(files.begin(), files.begin() + 2);
    }
    if (files.empty()) files = labelled_pages();
    milliseconds(files.empty() ? std::string("字") : bytes_of(files.front()));  // tables that are made once
    fmt::print("hostile articles: at most {} ms and {} MiB each\n", most_bomb_ms, most_bomb_mib);
    run_article_bombs(only);
    run_values(only);
    fmt::print("pages: at most {} ms for 800 KB, {} ms as median, at least {} pages/s\n", most_big_page_ms,
               most_median_ms, least_pages_per_second);
    time_big_pages(only);
    if (only.empty()) time_pages(files);
    return all_passed ? 0 : 1;
}
