#include "intake/detect.hpp"
#include "intake/encodings.hpp"
#include "intake/prescan.hpp"
#include "intake/utf8.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace syndicated::intake {

namespace {

Decoded decode_as(std::string_view bytes, const Encoding& encoding, std::string_view rule) {
    Converted converted = convert(bytes, encoding);
    return {std::move(converted.text), std::string(encoding.name), std::string(rule), converted.bad_bytes};
}

// Three in four, and mostly of three bytes: text in another encoding does not get near it by chance.
bool is_mostly_utf8(const Utf8Shape& shape) {
    return shape.good_long > 0 && shape.good >= shape.bad * 3 && shape.good_long * 2 >= shape.good;
}

// A cut last byte, or a few broken ones among many.
bool is_almost_utf8(const Utf8Shape& shape) {
    const std::int64_t bad = shape.bad - (shape.cut_at_end ? 1 : 0);
    return is_mostly_utf8(shape) || (shape.good_long > 0 && shape.good >= bad * 19);
}

bool is_declared_utf8(const std::array<const Encoding*, 2>& declared) {
    return std::find(declared.begin(), declared.end(), &utf_8) != declared.end();
}

Decoded decode_other(std::string_view bytes, const std::array<const Encoding*, 2>& declared) {
    const Utf8Shape shape = utf8_shape(bytes);
    const bool declared_utf8 = is_declared_utf8(declared);
    if (is_almost_utf8(shape)) return decode_as(bytes, utf_8, declared_utf8 ? "declared" : "detected");
    const Detector detector(bytes);
    for (const Encoding* encoding : declared) {
        if (encoding == nullptr || encoding == &utf_8) continue;
        if (detector.fits(*encoding)) return decode_as(bytes, *encoding, "declared");
    }
    // Broken UTF-8 is likelier than a Western text, of which all bytes make some letters.
    if (!detector.convincing() && shape.good_long > (declared_utf8 ? 0 : shape.bad)) {
        return decode_as(bytes, utf_8, declared_utf8 ? "declared" : "detected");
    }
    if (const Encoding* found = detector.best()) return decode_as(bytes, *found, "detected");
    return decode_as(bytes, gb18030, "fallback");
}

// UTF-16 has two bytes for each of these, so a mark of it before them was put there by mistake. "格林" begins with "<h"
// too, and is no UTF-8.
bool is_utf8_markup(std::string_view bytes) {
    const std::string_view text = trim(bytes);
    if (text.size() < 2 || text[0] != '<') return false;
    const bool is_tag = (text[1] >= 'a' && text[1] <= 'z') || (text[1] >= 'A' && text[1] <= 'Z');
    return (is_tag || text[1] == '!' || text[1] == '/' || text[1] == '?') && is_valid_utf8(bytes);
}

}  // namespace

std::string decode_gb18030(std::string_view bytes) {
    return convert(bytes, gb18030).text;
}

Decoded decode(std::string_view bytes, std::string_view label) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        const Encoding& utf16 = bytes[0] == '\xFF' ? utf_16le : utf_16be;
        bytes.remove_prefix(2);
        if (!is_utf8_markup(bytes)) return decode_as(bytes, utf16, "bom");
    }
    const bool marked = bytes.starts_with("\xEF\xBB\xBF");
    if (marked) bytes.remove_prefix(3);
    if (const Encoding* utf16 = marked ? nullptr : find_utf16(bytes)) return decode_as(bytes, *utf16, "detected");

    const std::array<const Encoding*, 2> declared{label.empty() ? nullptr : find_declared(label), prescan(bytes)};
    const bool escapes = bytes.find("\x1B$") != std::string_view::npos || bytes.find("\x1B(") != std::string_view::npos;
    if (escapes && (declared[0] == &iso_2022_jp || declared[1] == &iso_2022_jp)) {
        return decode_as(bytes, iso_2022_jp, "declared");  // ASCII bytes alone, so valid UTF-8 too
    }
    if (is_valid_utf8(bytes)) return {std::string(bytes), "utf-8", marked ? "bom" : "valid_utf8", 0};
    // A template saved with a mark may still hold GBK: the mark counts only where the rest bears it out.
    if (marked && is_mostly_utf8(utf8_shape(bytes))) return decode_as(bytes, utf_8, "bom");
    return decode_other(bytes, declared);
}

}  // namespace syndicated::intake
