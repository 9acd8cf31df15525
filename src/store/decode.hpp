// Text out of any bytes that a program left in a store.
#pragma once

#include "syndicated/store/store.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace syndicated::store {

// How the texts of one row that were no UTF-8 were read.
struct Decoding {
    std::string charset;           // empty: all were UTF-8
    std::int64_t undecodable = 0;  // bytes replaced
};

// Makes valid UTF-8 of each text. Those that are none are taken to be in one charset, which all of them together tell
// better than a name of two characters does. Where others are in UTF-8 they are taken to be meant so too, and else to
// be in the one that is declared.
Decoding decode_texts(std::span<std::string* const> texts, const Decoder& decode, std::string_view declared);

}  // namespace syndicated::store
