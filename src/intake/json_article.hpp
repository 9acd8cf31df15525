// The fields of one JSON object as a raw article: its keys are the columns of the article store (docs/store.md), with
// a few everyday spellings. Pure; any thread.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/article.hpp"

#include <boost/json/value.hpp>

namespace syndicated::intake {

// Error: why it is no article: `"title" is an object, expected text`. Unknown keys are passed over.
//   text columns        text or a number
//   author, source      or an array of these, joined with "、"
//   category            or an array: the first is the main one
//   guid, else id       the guid
//   html, else content, else body
//   featured, status    true, false or a number (also as text)
// null and, for guid, blanks are the same as no key at all.
[[nodiscard]] Result<RawArticle> article_from(const boost::json::value& value);

}  // namespace syndicated::intake
