#include "normalise/breadcrumb.hpp"

#include "normalise/glyphs.hpp"
#include "normalise/line_kinds.hpp"
#include "normalise/word_table.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t farthest_root = 36;  // bytes before it

// What the article is called at the path's end.
constexpr WordTable leaves(std::to_array<std::string_view>({"正文", "详情", "新闻详情", "文章正文", "内容", "详细内容",
                                                            "信息正文", "內容"}));

// 和讯网 > 股票 > 正文: short names with arrows between, the site or the word for an article at an end.
bool is_bare_path(std::string_view line) {
    static constexpr WordTable arrows(std::to_array<std::string_view>({">", "＞", "»", "›"}));
    if (!arrows.occurs_in(line)) return false;
    std::array<std::string_view, 8> parts;
    std::size_t count = 0;
    std::size_t begin = 0;
    for (std::size_t pos = 0; begin <= line.size();) {
        const std::size_t at = pos;
        const bool end = pos >= line.size();
        const char32_t c = end ? U'>' : next_code_point(line, pos);
        if (c != U'>' && c != U'＞' && c != U'»' && c != U'›') continue;
        const std::string_view part = trim(line.substr(begin, at - begin));
        begin = end ? line.size() + 1 : pos;
        if (part.size() > 60) return false;
        if (part.empty()) continue;
        if (count == parts.size()) return false;
        parts[count++] = part;
    }
    if (count < 2) return false;
    return parts[0].ends_with("网") || parts[0].ends_with("網") || leaves.has(parts[count - 1]);
}

// 首页 - 党建园地 - 正文, 首页 | 新闻 | 正文: titles and menus have such marks too, so both ends must say it.
bool is_hyphen_path(std::string_view line) {
    const auto ends_line = [line](std::string_view leaf) { return line.ends_with(leaf); };
    if (std::none_of(leaves.words().begin(), leaves.words().end(), ends_line)) return false;
    for (const std::string_view mark : {" - ", " | ", " · ", "--", " — ", "-", "|", "·"}) {
        const std::size_t first = line.find(mark);
        const std::size_t last = line.rfind(mark);
        if (first == std::string_view::npos || first == last) continue;
        const std::string_view leaf = trim(line.substr(last + mark.size()));
        if (leaves.has(leaf) && line.substr(0, first).find("首页") != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

bool looks_like_breadcrumb(std::string_view text) {
    if (text.size() > 300) return false;
    const std::string_view line = strip_decoration(text);
    static constexpr WordTable prefixes(std::to_array<std::string_view>(
        {"当前位置",         "您的当前位置", "你的当前位置", "当前的位置", "您的位置", "你的位置", "您现在的位置",
         "你现在的位置",     "您所在的位置", "您当前的位置", "现在的位置", "现在位置", "目前位置", "所在位置",
         "您现在所在的位置", "當前位置",     "您的位置",     "目前位置",   "當前所在", "位置："}));
    static constexpr WordTable roots(std::to_array<std::string_view>(
        {"首页", "主页", "网站首页", "首頁", "主頁", "Home", "home", "HOME", "本站首页"}));
    static constexpr auto separators = std::to_array<std::string_view>({">", "＞", "»", "›", "→", "/", "／", "&gt;"});
    if (prefixes.begins(line) || is_bare_path(line) || is_hyphen_path(line)) return true;
    if (!roots.occurs_in(head_of(line, farthest_root + 12))) return false;
    // 首页, or a root such as 山海网首页, with an arrow or a slash right behind it.
    for (const std::string_view root : roots.words()) {
        const std::size_t at = line.find(root);
        if (at == std::string_view::npos || at > farthest_root) continue;
        const std::string_view rest = trim(line.substr(at + root.size()));
        for (const std::string_view separator : separators) {
            if (rest.starts_with(separator)) return true;
        }
    }
    return false;
}

}  // namespace syndicated::normalise
