// One outlet under several names (NORMALISE.md in docs/, section 4): exact matches on folded text only. By a common
// beginning or few differing letters one would merge 新华社 with 新华网, two different houses.
#include "normalise/names.hpp"
#include "normalise/readers.hpp"
#include "normalise/site_rules.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

struct Alias {
    std::u32string_view name;
    std::string_view canonical;
};
constexpr auto aliases = std::to_array<Alias>({{U"新华社", "新华社"},
                                               {U"xinhua", "新华社"},
                                               {U"新华通讯社", "新华社"},
                                               {U"新华社电", "新华社"},
                                               {U"xinhua news agency", "新华社"},
                                               {U"people's daily", "人民日报"},
                                               {U"央视", "央视"},
                                               {U"中央电视台", "央视"},
                                               {U"中国中央电视台", "央视"},
                                               {U"cctv", "央视"},
                                               {U"中国新闻社", "中新社"},
                                               {U"中国新闻社电", "中新社"},
                                               {U"中央通讯社", "中央社"}});

// The outlet's own channels.
constexpr auto channels =
    std::to_array<std::u32string_view>({U"微信公众号", U"官方微信", U"官方微博", U"官方网站", U"官方客户端", U"公众号",
                                        U"客户端", U"官网", U"微博", U"微信", U"手机客户端", U"app"});

std::string as_written(std::string_view name, std::size_t begin, std::size_t end) {
    const Glyphs glyphs(name);
    std::string out;
    for (std::size_t i = begin; i < end && i < glyphs.size(); ++i) {
        const char32_t c = glyphs[i];
        if (c == U'《' || c == U'》' || c == U'“' || c == U'”') continue;
        out += c == U'-' || c == U'\u2014' ? std::string_view("-") : glyphs.slice(i, i + 1);
    }
    return tidy(out);
}

// The operator's alias of the name as a whole, then without its channel; then the table's.
std::string alias_of(std::string_view name, std::string_view outlet, const SiteRules* rules) {
    if (rules != nullptr) {
        for (const std::string_view one : {name, outlet}) {
            if (std::string_view alias = rules->alias_of(one); !alias.empty()) return std::string(alias);
        }
    }
    const std::u32string word = alias_key(outlet);
    const auto* const found =
        std::find_if(aliases.begin(), aliases.end(), [&](const Alias& alias) { return alias.name == word; });
    return std::string(found != aliases.end() ? found->canonical : outlet);
}

}  // namespace

// 《》 off, dashes in one form; the text itself, so that what no table knows keeps its characters.
std::u32string alias_key(std::string_view name) {
    std::u32string out;
    for (const char32_t c : folded(name)) {
        if (c == U'《' || c == U'》' || c == U'@' || c == U'“' || c == U'”') continue;
        out += c == U'\u2014' ? U'-' : c;
    }
    return out;
}

std::string canonical_source(std::string_view name, const SiteRules* rules) {
    const Glyphs glyphs(name);
    std::size_t begin = 0;
    std::size_t end = glyphs.size();
    while (glyphs[begin] == U'@' || glyphs[begin] == U' ') ++begin;
    for (const auto channel : channels) {
        const auto word = glyphs.folded(begin, end);
        if (word.size() < channel.size() + 2 || !ends_with(word, channel)) continue;
        end -= channel.size();
        break;
    }
    std::string out = alias_of(name, as_written(name, begin, end), rules);
    return out == tidy(name) ? std::string() : out;
}

}  // namespace syndicated::normalise
