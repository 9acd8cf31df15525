#include "normalise/credit_line.hpp"

#include "normalise/glyphs.hpp"
#include "normalise/names.hpp"
#include "normalise/word_table.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace syndicated::normalise {

namespace {

template <class Words>
bool is_among(std::string_view text, const Words& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

// A word of a line of roles: 编辑, 摄影/王一, 药剂科供稿, 王一.
enum class RoleWord : std::uint8_t { none, editor, other, name };

bool is_name(std::string_view word) {
    const Glyphs glyphs(word);
    return is_person_name(glyphs.folded(0, glyphs.size()));
}

constexpr WordTable editors(std::to_array<std::string_view>({"编辑", "责编", "责任编辑", "值班编辑", "网络编辑", "校对",
                                                             "审核", "编审", "初审", "一审", "責任編輯", "編輯"}));

RoleWord role_word(std::string_view word) {
    static constexpr auto others = std::to_array<std::string_view>(
        {"图片", "视频", "复审", "二审", "终审", "三审",     "监制",   "校审", "审校", "签发", "记者",
         "文",   "图",   "文字", "摄影", "统筹", "值班主任", "通讯员", "撰稿", "供稿", "制图"});
    for (const std::string_view mark : {"/", "／", "：", ":", "|", "丨", "｜"}) {
        const std::size_t at = word.find(mark);
        if (at == std::string_view::npos || at == 0) continue;
        const std::string_view value = word.substr(at + mark.size());
        const std::size_t letters = count_code_points(value);
        const bool plain = value.find_first_of("0123456789abcdefghijklmnopqrstuvwxyz.,") == std::string_view::npos;
        if (!is_name(value) && (letters < 2 || letters > 4 || !plain)) continue;
        word = word.substr(0, at);
        break;
    }
    if (editors.has(word)) return RoleWord::editor;
    if (is_among(word, others) || word.ends_with("供稿") || word.ends_with("供图")) return RoleWord::other;
    return is_name(word) ? RoleWord::name : RoleWord::none;
}

// 编辑 王一 校对 赵二; 药剂科供稿 摄影/王一 编辑/赵二: nothing but roles and names, an editor's among them.
bool is_role_line(std::string_view line) {
    if (line.size() > 150 || !editors.occurs_in(line)) return false;
    bool editor = false;
    std::size_t words = 0;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        const RoleWord word = role_word(line.substr(0, end));
        line = trim(line.substr(end));
        if (word == RoleWord::none || ++words > 14 || (words == 1 && word == RoleWord::name)) return false;
        editor = editor || word == RoleWord::editor;
    }
    return editor && words >= 2;
}

// 主播 / 南枝、阿越, 片尾曲 / 《豆腐谣》: who made a programme; behind a colon people speak.
bool is_production_line(std::string_view line) {
    static constexpr auto roles = std::to_array<std::string_view>(
        {"主播",   "主持",   "主持人", "嘉宾", "剪辑", "后期",   "后期制作", "制作", "制作人", "监制",
         "出品",   "出品人", "策划",   "运营", "混音", "配乐",   "音乐",     "音频", "录音",   "片头曲",
         "片尾曲", "文案",   "摄像",   "美编", "排版", "设计",   "视觉",     "海报", "封面",   "插画",
         "翻译",   "校审",   "审读",   "撰稿", "记者", "实习生", "文字",     "图片", "视频"});
    if (line.size() > 150) return false;
    static constexpr WordTable marks(std::to_array<std::string_view>({"/", "／", "丨", "｜", "|"}));
    if (!marks.occurs_in(line)) return false;
    for (const std::string_view mark : marks.words()) {
        const std::size_t at = line.find(mark);
        if (at == std::string_view::npos || at + mark.size() == line.size()) continue;
        if (is_among(trim(line.substr(0, at)), roles)) return true;
    }
    return false;
}

// 本文来自微信公众号“芯事”，作者：简川，本站经授权发布。
bool is_note_of_origin(std::string_view line) {
    static constexpr WordTable starts(std::to_array<std::string_view>(
        {"本文来自",   "本文转自",   "本文转载自", "本文首发于", "本文首发",   "本文摘自",   "本文原载", "本文原刊",
         "本文系转载", "本文经授权", "文章来自",   "文章转自",   "文章转载自", "文章来源于", "转载自",   "原文刊于",
         "原文发表于", "原载于",     "本文來自",   "本文轉自",   "本文轉載自", "轉載自"}));
    return starts.begins(line);
}

}  // namespace

bool names_who_made_it(std::string_view line) {
    return is_role_line(line) || is_production_line(line) || is_note_of_origin(line);
}

}  // namespace syndicated::normalise
