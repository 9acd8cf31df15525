// Reads one raw value of one kind, as `explain --field` does: text or an HTML fragment in, value, raw text and rule
// out. Pure; any thread. What each kind accepts and refuses: docs/normalise.md.
#pragma once

#include "syndicated/model/article.hpp"
#include "syndicated/model/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

class SiteLabels;
class SiteRules;

struct FieldContext {
    Zone zone = Zone::fixed(std::chrono::hours(8));
    sys_seconds now{};                    // what relative times count from
    int last_year = 2199;                 // a later one is no date
    std::string_view title;               // of the article, for noise
    std::vector<std::string> categories;  // the site's category names
    const SiteRules* rules = nullptr;     // aliases of sources beside the built-in ones; may be null
    const SiteLabels* labels = nullptr;   // what the article's site calls its fields; may be null
};

template <class T>
struct Reading {
    T value{};
    std::string raw;   // what stood there
    std::string rule;  // the rule's name; for no value the reason
};

struct Byline {
    std::optional<std::string> source;
    std::vector<std::string> authors;
};
struct TimePair {
    std::optional<Timestamp> published, updated;
};
struct Denoised {
    std::string text;
    std::vector<std::string> removed;
};
struct SourceName {
    std::optional<std::string> name;  // as written, decorations off
    std::string canonical;            // its alias, or empty
};

[[nodiscard]] Reading<SourceName> read_source(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<std::optional<Timestamp>> read_time(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<TimePair> read_time_pair(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<std::vector<std::string>> read_author(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<std::vector<std::string>> read_editor(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<Byline> read_byline(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<std::optional<std::int64_t>> read_views(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<std::vector<std::string>> read_category(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<std::optional<std::string>> read_title(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<std::vector<std::string>> read_list_title(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<Denoised> read_noise(std::string_view raw, const FieldContext& context);
[[nodiscard]] Reading<std::optional<Image>> read_image(std::string_view raw, const FieldContext& context);

}  // namespace syndicated::normalise
