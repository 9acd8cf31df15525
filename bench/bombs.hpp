// Hostile articles, made in memory: what normalise and intake must read at a small price.
#pragma once

#include "syndicated/model/article.hpp"
#include "syndicated/model/site.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::bench {

// How an article comes in.
enum class Way { page_file, row, markdown_file };

struct Bomb {
    std::string name;
    Way way;
    std::function<std::string()> make;
    bool cut;            // whether something of it must be cut, and said so
    SiteRule rule = {};  // of its host
};

[[nodiscard]] std::vector<Bomb> article_bombs();

// What a value of 1 MB may repeat.
[[nodiscard]] const std::vector<std::string_view>& nasty_words();

// Honest pages of 800 KB.
struct BigPage {
    std::string name;
    std::string html;
};
[[nodiscard]] std::vector<BigPage> big_pages();

// `piece` as often as it fits into `bytes`.
[[nodiscard]] std::string filled(std::string_view piece, std::size_t bytes);

}  // namespace syndicated::bench
