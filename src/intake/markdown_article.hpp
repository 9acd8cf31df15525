// A Markdown file as a raw article: its front matter's keys are those of JSON input, with the usual names of Hugo, Hexo
// and Jekyll beside them; the text behind it is the body. Pure; any thread.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/article.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::intake {

struct MarkdownArticle {
    RawArticle article;
    std::vector<std::string> problems;  // one line each: "line 4: date: has no closing quote"
};

// `name`: the file's; Jekyll's 2025-03-10-title.md gives the day when the front matter gives none.
// A key that cannot be read is a problem, and the article goes without it; when it is one that may hide the article
// (draft, status ...), the article is not public. Error: no article can be made of it (read_front_matter says why; or
// nothing is there).
[[nodiscard]] Result<MarkdownArticle> markdown_article(std::string_view text, std::string_view name);

}  // namespace syndicated::intake
