// How ordinary a character is, in Chinese text above all: what tells the right decoding from a wrong one that is also
// free of errors. Any thread.
#pragma once

namespace syndicated::intake {

enum class Rarity {
    frequent,     // among the some five hundred that make up most of any Chinese text, in either script
    ordinary,     // in the first level of GB 2312 or Big5, which were chosen by use
    rare,         // any other Han character
    punctuation,  // of Chinese text
    hiragana,
    common_hangul,  // among the hundred commonest syllables
    foreign,        // other Hangul, katakana
    letter,         // of any other script, or a symbol
    wrong           // private use, controls, U+FFFD: no text holds them
};
[[nodiscard]] Rarity rarity_of(char32_t code_point);

}  // namespace syndicated::intake
