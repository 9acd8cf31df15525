// Which encoding bytes are in when they do not say, or say wrongly. Made for Chinese news: another language has to
// make a good case. Pure; any thread.
#pragma once

#include "intake/encodings.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated::intake {

// How much decoded bytes look like text of the language that the encoding is for.
struct Likeness {
    const Encoding* encoding = nullptr;
    std::int64_t characters = 0;  // beyond ASCII
    std::int64_t bad_bytes = 0;
    std::int64_t kana_or_hangul = 0;
    std::int64_t points = 0;

    // Points a character: the right decoding has 4 and more, a wrong one around or below 1.
    [[nodiscard]] double average() const;
    [[nodiscard]] bool is_convincing() const;
    [[nodiscard]] bool mostly_decodes() const;  // at most a twentieth of it is broken
};

class Detector {
public:
    explicit Detector(std::string_view bytes);

    // Whether the bytes can be what they are declared to be.
    [[nodiscard]] bool fits(const Encoding& declared) const;
    // UTF-8 or a Chinese, Japanese or Korean encoding that makes a text of it; nullptr: none does.
    [[nodiscard]] const Encoding* convincing() const;
    // That, or else what the bytes may at least be; nullptr: nothing.
    [[nodiscard]] const Encoding* best() const;

private:
    [[nodiscard]] const Encoding* ask_icu() const;

    std::string sample_;
    Likeness likeliest_;  // of UTF-8 and the Chinese, Japanese and Korean encodings
    Likeness gb18030_;
};

// UTF-16 without a mark, told by the zero bytes of its ASCII; nullptr: it is not that.
[[nodiscard]] const Encoding* find_utf16(std::string_view bytes);

}  // namespace syndicated::intake
