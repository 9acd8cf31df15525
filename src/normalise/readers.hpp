// The fields of a text that is taken apart already: what read_info_line and the readers of single fields share. A rule
// is empty where the text says nothing about the field. Pure; any thread.
#pragma once

#include "normalise/info_line.hpp"
#include "normalise/labels.hpp"

namespace syndicated::normalise {

[[nodiscard]] Reading<SourceName> labelled_source(const Parsed& parsed, const FieldContext& context);
// A source's name out of what stands behind its label: decorations off, empty words and categories refused.
[[nodiscard]] Reading<SourceName> clean_source(std::string_view value, const FieldContext& context);
// The alias of a name, or nothing (NORMALISE.md, section 4). The settings' aliases win; `rules` may be null.
[[nodiscard]] std::string canonical_source(std::string_view name, const SiteRules* rules);
// 娱乐 and 娱乐频道 are one category.
[[nodiscard]] bool equals_category(std::string_view name, const std::vector<std::string>& categories);

struct Times {
    Reading<std::optional<Timestamp>> published, updated;
    bool published_labelled = false;
};
[[nodiscard]] Times times_of(const Parsed& parsed, const FieldContext& context);

[[nodiscard]] Reading<std::vector<std::string>> labelled_authors(const Parsed& parsed);
[[nodiscard]] Reading<std::vector<std::string>> labelled_editors(const Parsed& parsed);
[[nodiscard]] Reading<std::optional<std::int64_t>> views_of(const Parsed& parsed);
[[nodiscard]] Reading<std::vector<std::string>> labelled_category(const Parsed& parsed, const FieldContext& context);

}  // namespace syndicated::normalise
