#include "intake/encodings.hpp"

#include "syndicated/base/text.hpp"

#include <string>

namespace syndicated::intake {

const Encoding utf_8{"utf-8", "utf-8", EncodingKind::utf8};
const Encoding utf_16le{"utf-16le", "utf-16le", EncodingKind::utf16};
const Encoding utf_16be{"utf-16be", "utf-16be", EncodingKind::utf16};
const Encoding gb18030{"gb18030", "gb18030", EncodingKind::multi_byte};
const Encoding big5{"big5", "big5-hkscs", EncodingKind::multi_byte};
const Encoding euc_jp{"euc-jp", "euc-jp-2007", EncodingKind::multi_byte};
const Encoding shift_jis{"shift_jis", "ibm-943_P15A-2003", EncodingKind::multi_byte};
const Encoding euc_kr{"euc-kr", "windows-949-2000", EncodingKind::multi_byte};
const Encoding windows_1252{"windows-1252", "windows-1252", EncodingKind::single_byte};
const Encoding iso_2022_jp{"iso-2022-jp", "iso-2022-jp", EncodingKind::multi_byte};

namespace {

constexpr Encoding ibm866{"ibm866", "ibm-866", EncodingKind::single_byte};
constexpr Encoding iso_8859_2{"iso-8859-2", "iso-8859-2", EncodingKind::single_byte};
constexpr Encoding iso_8859_3{"iso-8859-3", "iso-8859-3", EncodingKind::single_byte};
constexpr Encoding iso_8859_4{"iso-8859-4", "iso-8859-4", EncodingKind::single_byte};
constexpr Encoding iso_8859_5{"iso-8859-5", "iso-8859-5", EncodingKind::single_byte};
constexpr Encoding iso_8859_6{"iso-8859-6", "iso-8859-6", EncodingKind::single_byte};
constexpr Encoding iso_8859_7{"iso-8859-7", "iso-8859-7", EncodingKind::single_byte};
constexpr Encoding iso_8859_8{"iso-8859-8", "iso-8859-8", EncodingKind::single_byte};
constexpr Encoding iso_8859_8_i{"iso-8859-8-i", "iso-8859-8", EncodingKind::single_byte};
constexpr Encoding iso_8859_10{"iso-8859-10", "iso-8859-10", EncodingKind::single_byte};
constexpr Encoding iso_8859_13{"iso-8859-13", "iso-8859-13", EncodingKind::single_byte};
constexpr Encoding iso_8859_14{"iso-8859-14", "iso-8859-14", EncodingKind::single_byte};
constexpr Encoding iso_8859_15{"iso-8859-15", "iso-8859-15", EncodingKind::single_byte};
constexpr Encoding koi8_r{"koi8-r", "koi8-r", EncodingKind::single_byte};
constexpr Encoding koi8_u{"koi8-u", "koi8-u", EncodingKind::single_byte};
constexpr Encoding macintosh{"macintosh", "macintosh", EncodingKind::single_byte};
constexpr Encoding windows_874{"windows-874", "windows-874", EncodingKind::single_byte};
constexpr Encoding windows_1250{"windows-1250", "windows-1250", EncodingKind::single_byte};
constexpr Encoding windows_1251{"windows-1251", "windows-1251", EncodingKind::single_byte};
constexpr Encoding windows_1253{"windows-1253", "windows-1253", EncodingKind::single_byte};
constexpr Encoding windows_1254{"windows-1254", "windows-1254", EncodingKind::single_byte};
constexpr Encoding windows_1255{"windows-1255", "windows-1255", EncodingKind::single_byte};
constexpr Encoding windows_1256{"windows-1256", "windows-1256", EncodingKind::single_byte};
constexpr Encoding windows_1257{"windows-1257", "windows-1257", EncodingKind::single_byte};
constexpr Encoding windows_1258{"windows-1258", "windows-1258", EncodingKind::single_byte};
constexpr Encoding x_mac_cyrillic{"x-mac-cyrillic", "x-mac-cyrillic", EncodingKind::single_byte};

struct Row {
    const Encoding* encoding;
    std::string_view labels;  // blanks between
};

// Not here: iso-8859-16 and x-user-defined, which ICU has not, and those that the standard replaces by nothing.
constexpr Row rows[] = {
    {&utf_8,
     "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf-8-sig utf-8n utf8 utf8mb3 utf8mb4 "
     "utf_8 x-unicode20utf8"},
    {&ibm866, "866 cp866 csibm866 ibm866"},
    {&iso_8859_2, "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2"},
    {&iso_8859_3, "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3"},
    {&iso_8859_4, "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4"},
    {&iso_8859_5,
     "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 "
     "iso_8859-5:1988"},
    {&iso_8859_6,
     "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e "
     "iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"},
    {&iso_8859_7,
     "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 "
     "iso_8859-7 iso_8859-7:1987 sun_eu_greek"},
    {&iso_8859_8,
     "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 "
     "iso_8859-8 iso_8859-8:1988 visual"},
    {&iso_8859_8_i, "csiso88598i iso-8859-8-i logical"},
    {&iso_8859_10, "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6"},
    {&iso_8859_13, "iso-8859-13 iso8859-13 iso885913"},
    {&iso_8859_14, "iso-8859-14 iso8859-14 iso885914"},
    {&iso_8859_15, "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"},
    {&koi8_r, "cskoi8r koi koi8 koi8-r koi8_r"},
    {&koi8_u, "koi8-ru koi8-u"},
    {&macintosh, "csmacintosh mac macintosh x-mac-roman"},
    {&windows_874, "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874"},
    {&windows_1250, "cp1250 windows-1250 x-cp1250"},
    {&windows_1251, "cp1251 windows-1251 x-cp1251"},
    {&windows_1252,
     "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 "
     "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252"},
    {&windows_1253, "cp1253 windows-1253 x-cp1253"},
    {&windows_1254,
     "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 "
     "latin5 windows-1254 x-cp1254"},
    {&windows_1255, "cp1255 windows-1255 x-cp1255"},
    {&windows_1256, "cp1256 windows-1256 x-cp1256"},
    {&windows_1257, "cp1257 windows-1257 x-cp1257"},
    {&windows_1258, "cp1258 windows-1258 x-cp1258"},
    {&x_mac_cyrillic, "x-mac-cyrillic x-mac-ukrainian"},
    {&gb18030,
     "936 chinese cp936 csgb2312 csiso58gb231280 euc-cn euccn iso-ir-58 ms936 windows-936 x-cp936 "
     "x-euc-cn x-gbk zh_cn.gbk"},
    {&big5,
     "950 big-5 big5 big5-eten big5-hkscs big5hkscs cn-big5 cp950 csbig5 ms950 windows-950 "
     "x-windows-950 x-x-big5"},
    {&euc_jp, "cseucpkdfmtjapanese euc-jp eucjp x-euc-jp"},
    {&iso_2022_jp, "csiso2022jp iso-2022-jp"},
    {&shift_jis, "cp932 csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-ms-cp932 x-sjis"},
    {&euc_kr,
     "cp949 cseuckr csksc56011987 euc-kr euckr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 "
     "ksc5601 ksc_5601 ms949 uhc windows-949"},
    {&utf_16be, "unicodefffe utf-16be utf16be"},
    {&utf_16le, "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le utf16 utf16le"},
};

bool is_one_of(std::string_view label, std::string_view labels) {
    for (std::size_t at = labels.find(label); at != std::string_view::npos; at = labels.find(label, at + 1)) {
        const std::size_t end = at + label.size();
        if ((at == 0 || labels[at - 1] == ' ') && (end == labels.size() || labels[end] == ' ')) return true;
    }
    return false;
}

std::string clean_label(std::string_view label) {
    label = label.substr(0, label.find_first_of(";,"));
    constexpr std::string_view around = " \t\r\n\f\v'\"\\";
    const std::size_t first = label.find_first_not_of(around);
    if (first == std::string_view::npos) return {};
    return to_lower_ascii(label.substr(first, label.find_last_not_of(around) - first + 1));
}

}  // namespace

const Encoding* find_encoding(std::string_view label) {
    const std::string wanted = clean_label(label);
    if (wanted.empty() || wanted.size() > 40 || wanted.find(' ') != std::string::npos) return nullptr;
    if (wanted.starts_with("gb")) return &gb18030;
    for (const Row& row : rows) {
        if (is_one_of(wanted, row.labels)) return row.encoding;
    }
    return nullptr;
}

const Encoding* find_declared(std::string_view text) {
    const std::string lower = to_lower_ascii(text);
    for (std::size_t at = lower.find("charset"); at != std::string::npos; at = lower.find("charset", at + 1)) {
        const std::size_t equals = lower.find_first_not_of(" \t\r\n", at + 7);
        if (equals != std::string::npos && lower[equals] == '=') return find_encoding(text.substr(equals + 1));
    }
    return lower.find('/') == std::string::npos ? find_encoding(text) : nullptr;
}

}  // namespace syndicated::intake
