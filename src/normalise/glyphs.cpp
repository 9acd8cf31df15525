#include "normalise/glyphs.hpp"

#include "normalise/char_set.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace syndicated::normalise {

namespace {

// Traditional then simplified, for the characters of labels, units, outlets' endings and surnames. Matching only.
constexpr std::u32string_view pairs =
    U"來来發发佈布時时間间記记報报導导編编輯辑責责閱阅讀读點点擊击瀏浏覽览訪访問问審审預预評评論论標标題题網网頁页聞闻"
    U"類类欄栏"
    U"頻频處处轉转載载於于後后圖图攝摄員员稱称關关鍵键簡简體体數数據据資资當当個个週周兩两圍围觀观氣气聯联總总臺台東东"
    U"電电"
    U"視视華华國国經经財财環环灣湾島岛廣广萬万億亿專专與与聲声劃划統统籌筹設设計计剛刚號号農农曆历舊旧無无開开獎奖條条"
    U"監监"
    U"終终復复複复選选錄录創创說说譯译寫写執执筆笔採采訊讯會会場场應应對对從从獲获張张劉刘陳陈楊杨黃黄趙赵吳吴孫孙馬马"
    U"羅罗"
    U"鄭郑謝谢許许韓韩馮冯鄧邓蕭萧蔣蒋餘余葉叶蘇苏呂吕盧卢鍾钟鐘钟譚谭範范陸陆賈贾韋韦鄒邹閻阎龍龙賀贺顧顾龔龚錢钱嚴严"
    U"賴赖"
    U"湯汤溫温齊齐喬乔龐庞顏颜莊庄聶聂魯鲁嶽岳歐欧蘭兰寧宁紀纪畢毕單单塗涂駱骆藍蓝遊游鮑鲍饒饶陽阳繆缪車车項项連连蘆芦"
    U"麥麦"
    U"婁娄竇窦黨党宮宫費费衛卫閔闵鄔邬邊边師师欒栾榮荣叢丛鞏巩遲迟鄺邝過过內内頭头傳传實实習习驻駐網网鐵铁雙双舉举參参"
    U"連连線线異异術术製制獨独協协贊赞"
    U"動动"
    U"樂乐縣县區区門门麗丽雲云達达長长級级約约現现鏈链閉闭節节廳厅顯显備备證证屬属響响熱热";  // NOLINT

std::vector<std::pair<char32_t, char32_t>> make_simplified() {
    std::vector<std::pair<char32_t, char32_t>> out;
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) out.emplace_back(pairs[i], pairs[i + 1]);
    std::sort(out.begin(), out.end());
    return out;
}

constexpr CharSet traditional_or_simplified(pairs);

char32_t simplified(char32_t c) {
    if (!traditional_or_simplified.has(c)) return c;
    static const auto table = make_simplified();
    const auto found = std::lower_bound(table.begin(), table.end(), std::pair<char32_t, char32_t>{c, 0});
    return found != table.end() && found->first == c ? found->second : c;
}

char32_t fold_mark(char32_t c) {
    switch (c) {
        case U'\uFE55':
        case U'\u2236':
        case U'\uFE30':
        case U'\uFE13': return U':';
        case U'\u4E28':  // 丨, written for a bar
        case U'\u2502':
        case U'\uFE31': return U'|';
        case U'\u2215':
        case U'\u2044': return U'/';
        case U'\u2010':
        case U'\u2011':
        case U'\u2012':
        case U'\u2013':
        case U'\u2212':
        case U'\u2015': return U'-';
        case U'【':
        case U'〔':
        case U'［':
        case U'〖': return U'[';
        case U'】':
        case U'〕':
        case U'］':
        case U'〗': return U']';
        default: return c;
    }
}

}  // namespace

char32_t fold(char32_t c) {
    if (c < 0x80) return c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : (c < 0x20 || c == 0x7F ? U' ' : c);
    if (c >= 0xFF01 && c <= 0xFF5E) return fold(c - 0xFEE0);
    if (c == 0x85 || c == 0x2028 || c == 0x2029) return U'\n';
    if (is_blank(c)) return U' ';
    const char32_t mark = fold_mark(c);
    return mark != c ? mark : (is_han(c) ? simplified(c) : c);
}

bool is_han(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF && c != U'\u4E28') || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
           (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0xF900 && c <= 0xFAFF);
}

bool is_latin(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') ||
           (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x370 && c <= 0x5FF) ||
           (c >= 0x1E00 && c <= 0x1EFF);
}

bool is_letter(char32_t c) {
    if (c < 0x80) return is_digit(c) || is_latin(c);
    return is_han(c) || is_latin(c) || (c >= 0x600 && c <= 0x1FFF) || (c >= 0x3040 && c <= 0x30FF && c != 0x30FB) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x2C00 && c <= 0x2DFF);
}

bool is_ignorable(char32_t c) {
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || c == 0xAD || (c >= 0xFE00 && c <= 0xFE0F);
}

Glyphs::Glyphs(std::string_view text) : text_(text) {
    codes_.reserve(text.size() / 2);
    at_.reserve(text.size() / 2 + 1);
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t start = pos;
        const char32_t raw = next_code_point(text, pos);
        if (is_ignorable(raw) || raw == U'\r') continue;
        const bool han = raw >= 0x4E00 && raw <= 0x9FFF && raw != U'\u4E28';  // the most, and none of the rest
        codes_ += raw == U'\n' ? raw : han ? simplified(raw) : fold(raw);
        at_.push_back(static_cast<std::uint32_t>(start));
    }
    at_.push_back(static_cast<std::uint32_t>(text.size()));
}

std::u32string_view Glyphs::folded(std::size_t begin, std::size_t end) const {
    end = std::min(end, codes_.size());
    begin = std::min(begin, end);
    return std::u32string_view(codes_).substr(begin, end - begin);
}

std::string_view Glyphs::slice(std::size_t begin, std::size_t end) const {
    end = std::min(end, codes_.size());
    begin = std::min(begin, end);
    return text_.substr(at_[begin], at_[end] - at_[begin]);
}

std::u32string folded(std::string_view text) {
    const Glyphs glyphs(trim(text));
    return std::u32string(glyphs.folded(0, glyphs.size()));
}

std::size_t skip_blanks(const Glyphs& glyphs, std::size_t i, std::size_t most) {
    for (std::size_t n = 0; n < most && glyphs[i] == U' '; ++n) ++i;
    return i;
}

std::size_t line_end(const Glyphs& glyphs, std::size_t i) {
    while (i < glyphs.size() && glyphs[i] != U'\n') ++i;
    return i;
}

std::string_view head_of(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xC0U) == 0x80U) --max_bytes;
    return text.substr(0, max_bytes);
}

std::string tidy(std::string_view text) {
    std::string out;
    bool blank = false;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next_code_point(text, pos);
        if (is_ignorable(c)) continue;
        if (is_blank(c)) {
            blank = !out.empty();
            continue;
        }
        if (blank) out += ' ';
        blank = false;
        append_utf8(out, c);
    }
    return out;
}

}  // namespace syndicated::normalise
