// People's names out of what stands after 作者, 记者, 责编 ... (NORMALISE.md, section 3.3), and what tells a name from
// a word. Pure; any thread.
#pragma once

#include "normalise/glyphs.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

enum class NameKind {
    labelled,  // after a label: pen names and organisations count
    person     // must look like a person's name: family name and length
};

// The names in glyphs [begin, end), as written, in order, each once. Cut where something else begins.
[[nodiscard]] std::vector<std::string> split_names(const Glyphs& glyphs, std::size_t begin, std::size_t end,
                                                   NameKind kind);
[[nodiscard]] std::vector<std::string> split_names(std::string_view text, NameKind kind);

// How many glyphs of `word` its family name takes: 0 none, 1 or 2.
[[nodiscard]] std::size_t surname_length(std::u32string_view word);
// 2-3 Han with a family name (4 with a compound one), or names of minorities with a dot in them.
[[nodiscard]] bool is_person_name(std::u32string_view word);
// Words that stand for no author: admin, 佚名, 本站编辑 ...
[[nodiscard]] bool is_nobody(std::u32string_view word);
// 教授, 记者, 主任 ... at its end: what someone is, not who.
[[nodiscard]] bool ends_with_job(std::u32string_view word);
// 新华社, 山海网, 央视新闻: ends as outlets' names do.
[[nodiscard]] bool ends_like_outlet(std::u32string_view word);
// Cities, provinces and countries that datelines name often.
[[nodiscard]] bool is_known_place(std::u32string_view word);

[[nodiscard]] bool ends_with(std::u32string_view word, std::u32string_view ending);

}  // namespace syndicated::normalise
