#include "intake/encodings.hpp"
#include "intake/prescan.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using namespace syndicated::intake;

namespace {

std::string_view name_of(const Encoding* encoding) {
    return encoding == nullptr ? "" : encoding->name;
}

}  // namespace

TEST_CASE("labels name encodings as the WHATWG Encoding Standard says, gb* being GB18030") {
    struct Row {
        std::string_view label, name;
    };
    const Row rows[] = {{"utf-8", "utf-8"},
                        {" UTF8 ", "utf-8"},
                        {"utf8mb4", "utf-8"},
                        {"gb2312", "gb18030"},
                        {"GBK", "gb18030"},
                        {"gb18030", "gb18030"},
                        {"GB_2312-80", "gb18030"},
                        {"x-gbk", "gb18030"},
                        {"chinese", "gb18030"},
                        {"cp936", "gb18030"},
                        {"EUC-CN", "gb18030"},
                        {"big5", "big5"},
                        {"Big5-HKSCS", "big5"},
                        {"cn-big5", "big5"},
                        {"cp950", "big5"},
                        {"Shift_JIS", "shift_jis"},
                        {"windows-31j", "shift_jis"},
                        {"x-sjis", "shift_jis"},
                        {"euc-jp", "euc-jp"},
                        {"iso-2022-jp", "iso-2022-jp"},
                        {"euc-kr", "euc-kr"},
                        {"ks_c_5601-1987", "euc-kr"},
                        {"windows-949", "euc-kr"},
                        {"iso-8859-1", "windows-1252"},
                        {"ASCII", "windows-1252"},
                        {"latin1", "windows-1252"},
                        {"iso-8859-2", "iso-8859-2"},
                        {"iso-8859-9", "windows-1254"},
                        {"iso-8859-11", "windows-874"},
                        {"windows-1251", "windows-1251"},
                        {"cp1258", "windows-1258"},
                        {"koi8-r", "koi8-r"},
                        {"utf-16", "utf-16le"},
                        {"unicodefffe", "utf-16be"},
                        {"'gbk'", "gb18030"},
                        {"gbk;", "gb18030"},
                        {"utf-8,gbk", "utf-8"},
                        {"", ""},
                        {" ", ""},
                        {"utf", ""},
                        {"8859", ""},
                        {"latin", ""},
                        {"utf-8 gbk", ""},
                        {"x-nonsense", ""}};
    for (const Row& row : rows) {
        INFO(row.label);
        CHECK(name_of(find_encoding(row.label)) == row.name);
    }
}

TEST_CASE("a declaration may be a label or a whole Content-Type") {
    CHECK(name_of(find_declared("gbk")) == "gb18030");
    CHECK(name_of(find_declared("text/html; charset=Big5")) == "big5");
    CHECK(name_of(find_declared("text/html;charset = \"utf-8\"; x=y")) == "utf-8");
    CHECK(name_of(find_declared("Text/HTML; CHARSET='gb2312'")) == "gb18030");
    CHECK(find_declared("text/html") == nullptr);
    CHECK(find_declared("text/html; charset=") == nullptr);
    CHECK(find_declared("") == nullptr);
}

TEST_CASE("the prescan finds what a page declares") {
    struct Row {
        std::string_view page, name;
    };
    const Row rows[] = {
        {"<meta charset=gbk>", "gb18030"},
        {"<META CHARSET=\"GB2312\" />", "gb18030"},
        {"<html><head><meta charset='big5'>", "big5"},
        {"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">", "gb18030"},
        {"<meta content='text/html;charset=euc-kr' http-equiv=content-type>", "euc-kr"},
        {"<meta\nname=x content=y><meta charset=utf-8>", "utf-8"},
        {"<?xml version=\"1.0\" encoding=\"GBK\"?><html>", "gb18030"},
        {"<?xml version='1.0'?><meta charset=big5>", "big5"},
        {"<!-- <meta charset=big5> --><meta charset=gbk>", "gb18030"},
        {"<a title='<meta charset=big5>'><meta charset=gbk>", "gb18030"},
        {"<meta charset=utf-16>", "utf-8"},
        {"<meta charset=nonsense><meta charset=gbk>", "gb18030"},
        {"<metadata charset=gbk>", ""},
        {"<meta name=description content='our charset is fine'>", ""},
        {"<p>charset=gbk</p>", ""},
        {"<meta charset=", ""},
        {"<meta charset=\"gbk", ""},
        {"<!--", ""},
        {"<", ""},
        {"", ""},
    };
    for (const Row& row : rows) {
        INFO(row.page);
        CHECK(name_of(prescan(row.page)) == row.name);
    }
}

TEST_CASE("the prescan looks at four kilobytes and no further") {
    const std::string near = std::string(3000, ' ') + "<meta charset=gbk>";
    const std::string far = std::string(5000, ' ') + "<meta charset=gbk>";
    CHECK(name_of(prescan(near)) == "gb18030");
    CHECK(prescan(far) == nullptr);
}
