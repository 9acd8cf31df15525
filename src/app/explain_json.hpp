// An article with the reasons for it as JSON (docs/normalise.md, section 2). Pure.
#pragma once

#include "syndicated/model/article.hpp"
#include "syndicated/model/site.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <string>

namespace syndicated::app {

[[nodiscard]] std::string explain_as_json(const RawArticle& raw, const normalise::Outcome& outcome, const Zone& zone);
// For people: one line a field, then what was taken out and what else is to say.
[[nodiscard]] std::string explain_as_text(const RawArticle& raw, const normalise::Outcome& outcome, const Zone& zone);

}  // namespace syndicated::app
