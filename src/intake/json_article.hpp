// The fields of one JSON object as a raw article: its keys are the columns of the article store (docs/store.md), with
// a few everyday spellings. Pure; any thread.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/article.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace syndicated::intake {

// Fills one raw article key by key.
class ArticleFiller {
public:
    // invalid_input: the value has not the shape that the key needs. Unknown keys and null are passed over.
    [[nodiscard]] Result<void> take(std::string_view key, const boost::json::value& value);
    [[nodiscard]] RawArticle& article() { return article_; }
    [[nodiscard]] bool has_body() const { return body_rank_.has_value(); }

private:
    using Column = std::optional<std::string> RawArticle::*;

    Result<void> take_joined(std::string_view key, const boost::json::value& value, Column column);
    Result<void> take_category(const boost::json::value& value);
    Result<void> take_flag(std::string_view key, const boost::json::value& value);
    Result<void> take_form(const boost::json::value& value);
    Result<void> take_body(std::size_t rank, const boost::json::value& value);
    Result<void> take_id(std::string_view key, const boost::json::value& value);

    RawArticle article_;
    std::optional<std::size_t> body_rank_;  // of the key that gave the body; the lower, the better
    bool has_guid_ = false;
};

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
