#include "store/decode.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace syndicated::store {

namespace {

constexpr std::size_t sample_bytes = 65536;

// Chinese, which two letters of GBK do not make by chance.
bool has_long_characters(std::string_view utf8) {
    return std::any_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xE0; });
}

}  // namespace

Decoded replace_malformed(std::string_view bytes, std::string_view /*declared*/) {
    std::size_t malformed = 0;
    auto text = to_valid_utf8(bytes, &malformed);
    return {std::move(text), "utf-8", static_cast<std::int64_t>(malformed)};
}

Decoding decode_texts(std::span<std::string* const> texts, const Decoder& decode, std::string_view declared) {
    std::vector<std::string*> others;
    std::string sample;
    bool beside_utf8 = false;
    for (std::string* text : texts) {
        if (is_valid_utf8(*text)) {
            beside_utf8 = beside_utf8 || has_long_characters(*text);
            continue;
        }
        others.push_back(text);
        if (sample.size() < sample_bytes) sample.append("\n").append(*text, 0, sample_bytes);
    }
    Decoding out;
    if (others.empty()) return out;
    out.charset = decode(sample, beside_utf8 ? "utf-8" : declared).charset;
    for (std::string* text : others) {
        Decoded decoded = decode(*text, out.charset);
        out.undecodable += decoded.undecodable;
        *text = std::move(decoded.text);
    }
    return out;
}

}  // namespace syndicated::store
