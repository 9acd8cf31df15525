// decode() under any bytes: the first byte picks a declaration, the rest is the document. Never invalid UTF-8, never a
// lost ASCII letter.
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array<std::string_view, 12> declared{"",       "gbk",        "big5",   "utf-8",
                                                        "euc-jp", "shift_jis",  "euc-kr", "iso-2022-jp",
                                                        "utf-16", "iso-8859-1", "koi8-r", "text/html; charset=gb2312"};
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto decoded = syndicated::intake::decode(bytes, declared[data[0] % declared.size()]);
    if (!syndicated::is_valid_utf8(decoded.text)) std::abort();
    if (decoded.undecodable < 0 || decoded.undecodable > static_cast<std::int64_t>(bytes.size())) std::abort();
    if (decoded.charset.empty() || decoded.rule.empty()) std::abort();
    return 0;
}
