// tests/golden/normalise/FIELD/NAME.txt: lines "@title …", "@category …" (any number) and "@now …", then the input, a
// line of four hyphens, then "value: …" and "rule: …" as text_of() writes them; a value's line ends are " / ".
#include "readings.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

namespace {

namespace fs = std::filesystem;

struct Golden {
    std::string title;
    FieldContext context = usual_context();
    std::string input, expected;
};

std::string one_line(std::string text) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n')) text.replace(at, 1, " / ");
    return text;
}

Golden load(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(in), {}};
    const std::size_t divider = all.find("\n----\n");
    REQUIRE(divider != std::string::npos);
    Golden out;
    out.context.categories.clear();
    out.expected = all.substr(divider + 6);
    std::string_view rest(all.data(), divider);
    while (!rest.empty() && rest.front() == '@') {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const std::string_view word = line.substr(0, line.find(' '));
        const std::string_view value = line.substr(std::min(line.size(), word.size() + 1));
        if (word == "@title") out.title = value;
        if (word == "@category") out.context.categories.emplace_back(value);
        if (word == "@now") out.context.now = read_time(value, usual_context()).value.value().at;
    }
    out.input = rest;
    return out;
}

template <class T>
std::string shown(const Reading<T>& reading, const std::string& value) {
    return "value: " + one_line(value) + "\nrule: " + reading.rule + "\n";
}

std::string rules_of(const InfoFields& fields) {
    std::string out;
    for (const std::string* rule :
         {&fields.source.rule, &fields.published.rule, &fields.updated.rule, &fields.authors.rule, &fields.editors.rule,
          &fields.views.rule, &fields.category.rule}) {
        if (!rule->empty()) out += (out.empty() ? "" : "; ") + *rule;
    }
    return out;
}

std::string run(const std::string& field, const std::string& in, const FieldContext& context) {
    using Read = std::function<std::string()>;
    const std::map<std::string, Read> readers{{"source",
                                               [&] {
                                                   const auto r = read_source(in, context);
                                                   return shown(r, text_of(r.value.name));
                                               }},
                                              {"time",
                                               [&] {
                                                   const auto r = read_time(in, context);
                                                   return shown(r, text_of(r.value, true));
                                               }},
                                              {"time_pair",
                                               [&] {
                                                   const auto r = read_time_pair(in, context);
                                                   return shown(r, text_of(r.value));
                                               }},
                                              {"author",
                                               [&] {
                                                   const auto r = read_author(in, context);
                                                   return shown(r, text_of(r.value));
                                               }},
                                              {"editor",
                                               [&] {
                                                   const auto r = read_editor(in, context);
                                                   return shown(r, text_of(r.value));
                                               }},
                                              {"byline",
                                               [&] {
                                                   const auto r = read_byline(in, context);
                                                   return shown(r, text_of(r.value));
                                               }},
                                              {"views",
                                               [&] {
                                                   const auto r = read_views(in, context);
                                                   return shown(r, text_of(r.value));
                                               }},
                                              {"category",
                                               [&] {
                                                   const auto r = read_category(in, context);
                                                   return shown(r, text_of(r.value));
                                               }},
                                              {"list_title",
                                               [&] {
                                                   const auto r = read_list_title(in, context);
                                                   return shown(r, text_of(r.value));
                                               }},
                                              {"noise",
                                               [&] {
                                                   const auto r = read_noise(in, context);
                                                   return shown(r, r.value.text + " - " + text_of(r.value.removed));
                                               }},
                                              {"info_line", [&] {
                                                   const auto r = read_info_line(in, context);
                                                   return "value: " + text_of(r) + "\nrule: " + rules_of(r) + "\n";
                                               }}};
    const auto reader = readers.find(field);
    return reader == readers.end() ? std::string() : reader->second();
}

}  // namespace

TEST_CASE("Golden cases: one for each rule, and where a rule must not fire") {
    const fs::path root = fs::path(SYNDICATED_TEST_DATA) / "golden" / "normalise";
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() > 50);
    for (const fs::path& path : files) {
        const std::string field = path.parent_path().filename().string();
        Golden golden = load(path);
        golden.context.title = golden.title;
        const std::string got = run(field, golden.input, golden.context);
        if (got.empty()) continue;  // a field that another test reads
        CAPTURE(path.string());
        CHECK(got == golden.expected);
    }
}
