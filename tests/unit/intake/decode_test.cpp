#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"
#include "unit/intake/hex.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using syndicated::is_valid_utf8;
using syndicated::intake::decode;

namespace {

struct Case {
    std::string_view what, hex, declared, text, charset, rule;
    std::int64_t undecodable;
};

const Case cases[] = {
    {"plain UTF-8",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89"
     "e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e38082",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "utf-8", "valid_utf8", 0},
    {"UTF-8 that declares GBK",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89"
     "e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e38082",
     "gbk", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "utf-8", "valid_utf8", 0},
    {"UTF-8 with a mark",
     "efbbbfe5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929f"
     "e68e89e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e38082",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "utf-8", "bom", 0},
    {"UTF-16 LE with a mark",
     "fffe0c548b4ea5624a54f48b4b6dd58b3a67cf6b9496415306529f948963004e216bbf7e0cffe565d75f"
     "cc91c04e484e5f4ea16c09670230",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "utf-16le", "bom", 0},
    {"UTF-16 BE with a mark",
     "feff540c4e8b62a5544a8bf46d4b8bd5673a6bcf969453415206949f63894e006b217ebfff0c65e55fd7"
     "91cc4ec04e484e5f6ca167093002",
     "gbk", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "utf-16be", "bom", 0},
    {"UTF-16 LE with a mark and an odd byte",
     "fffe0c548b4ea5624a54f48b4b6dd58b3a67cf6b9496415306529f948963004e216bbf7e0cffe565d75f"
     "cc91c04e484e5f4ea16c0967023041",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。\uFFFD", "utf-16le", "bom", 1},
    {"a mark of UTF-16 before what is ASCII markup", "fffe3c68746d6c", "", "<html", "utf-8", "valid_utf8", 0},
    {"a mark of UTF-16 before a page in UTF-8",
     "feff0a3c703ee5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89e4b880e6aca1e7bab"
     "fe380823c2f703e",
     "", "\n<p>同事报告说测试机每隔十分钟掉一次线。</p>", "utf-8", "valid_utf8", 0},
    {"UTF-16 LE whose first character looks like a tag", "fffe3c6897670e66", "", "格林明", "utf-16le", "bom", 0},
    {"UTF-16 with half a pair", "fffe61003dd86200", "", "a\uFFFDb", "utf-16le", "bom", 2},
    {"UTF-16 LE without a mark",
     "3c0070003e000c548b4ea5624a54f48b4b6dd58b3a67cf6b9496415306529f948963004e216bbf7e0cff"
     "e565d75fcc91c04e484e5f4ea16c096702303c002f0070003e00",
     "", "<p>同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。</p>", "utf-16le", "detected", 0},
    {"UTF-16 BE without a mark",
     "003c0070003e30003000540c4e8b62a5544a8bf46d4b8bd5673a6bcf969453415206949f63894e006b21"
     "7ebfff0c65e55fd791cc4ec04e484e5f6ca167093002003c002f0070003e",
     "", "<p>　　同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。</p>", "utf-16be", "detected", 0},
    {"a UTF-8 mark before GBK",
     "efbbbfcdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6"
     "bec0efcab2c3b4d2b2c3bbd3d0a1a3",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "detected", 0},
    {"GBK that says so",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3",
     "gb2312", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "declared", 0},
    {"GBK that says so by Content-Type",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3",
     "text/html; charset=\"GBK\"", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "declared", 0},
    {"GBK that says nothing",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "detected", 0},
    {"eighteen bytes of GBK", "d3e6b8dbbfaab2b6cad7c8d5c8fdcbd2b4ac", "", "渔港开捕首日三艘船", "gb18030", "detected",
     0},
    {"GBK that says UTF-8",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3",
     "utf-8", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "detected", 0},
    {"GBK that says ISO-8859-1",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3",
     "iso-8859-1", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "detected", 0},
    {"GBK that says Big5",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3",
     "big5", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "detected", 0},
    {"GBK that says EUC-KR",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3",
     "euc-kr", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "detected", 0},
    {"GBK with an unknown label",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3",
     "x-nonsense", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "detected", 0},
    {"GB18030 of four bytes",
     "9534b235d2b0bcd2cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdf"
     "a3acc8d5d6bec0efcab2c3b4d2b2c3bbd3d0a1a3",
     "gb18030", "𠮷野家同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "declared", 0},
    {"the euro sign of windows-936",
     "80cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0"
     "efcab2c3b4d2b2c3bbd3d0a1a3",
     "gbk", "€同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "declared", 0},
    {"GB18030-2022 vertical comma",
     "a6d9cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6be"
     "c0efcab2c3b4d2b2c3bbd3d0a1a3",
     "gbk", "\uFE10同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。", "gb18030", "declared", 0},
    {"GBK cut in its last character",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1",
     "gbk", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有\uFFFD", "gb18030", "declared", 1},
    {"GBK with a broken character before markup",
     "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0ef"
     "cab2c3b4d2b2c3bbd3d0a1a3c43c623ecdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3"
     "b5f4d2bbb4cecfdfa3acc8d5d6bec0efcab2c3b4d2b2c3bbd3d0a1a3",
     "gbk",
     "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。\uFFFD<b>"
     "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。",
     "gb18030", "declared", 1},
    {"traditional text in GBK",
     "bdfcc4ea81eda3aceb53d6f8bfc6bcbcb5c4df4db2bdc563c9e795feb5c4d783df77a3acd453b6e082f7"
     "bd79ae619849c3e6c552de44d0cdb5c489bac1a6a1a3",
     "", "近年來，隨著科技的進步與社會的變遷，許多傳統產業面臨轉型的壓力。", "gb18030", "detected", 0},
    {"Big5 that says so",
     "aaf1a67ea8d3a141c048b5dbaceca7deaabab669a842bb50aac0b77caabac5dcbe45a141b35ca668b6c7"
     "b2ceb2a3b77eadb1c17bc2e0abacaabac0a3a44fa143",
     "big5", "近年來，隨著科技的進步與社會的變遷，許多傳統產業面臨轉型的壓力。", "big5", "declared", 0},
    {"Big5 that says nothing",
     "aaf1a67ea8d3a141c048b5dbaceca7deaabab669a842bb50aac0b77caabac5dcbe45a141b35ca668b6c7"
     "b2ceb2a3b77eadb1c17bc2e0abacaabac0a3a44fa143",
     "", "近年來，隨著科技的進步與社會的變遷，許多傳統產業面臨轉型的壓力。", "big5", "detected", 0},
    {"Big5 that says GB2312",
     "aaf1a67ea8d3a141c048b5dbaceca7deaabab669a842bb50aac0b77caabac5dcbe45a141b35ca668b6c7"
     "b2ceb2a3b77eadb1c17bc2e0abacaabac0a3a44fa143",
     "gb2312", "近年來，隨著科技的進步與社會的變遷，許多傳統產業面臨轉型的壓力。", "big5", "detected", 0},
    {"Big5 with a Hong Kong character",
     "9df89dcf9df6abd7a141aaf1a67ea8d3a141c048b5dbaceca7deaabab669a842bb50aac0b77caabac5dc"
     "be45a141b35ca668b6c7b2ceb2a3b77eadb1c17bc2e0abacaabac0a3a44fa143",
     "big5", "啲嘢喺度，近年來，隨著科技的進步與社會的變遷，許多傳統產業面臨轉型的壓力。", "big5", "declared", 0},
    {"Big5 with a code of HKSCS-2008",
     "8840aaf1a67ea8d3a141c048b5dbaceca7deaabab669a842bb50aac0b77caabac5dcbe45a141b35ca668"
     "b6c7b2ceb2a3b77eadb1c17bc2e0abacaabac0a3a44fa143",
     "big5", "㇀近年來，隨著科技的進步與社會的變遷，許多傳統產業面臨轉型的壓力。", "big5", "declared", 0},
    {"Big5 with a code that ICU has not",
     "8e69aaf1a67ea8d3a141c048b5dbaceca7deaabab669a842bb50aac0b77caabac5dcbe45a141b35ca668"
     "b6c7b2ceb2a3b77eadb1c17bc2e0abacaabac0a3a44fa143",
     "big5", "箸近年來，隨著科技的進步與社會的變遷，許多傳統產業面臨轉型的壓力。", "big5", "declared", 0},
    {"UTF-8 cut in its last character",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89"
     "e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e380",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有\uFFFD", "utf-8", "detected", 2},
    {"UTF-8 cut and said to be GBK",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89"
     "e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e3",
     "gbk", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有\uFFFD", "utf-8", "detected", 1},
    {"UTF-8 with a broken character in the middle",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe4bd3c693ee99a94e58d81e58886e9"
     "929fe68e89e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e3"
     "8082",
     "utf-8", "同事报告说测试机每\uFFFD<i>隔十分钟掉一次线，日志里什么也没有。", "utf-8", "declared", 2},
    {"UTF-8 with a stray byte",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89"
     "e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e38082ffe590"
     "8ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89e4b8"
     "80e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e38082",
     "",
     "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。\uFFFD同事报告说测试机每隔十分钟掉一次线，日志里什么也没有"
     "。",
     "utf-8", "detected", 1},
    {"overlong UTF-8",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89"
     "e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e38082c0af78",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。\uFFFD\uFFFDx", "utf-8", "detected", 2},
    {"CESU-8 pairs",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89"
     "e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e38082eda0bd"
     "edb880",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。😀", "utf-8", "detected", 0},
    {"a lone surrogate in UTF-8",
     "e5908ce4ba8be68aa5e5918ae8afb4e6b58be8af95e69cbae6af8fe99a94e58d81e58886e9929fe68e89"
     "e4b880e6aca1e7babfefbc8ce697a5e5bf97e9878ce4bb80e4b988e4b99fe6b2a1e69c89e38082eda0bd"
     "78",
     "", "同事报告说测试机每隔十分钟掉一次线，日志里什么也没有。\uFFFDx", "utf-8", "detected", 3},
    {"Shift_JIS",
     "8df093fa82cc8e8e8d8782c582cd814191bd82ad82cc8acf8b7182aa8f5782dc82e8814191498ee882bd"
     "82bf82c990ba898782f0919782c182bd8142",
     "shift_jis", "昨日の試合では、多くの観客が集まり、選手たちに声援を送った。", "shift_jis", "declared", 0},
    {"Shift_JIS that says nothing",
     "8df093fa82cc8e8e8d8782c582cd814191bd82ad82cc8acf8b7182aa8f5782dc82e8814191498ee882bd"
     "82bf82c990ba898782f0919782c182bd8142",
     "", "昨日の試合では、多くの観客が集まり、選手たちに声援を送った。", "shift_jis", "detected", 0},
    {"EUC-JP that says nothing",
     "baf2c6fca4cebbeeb9e7a4c7a4cfa1a2c2bfa4afa4ceb4d1b5d2a4acbdb8a4dea4eaa1a2c1aabceaa4bf"
     "a4c1a4cbc0bcb1e7a4f2c1f7a4c3a4bfa1a3",
     "", "昨日の試合では、多くの観客が集まり、選手たちに声援を送った。", "euc-jp", "detected", 0},
    {"ISO-2022-JP",
     "1b24423a72467c244e3b6e39672447244f2122423f242f244e34513552242c3d38245e246a2122412a3c"
     "6a243f2441244b403c3167247241772443243f21231b2842",
     "iso-2022-jp", "昨日の試合では、多くの観客が集まり、選手たちに声援を送った。", "iso-2022-jp", "declared", 0},
    {"EUC-KR",
     "c1a4baceb4c220bfc0b4c320bfc0c8c420bcadbfefbfa1bcad20bfadb8b020c8b8c0c7bfa1bcad20bbf5"
     "b7cebfee20b0e6c1a620c1a4c3a5c0bb20b9dfc7a5c7dfb4d92e",
     "ks_c_5601-1987", "정부는 오늘 오후 서울에서 열린 회의에서 새로운 경제 정책을 발표했다.", "euc-kr", "declared", 0},
    {"EUC-KR that says nothing",
     "c1a4baceb4c220bfc0b4c320bfc0c8c420bcadbfefbfa1bcad20bfadb8b020c8b8c0c7bfa1bcad20bbf5"
     "b7cebfee20b0e6c1a620c1a4c3a5c0bb20b9dfc7a5c7dfb4d92e",
     "", "정부는 오늘 오후 서울에서 열린 회의에서 새로운 경제 정책을 발표했다.", "euc-kr", "detected", 0},
    {"windows-1251",
     "d1e5e3eee4edff20e220cceef1eae2e520eff0eef8ebee20e7e0f1e5e4e0ede8e520eff0e0e2e8f2e5eb"
     "fcf1f2e2e02c20ede020eaeef2eef0eeec20eee1f1f3e6e4e0ebe8f1fc20e2eeeff0eef1fb20fdeaeeed"
     "eeece8eae82e",
     "windows-1251", "Сегодня в Москве прошло заседание правительства, на котором обсуждались вопросы экономики.",
     "windows-1251", "declared", 0},
    {"Latin-1 is windows-1252",
     "4c6520676f757665726e656d656e74206120616e6e6f6e63e9206869657220756e652073e97269652064"
     "65206d6573757265732064657374696ee9657320e0206c27e9636f6e6f6d6965206672616ee761697365"
     "2e2080",
     "latin1", "Le gouvernement a annoncé hier une série de mesures destinées à l'économie française. €",
     "windows-1252", "declared", 0},
    {"French that says UTF-8",
     "4c6520676f757665726e656d656e74206120616e6e6f6e63e9206869657220756e652073e97269652064"
     "65206d6573757265732064657374696ee9657320e0206c27e9636f6e6f6d6965206672616ee761697365"
     "2e",
     "utf-8", "Le gouvernement a annoncé hier une série de mesures destinées à l'économie française.", "windows-1252",
     "detected", 0},
    {"UTF-8 with more broken than whole, that says so", "e99499ffff41", "utf-8",
     "错\xEF\xBF\xBD\xEF\xBF\xBD"
     "A",
     "utf-8", "declared", 2},
    {"UTF-8 with much broken, that says nothing", "e99499ff410ae99499e5ad97ffffe5a5bde4ba86e59388e59388", "",
     "错\xEF\xBF\xBD"
     "A\n错字\xEF\xBF\xBD\xEF\xBF\xBD好了哈哈",
     "utf-8", "detected", 3},
    {"GBK that says UTF-8, three characters", "d4e7b2cdccaf", "utf-8", "早餐摊", "gb18030", "detected", 0},
    {"KOI8-R",
     "f3c5c7cfc4ced120d720edcfd3cbd7c520d0d2cfdbcccf20dac1d3c5c4c1cec9c520d0d2c1d7c9d4c5cc"
     "d8d3d4d7c12c20cec120cbcfd4cfd2cfcd20cfc2d3d5d6c4c1ccc9d3d820d7cfd0d2cfd3d920dccbcfce"
     "cfcdc9cbc92e",
     "koi8-r", "Сегодня в Москве прошло заседание правительства, на котором обсуждались вопросы экономики.", "koi8-r",
     "declared", 0},
    {"ASCII", "68656c6c6f", "gbk", "hello", "utf-8", "valid_utf8", 0},
    {"nothing", "", "", "", "utf-8", "valid_utf8", 0},
    {"rubbish", "ffffffff", "", "\uFFFD\uFFFD\uFFFD\uFFFD", "gb18030", "fallback", 4}};

}  // namespace

TEST_CASE("bytes become the text that was meant, whatever they say they are") {
    for (const Case& one : cases) {
        INFO(one.what);
        const auto decoded = decode(from_hex(one.hex), one.declared);
        CHECK(decoded.text == one.text);
        CHECK(decoded.charset == one.charset);
        CHECK(decoded.rule == one.rule);
        CHECK(decoded.undecodable == one.undecodable);
        CHECK(is_valid_utf8(decoded.text));
    }
}

TEST_CASE("text becomes GB18030 bytes, and the same text again") {
    CHECK(syndicated::intake::encode_gb18030("娱乐 a") == "\xD3\xE9\xC0\xD6 a");
    CHECK(syndicated::intake::encode_gb18030("").empty());
    CHECK(syndicated::intake::encode_gb18030("\xD3\xE9").empty());
    for (const char* text : {"𠮷野家", "한국", "€", "Café"}) {
        CHECK(syndicated::intake::decode(syndicated::intake::encode_gb18030(text), "gb18030").text == text);
        CHECK(syndicated::intake::decode_gb18030(syndicated::intake::encode_gb18030(text)) == text);
    }
}

TEST_CASE("a page's own declaration is used when it fits and passed over when it does not") {
    const std::string gbk = from_hex(
        "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0efcab2c3b4d2b2c3bb");
    CHECK(decode("<meta charset=gbk>" + gbk).rule == "declared");
    CHECK(decode("<meta charset=utf-8>" + gbk).rule == "detected");
    CHECK(decode("<meta charset=utf-8>" + gbk).charset == "gb18030");
    CHECK(decode("<meta charset=big5>" + gbk, "gbk").rule == "declared");
    CHECK(decode("<meta charset=gbk>" + gbk, "utf-8").rule == "declared");
}

TEST_CASE("a long page of another encoding behind much markup is recognised") {
    std::string page = "<html><head><style>" + std::string(200'000, 'x') + "</style></head><body>";
    for (int i = 0; i < 50; ++i)
        page += "<p class=\"a\">" +
                from_hex(
                    "cdaccac2b1a8b8e6cbb5b2e2cad4bbfac3bfb8f4caaeb7d6d6d3b5f4d2bbb4cecfdfa3acc8d5d6bec0efcab2c3b4d2b2c3"
                    "bb") +
                "</p>";
    const auto decoded = decode(page);
    CHECK(decoded.charset == "gb18030");
    CHECK(decoded.undecodable == 0);
}

TEST_CASE("every byte sequence of two gives valid UTF-8 under every label") {
    for (const std::string_view label : {"gbk", "big5", "euc-jp", "shift_jis", "euc-kr", "windows-1257", "utf-16le"}) {
        std::string bytes;
        for (int high = 0x80; high < 0x100; high += 3) {
            for (int low = 0; low < 0x100; low += 5) {
                bytes += static_cast<char>(high);
                bytes += static_cast<char>(low);
                bytes += '<';
            }
        }
        INFO(label);
        CHECK(is_valid_utf8(decode(bytes, label).text));
    }
}
