// Which language a text is in, as far as a Chinese site needs to know. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace syndicated::normalise {

// A BCP 47 tag in its usual spelling ("zh_tw" -> "zh-TW"), or empty when it is none.
[[nodiscard]] std::string tidy_language(std::string_view tag);

// "zh-TW" when the Han letters are mostly traditional ones, "zh-CN" when simplified, "" when there are too few to say.
[[nodiscard]] std::string guess_script(std::string_view text);

// More Han than Latin letters, and next to no kana or hangul: a text in Chinese, of whichever script.
[[nodiscard]] bool is_chinese(std::string_view text);

}  // namespace syndicated::normalise
