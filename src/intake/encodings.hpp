// The labels that pages write for their encoding, and the decoder each stands for: WHATWG Encoding Standard, section
// 4.2, with the spellings Chinese software adds. Any thread; the table is constant.
#pragma once

#include <string_view>

namespace syndicated::intake {

enum class EncodingKind { utf8, utf16, multi_byte, single_byte };

struct Encoding {
    std::string_view name;  // lower case
    const char* converter;  // what ICU calls it
    EncodingKind kind;
};

extern const Encoding utf_8, utf_16le, utf_16be, gb18030, big5, euc_jp, shift_jis, euc_kr, iso_2022_jp, windows_1252;

// nullptr: no such label. Case, blanks, quotes and what follows ';' or ',' do not matter. Every gb* label is GB18030,
// which contains the others.
[[nodiscard]] const Encoding* find_encoding(std::string_view label);

// The same for a bare label or a whole Content-Type ("text/html; charset=gbk").
[[nodiscard]] const Encoding* find_declared(std::string_view label_or_content_type);

}  // namespace syndicated::intake
