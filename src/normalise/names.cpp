#include "normalise/names.hpp"

#include "normalise/info_line.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::size_t max_names = 20;
constexpr std::size_t max_name_length = 24;  // code points; organisations write too
constexpr std::size_t max_tokens = 60;

struct Token {
    std::size_t begin, end;
    char32_t before;  // ' ' a blank, ',' a comma, '/' any other separator, 0 the start
};

bool is_hard_separator(char32_t c) {
    return c == U'、' || c == U';' || c == U'/' || c == U'&' || c == U'|' || c == U'\n' || c == U'+' || c == U'\\';
}

bool ends_names(char32_t c) {
    return c == U'。' || c == U'!' || c == U'?' || c == U'：' || c == U'…' || c == U')' || c == U']';
}

bool is_name_char(char32_t c) {
    return is_letter(c) || c == U'\u00B7' || c == U'\u2022' || c == U'\u30FB' || c == U'_' || c == U'.' || c == U'-' ||
           c == U'\'' || c == U'\u2019' || c == U'@' || c == U':';
}

// Past the bracket that closes the one at i; `end` when it stays open.
std::size_t skip_bracketed(const Glyphs& glyphs, std::size_t i, std::size_t end) {
    const char32_t close = glyphs[i] == U'(' ? U')' : U']';
    while (i < end && glyphs[i] != close) ++i;
    return std::min(i + 1, end);
}

std::vector<Token> tokenize(const Glyphs& glyphs, std::size_t begin, std::size_t end) {
    std::vector<Token> out;
    char32_t before = 0;
    for (std::size_t i = begin; i < end && out.size() < max_tokens;) {
        const char32_t c = glyphs[i];
        if (c == U'(' || c == U'[') {
            i = skip_bracketed(glyphs, i, end);
            if (before == 0 && !out.empty()) before = U' ';
            continue;
        }
        if (ends_names(c)) break;
        if (!is_name_char(c)) {
            if (c == U',' || c == U'\uFF0C')
                before = U',';
            else if (is_hard_separator(c))
                before = U'/';
            else if (before == 0 || before == U' ')
                before = U' ';
            ++i;
            continue;
        }
        const std::size_t start = i;
        while (i < end && is_name_char(glyphs[i])) ++i;
        out.push_back({start, i, out.empty() ? U'\0' : before});
        before = 0;
    }
    return out;
}

bool all_ascii_letters(std::u32string_view word) {
    return std::all_of(word.begin(), word.end(), [](char32_t c) {
        return is_latin(c) || c == U' ' || c == U'.' || c == U'\'' || c == U'-' || c == U'\u2019';
    });
}

constexpr auto english_jobs = std::to_array<std::u32string_view>(
    {U"writer", U"editor", U"reporter", U"correspondent", U"contributor", U"columnist", U"staff", U"analyst"});

// NF4425, PK155, 1024: a staff number
bool is_staff_number(std::u32string_view word) {
    std::size_t letters = 0;
    while (letters < word.size() && is_latin(word[letters])) ++letters;
    return letters <= 4 && word.size() >= letters + 2 &&
           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(letters), word.end(), is_digit);
}

// Staff Writer, Senior Editor
bool is_english_job(std::u32string_view word) {
    return std::any_of(english_jobs.begin(), english_jobs.end(), [word](auto job) { return ends_with(word, job); });
}

bool is_joint_word(std::u32string_view word) {
    return word == U"and" || word == U"on" || word == U"at" || word == U"in";
}

// 张 三 is one name, John Smith too; 张三 李四 are two.
std::vector<Token> join_parts(const Glyphs& glyphs, const std::vector<Token>& tokens) {
    std::vector<Token> out;
    for (const Token& token : tokens) {
        if (!out.empty() && token.before == U' ') {
            const auto last = glyphs.folded(out.back().begin, out.back().end);
            const auto word = glyphs.folded(token.begin, token.end);
            const bool padded =
                word.size() == 1 && is_han(word[0]) && !last.empty() && is_han(last[0]) &&
                (last.size() == 1 || (last.size() == 2 && surname_length(std::u32string(last) + U"x") == 2)) &&
                word != U"文" && word != U"图" && word != U"摄";
            const bool room = std::count(last.begin(), last.end(), U' ') < 2;  // Lim Wei Jie
            if (padded || (room && all_ascii_letters(last) && all_ascii_letters(word) && !is_joint_word(word) &&
                           !is_joint_word(last) && last != U"by")) {
                out.back().end = token.end;
                continue;
            }
        }
        out.push_back(token);
    }
    return out;
}

constexpr auto prefixes = std::to_array<std::u32string_view>(
    {U"本报记者", U"本网记者",   U"本刊记者", U"本台记者", U"特约记者", U"实习记者", U"见习记者",
     U"首席记者", U"特约通讯员", U"通讯员",   U"记者",     U"作者",     U"撰文",     U"撰稿",
     U"特约",     U"实习生",     U"编辑",     U"责编",     U"文字",     U"by"});
constexpr auto suffixes = std::to_array<std::u32string_view>(
    {U"连线报道", U"连线报导", U"综合报导", U"摄影报道", U"综合报道", U"图文报道", U"现场报道", U"独家报道", U"报道",
     U"报导", U"撰文", U"采写", U"等人", U"整理", U"等"});
// 观察者网专栏作者 王文: what someone is, before the name.
constexpr auto roles = std::to_array<std::u32string_view>(
    {U"作者", U"专栏作家", U"评论员", U"撰稿人", U"特派员", U"主笔", U"研究员", U"教授"});
constexpr std::u32string_view unit_endings = U"学网报社局院部处馆队会站所室厅委台司组刊";

enum class Verdict { name, skip, keep_all, drop_all, stop };

// What a token is: a name (trimmed of what is glued to it), or a word about the names around it.
class Collector {
public:
    Collector(const Glyphs& glyphs, NameKind kind) : glyphs_(glyphs), kind_(kind) {}

    void take(const std::vector<Token>& tokens) {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const Verdict verdict = judge(tokens, i);
            if (verdict == Verdict::stop) break;
            if (verdict == Verdict::keep_all) kept_ = names_.size();
            if (verdict == Verdict::drop_all) names_.resize(kept_);
        }
    }

    std::vector<std::string> finish() {
        std::vector<std::string> out;
        for (const auto& [begin, end] : names_) {
            std::string name = tidy(glyphs_.slice(begin, end));
            if (!name.empty() && name[0] == '@') name.erase(0, 1);
            // padding between two characters is no part of the name
            if (is_han(glyphs_[begin])) name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
            if (out.size() < max_names && std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
        }
        return out;
    }

private:
    [[nodiscard]] std::u32string_view word(const Token& token) const { return glyphs_.folded(token.begin, token.end); }

    Verdict judge(const std::vector<Token>& tokens, std::size_t at) {
        Token token = tokens[at];
        const std::u32string_view text = word(token);
        const std::u32string_view next = at + 1 < tokens.size() ? word(tokens[at + 1]) : std::u32string_view();
        const std::u32string_view last = at > 0 ? word(tokens[at - 1]) : std::u32string_view();
        if (text == U"文" || text == U"文图" || text == U"图文" || text == U"摄影报道") return Verdict::keep_all;
        if (text == U"图" && (next == U"文" || last == U"文")) return Verdict::keep_all;
        if (text == U"图" || text == U"摄" || text == U"摄影" || text == U"供图") return Verdict::drop_all;
        const std::size_t way_out = text.find(U"返回");  // a link glued to the last name
        if (way_out != std::u32string_view::npos && way_out >= 2) {
            token.end = token.begin + way_out;
            add(token);
            return Verdict::stop;
        }
        const bool counts =
            is_digit(text[0]) && (text.find(U'万') != std::u32string_view::npos || next == U"阅读" || next == U"浏览" ||
                                  next == U"点击" || next == U"次" || next.substr(0, 1) == U"人");
        if (counts || (!next.empty() && is_digit(next[0]) && (text == U"已有" || text == U"已被" || text == U"共有")))
            return Verdict::stop;
        if (text == U"on" || text == U"at" || text == U"in" || text.substr(0, 2) == U"发自") return Verdict::stop;
        if (text == U"和" || text == U"与" || text == U"and" || is_staff_number(text)) return Verdict::skip;
        if (!strip(token)) return Verdict::skip;
        if (is_role(text) && at + 1 < tokens.size() && is_person_name(next)) return Verdict::skip;
        if (token.before == U',' && !names_.empty() && !is_person_name(word(token)) &&
            (!all_ascii_letters(word(token)) || is_english_job(word(token)))) {
            return Verdict::stop;  // a title, a unit: no more names
        }
        if (is_unit_beside_person(tokens, at, word(token))) return Verdict::skip;
        return add(token);
    }

    [[nodiscard]] static bool is_role(std::u32string_view text) {
        return std::any_of(roles.begin(), roles.end(), [text](auto role) { return ends_with(text, role); });
    }

    // Labels, staff numbers and verbs glued to a name. False when nothing is left.
    bool strip(Token& token) const {
        for (const auto prefix : prefixes) {
            if (word(token).substr(0, prefix.size()) != prefix) continue;
            const auto rest = word(token).substr(prefix.size());
            if (rest.empty()) return false;
            if (is_person_name(rest)) token.begin += prefix.size();
            break;
        }
        const std::size_t mark = word(token).find(U'_');
        if (mark != std::u32string_view::npos && mark > 0 && is_staff_number(word(token).substr(mark + 1))) {
            token.end = token.begin + mark;
        }
        while (token.end > token.begin && !is_letter(glyphs_[token.end - 1]) && glyphs_[token.end - 1] != U'.')
            --token.end;
        for (const auto suffix : suffixes) {
            if (!ends_with(word(token), suffix)) continue;
            const auto rest = word(token).substr(0, word(token).size() - suffix.size());
            if (is_person_name(rest) && !is_known_place(rest) && !(token.before == U'/' && !names_.empty()))
                token.end -= suffix.size();
            else if (suffix.size() > 1 || rest.empty())
                return false;
            break;
        }
        const auto text = word(token);
        return !text.empty() && !(ends_with(text, U"记者") && !is_person_name(text)) && !ends_with(text, U"通讯员");
    }

    // 山海网 王一, 王一 山海大学: the unit is not a writer beside a person.
    [[nodiscard]] bool is_unit_beside_person(const std::vector<Token>& tokens, std::size_t at,
                                             std::u32string_view text) const {
        if (is_person_name(text)) return false;
        const bool unit = text.size() > 2 && unit_endings.find(text.back()) != std::u32string_view::npos;
        const bool first =
            at == 0 && at + 1 < tokens.size() && tokens[1].before == U' ' && is_person_name(word(tokens[1]));
        const bool later = tokens[at].before == U' ' && !names_.empty() &&
                           is_person_name(glyphs_.folded(names_.back().first, names_.back().second));
        return (first && (unit || ends_like_outlet(text))) || (later && (unit || text.size() > 4) && is_han(text[0]));
    }

    Verdict add(const Token& token) {
        const std::u32string_view text = word(token);
        for (const char32_t joint : {U'和', U'与', U'及'}) {
            const std::size_t at = text.find(joint, 2);
            if (at == std::u32string_view::npos) continue;
            if (is_person_name(text.substr(0, at)) && is_person_name(text.substr(at + 1))) {
                names_.emplace_back(token.begin, token.begin + at);
                names_.emplace_back(token.begin + at + 1, token.end);
                return Verdict::name;
            }
        }
        if (is_acceptable(text)) names_.emplace_back(token.begin, token.end);
        return Verdict::name;
    }

    [[nodiscard]] bool is_acceptable(std::u32string_view text) const {
        if (kind_ == NameKind::person) return is_person_name(text);
        const bool digits =
            std::all_of(text.begin(), text.end(), [](char32_t c) { return is_digit(c) || !is_letter(c); });
        const bool mail = text.find(U'@', 1) != std::u32string_view::npos;
        const bool address = text.substr(0, 4) == U"http" || text.substr(0, 4) == U"www.";
        if (digits || mail || address || text.size() > max_name_length || is_nobody(text)) return false;
        if (text.find(U':') != std::u32string_view::npos) return false;
        return is_person_name(text) || !ends_with_job(text);
    }

    const Glyphs& glyphs_;
    NameKind kind_;
    std::vector<std::pair<std::size_t, std::size_t>> names_;
    std::size_t kept_ = 0;  // names before this are writers for sure
};

}  // namespace

std::vector<std::string> split_names(const Glyphs& glyphs, std::size_t begin, std::size_t end, NameKind kind) {
    end = std::min(end, glyphs.size());
    while (begin < end && (glyphs[begin] == U' ' || glyphs[begin] == U'\n')) ++begin;
    while (end > begin && (glyphs[end - 1] == U' ' || glyphs[end - 1] == U'\n')) --end;
    if (end <= begin || is_null_value(glyphs.slice(begin, end))) return {};
    Collector collector(glyphs, kind);
    collector.take(join_parts(glyphs, tokenize(glyphs, begin, end)));
    return collector.finish();
}

std::vector<std::string> split_names(std::string_view text, NameKind kind) {
    const Glyphs glyphs(text);
    return split_names(glyphs, 0, glyphs.size(), kind);
}

}  // namespace syndicated::normalise
