// tests/golden/normalise/FIELD/NAME.txt: lines "@title …", "@category …" (any number) and "@now …", then the input, a
// line of four hyphens, then "value: …" and "rule: …" as text_of() writes them; a value's line ends are " / ". Last may
// stand "not: A; B": rules that the case comes near and that must not fire.
#include "support/golden.hpp"
#include "readings.hpp"

#include <functional>
#include <map>

using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

namespace {

namespace fs = std::filesystem;
namespace golden = syndicated::testing::golden;

std::string one_line(std::string text) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n')) text.replace(at, 1, " / ");
    return text;
}

FieldContext context_of(const golden::Case& one) {
    FieldContext out = usual_context();
    out.categories.clear();
    for (const auto& [word, value] : one.settings) {
        INFO("@" << word);
        REQUIRE((word == "title" || word == "category" || word == "now"));
        if (word == "title") out.title = value;
        if (word == "category") out.categories.push_back(value);
        if (word == "now") out.now = read_time(value, usual_context()).value.value().at;
    }
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

using Read = std::function<std::string(const std::string&, const FieldContext&)>;

template <class T>
Read shows(Reading<T> (*read)(std::string_view, const FieldContext&)) {
    return [read](const std::string& in, const FieldContext& context) {
        const Reading<T> reading = read(in, context);
        return shown(reading, text_of(reading.value));
    };
}

std::string show_source(const std::string& in, const FieldContext& context) {
    const auto reading = read_source(in, context);
    return shown(reading, text_of(reading.value.name));
}

std::string show_time(const std::string& in, const FieldContext& context) {
    const auto reading = read_time(in, context);
    return shown(reading, text_of(reading.value, true));
}

std::string show_noise(const std::string& in, const FieldContext& context) {
    const auto reading = read_noise(in, context);
    return shown(reading, reading.value.text + " - " + text_of(reading.value.removed));
}

std::string show_info_line(const std::string& in, const FieldContext& context) {
    const InfoFields fields = read_info_line(in, context);
    return "value: " + text_of(fields) + "\nrule: " + rules_of(fields) + "\n";
}

const std::map<std::string, Read> readers{{"source", show_source},
                                          {"time", show_time},
                                          {"time_pair", shows(read_time_pair)},
                                          {"author", shows(read_author)},
                                          {"editor", shows(read_editor)},
                                          {"byline", shows(read_byline)},
                                          {"views", shows(read_views)},
                                          {"category", shows(read_category)},
                                          {"title", shows(read_title)},
                                          {"list_title", shows(read_list_title)},
                                          {"image", shows(read_image)},
                                          {"noise", show_noise},
                                          {"info_line", show_info_line}};

std::string run(const std::string& field, const golden::Case& one) {
    REQUIRE(readers.count(field) == 1);
    return readers.at(field)(one.input, context_of(one));
}

bool is_form(std::string_view folder) {
    return folder == "page" || folder == "html" || folder == "text" || folder == "markdown";
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
        if (is_form(field)) continue;  // page_golden_test.cpp reads it
        CAPTURE(path.string());
        const golden::Case one = golden::load(path);
        const std::string got = run(field, one);
        CHECK(got == one.expected.substr(0, one.expected.find("not: ")));
        const std::set<std::string> fired = golden::rules_in(golden::line_of(got, "rule"));
        for (const std::string& rule : golden::rules_in(golden::line_of(one.expected, "not"))) {
            CAPTURE(rule);
            CHECK(fired.count(rule) == 0);
        }
    }
}
