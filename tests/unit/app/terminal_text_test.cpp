#include "app/terminal_text.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace syndicated::app {

using Lines = std::vector<std::string>;

TEST_CASE("a letter's columns") {
    struct Row {
        std::string_view text;
        std::size_t columns;
    };
    const Row rows[] = {
        {"", 0},
        {"abc", 3},
        {"传DI成", 6},
        {"，。（）", 8},
        {"ＡＢ", 4},
        {"ｱ", 1},                   // half-width kana
        {"가", 2},                  // a syllable
        {"\u1100\u1161\u11A8", 2},  // the same of its parts
        {"“…”", 3},                 // ambiguous: one, as terminals have it
        {"e\u0301", 1},             // a combining accent
        {"\u3000", 2},              // an ideographic blank
        {"か\u3099", 2},            // a combining voice mark
        {"😀", 2},
        {"👩\u200D👩\u200D👧", 2},  // a family is one letter
        {"👍🏽", 2},         // with a skin tone
        {"🇨🇳🇭🇰", 4},             // two flags
        {"𠮷", 2},               // a Han letter outside of the first plane
        {"\u4DC0", 1},           // a hexagram is no Han letter
        {"\u0E01\u0E34", 1},     // a Thai vowel above its consonant
    };
    for (const Row& row : rows) {
        INFO(row.text);
        CHECK(columns_of(row.text) == row.columns);
    }
}

TEST_CASE("malformed bytes have a column each") {
    CHECK(columns_of("\xE4\xBC") == 2);
    CHECK(columns_of("a\xFFz") == 3);
}

TEST_CASE("what would control the terminal is written out") {
    CHECK(escape_controls("a\tb\nc\x1b[31m\x7f") == "a\\x09b\\nc\\x1b[31m\\x7f");
    CHECK(escape_controls("\u009B31m") == "\\u009b31m");
    CHECK(escape_controls("a\u202Eb\u200B\uFEFF\u2028") == "a\\u202eb\\u200b\\ufeff\\u2028");
    CHECK(escape_controls("坏\xFF的") == "坏\\xff的");
    CHECK(escape_controls("👩\u200D👧 e\u0301 传") == "👩\u200D👧 e\u0301 传");
    CHECK(escape_controls("\uFFFD") == "\uFFFD");
}

TEST_CASE("text is broken between words and between Han letters") {
    CHECK(wrap("渔船依次驶出港口", 8, 9) == Lines{"渔船依次", "驶出港口"});
    CHECK(wrap("渔船依次驶出港口", 9, 9) == Lines{"渔船依次", "驶出港口"});
    CHECK(wrap("one two three", 8, 9) == Lines{"one two", "three"});
    CHECK(wrap("one two", 3, 9) == Lines{"one", "two"});
    CHECK(wrap("自研DeepSeek芯片", 12, 9) == Lines{"自研DeepSeek", "芯片"});
    CHECK(wrap("用的是DeepSeek芯片", 12, 9) == Lines{"用的是", "DeepSeek芯片"});
}

TEST_CASE("punctuation stays with what it belongs to") {
    CHECK(wrap("渔船出海，今天", 8, 9) == Lines{"渔船出", "海，今天"});
    CHECK(wrap("渔船出（今天）", 8, 9) == Lines{"渔船出", "（今天）"});
    CHECK(wrap("位于 \"渔船\"", 10, 9) == Lines{"位于 \"渔", "船\""});
}

TEST_CASE("a word longer than a line is broken at a joint, else anywhere") {
    CHECK(wrap("https://example.cn/web3/M00/a", 20, 9) == Lines{"https://example.cn/", "web3/M00/a"});
    CHECK(wrap("aaaaaaaaaa", 4, 9) == Lines{"aaaa", "aaaa", "aa"});
}

TEST_CASE("what does not fit is cut between letters") {
    CHECK(wrap("渔船依次驶出港口", 8, 1) == Lines{"渔船依…"});
    CHECK(wrap("渔船依次驶出港口", 7, 1) == Lines{"渔船依…"});
    CHECK(wrap("渔船依次驶出港口", 6, 2) == Lines{"渔船依", "次驶…"});
    CHECK(wrap("渔船依次", 8, 1) == Lines{"渔船依次"});
    CHECK(wrap("一家👩\u200D👩\u200D👧三口", 7, 1) == Lines{"一家👩\u200D👩\u200D👧…"});
    CHECK(wrap("一家👩\u200D👩\u200D👧三口", 6, 1) == Lines{"一家…"});
    CHECK(wrap("cafe\u0301 noir", 5, 1) == Lines{"cafe\u0301…"});
    CHECK(wrap("🇨🇳🇭🇰🇲🇴", 4, 1) == Lines{"🇨🇳…"});
}

TEST_CASE("lines are never wider than asked, whatever the text") {
    const std::string text =
        "传DI成 a\u0301b，（《渔》）https://a.example/一二三?x=1&y=👍🏽 𠮷\xFF 가각 “引号” "
        "…… end.";
    for (std::size_t columns = 2; columns < 40; ++columns) {
        std::string letters;
        for (const std::string& line : wrap(text, columns, 99)) {
            INFO(columns << ": " << line);
            CHECK(columns_of(line) <= columns);
            for (const char c : line) letters += c == ' ' ? "" : std::string(1, c);
        }
        std::string wanted;
        for (const char c : text) wanted += c == ' ' ? "" : std::string(1, c);
        CHECK(letters == wanted);
        CHECK(columns_of(wrap(text, columns, 2).back()) <= columns);
    }
}

TEST_CASE("an empty text is one empty line") {
    CHECK(wrap("", 10, 3) == Lines{""});
    CHECK(wrap(" \u3000", 10, 3) == Lines{""});
}

}  // namespace syndicated::app
