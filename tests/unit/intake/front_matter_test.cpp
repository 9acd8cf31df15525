#include "intake/front_matter.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using namespace syndicated;
using namespace syndicated::intake;

namespace {

// "key=value" for each field, "key!why" for an unreadable one, a blank between.
std::string fields_of(std::string_view text) {
    const Result<FrontMatter> front = read_front_matter(text);
    if (!front) return front.error().detail;
    if (!front->found) return "none";
    std::string out;
    for (const FrontField& field : front->fields) {
        const std::string value = field.why.empty() ? "=" + boost::json::serialize(field.value) : "!" + field.why;
        out += (out.empty() ? "" : " ") + field.key + value;
    }
    return out;
}

std::string yaml(const std::string& inner) {
    return fields_of("---\n" + inner + "\n---\nx");
}
std::string toml(const std::string& inner) {
    return fields_of("+++\n" + inner + "\n+++\nx");
}

std::string body_of(std::string_view text) {
    return std::string(text.substr(read_front_matter(text).value().body));
}

}  // namespace

TEST_CASE("YAML texts: plain, quoted, in blocks, over several lines") {
    CHECK(yaml("a: 一 二  # c") == R"(a="一 二")");
    CHECK(yaml("a: b#c: d") == R"(a="b#c: d")");
    CHECK(yaml("a: '# it''s' # c") == R"(a="# it's")");
    CHECK(yaml(R"(a: "x\"\\\n\u4e2d\ud83d\ude00\ud800\x41\0")") == "a=\"x\\\"\\\\\\n中😀\uFFFDA\uFFFD\"");
    CHECK(yaml("a: 传研芯\n  成本 # c\n  打下来\nb: c") == R"(a="传研芯 成本 打下来" b="c")");
    CHECK(yaml("a: \"一\n\n  二\"\nb: c") == R"(a="一 二" b="c")");
    CHECK(yaml("a: |\n  一\n   二\n\n  三\n\nb: c") == R"(a="一\n 二\n\n三" b="c")");
    CHECK(yaml("a: >-\n  一\n  二\n\n  三\nb: c") == R"(a="一 二\n三" b="c")");
    CHECK(yaml("a:\nb: ~\nc: NULL\nd: \"\"\ne: 'null'") == R"(a=null b=null c=null d="" e="null")");
    CHECK(yaml("\"a b\": c\n'd': e\nf-g_1: 2025-03-10 04:06:31 +0800\n标题: x") ==
          R"(a b="c" d="e" f-g_1="2025-03-10 04:06:31 +0800" 标题="x")");
}

TEST_CASE("YAML lists: in brackets, by hyphens, further in or not") {
    CHECK(yaml("a: [一, \"b, c\", 'd' , null, ]") == R"(a=["一","b, c","d"])");
    CHECK(yaml("a: [\n  一,  # c\n  [b, c]\n]\nd: e") == R"(a=["一",["b","c"]] d="e")");
    CHECK(yaml("a:\n- 一\n-   \"b: c\"\n- [d, e]\n-\nf: g") == R"(a=["一","b: c",["d","e"]] f="g")");
    CHECK(yaml("a:\n  # c\n  - b\n    c\n\n  - d\ne: f") == R"(a=["b c","d"] e="f")");
    CHECK(yaml("a: []\nb: [ ]") == "a=[] b=[]");
}

TEST_CASE("YAML maps are read one level down") {
    CHECK(yaml("cover:\n  image: a.jpg\n  size:\n    w: 1\n  tags:\n  - x\nb: c") ==
          R"(cover={} cover.image="a.jpg" cover.size={} cover.tags=["x"] b="c")");
    CHECK(yaml("a: {b: \"}\", c: {d: e}}\nf: g") == R"(a={} f="g")");
}

TEST_CASE("one line of YAML that cannot be read costs no other") {
    CHECK(yaml("a: \"b\ndraft: true\nc: \"d\"") == R"(a!has no closing quote draft="true" c="d")");
    CHECK(yaml("a: \"b\" c\nd: e") == R"(a!has something behind its end d="e")");
    CHECK(yaml("a: [b\ndraft: true\nc: [d]") == R"(a!has no closing bracket draft="true" c=["d"])");
    CHECK(yaml("a: {b\nc: d") == R"(a!has no closing brace c="d")");
    CHECK(yaml("a: \"\\q\"\nc: d") == R"(a!has a backslash that escapes nothing known c="d")");
    CHECK(yaml("a: &b c\nd: *b\ne: !!str f\ng: h") ==
          "a!has an anchor, alias or tag, which is not read d!has an anchor, alias or tag, which is not read "
          "e!has an anchor, alias or tag, which is not read g=\"h\"");
    CHECK(yaml("a: b\ndraft:true\n- c\nd: e") == "a=\"b\" !expected \"key: value\" !expected \"key: value\" d=\"e\"");
    CHECK(yaml("a:\n- name: b\n  url: c\n- d\ne: f") == R"(a!is a list of maps e="f")");
    CHECK(yaml("a:\n- - b\n  - c\n- d\ne: f") == R"(a!is a list of lists e="f")");
    CHECK(yaml("a: [[[b]]]\ne: f") == R"(a!is nested too deeply e="f")");
    CHECK(yaml("a: b\n\n\tc: d\ne: f") == R"(a="b" !is indented, but belongs to no key e="f")");
}

TEST_CASE("TOML: texts of four kinds, lists, bare values, tables") {
    CHECK(toml(R"(a = "x\"\u4e2d" # c)") == R"(a="x\"中")");
    CHECK(toml("a = 'C:\\x'\nb = '''\n一\n'二' '''\nc = \"\"\"一 \\\n  二\"\"\"") ==
          R"(a="C:\\x" b="一\n'二' " c="一 二")");
    CHECK(toml("a = [ \"b\", 'c', # d\n  1, [\"e\", \"f\"],\n]\ng = true") == R"(a=["b","c","1",["e","f"]] g="true")");
    CHECK(toml("date = 2025-03-10T04:06:31+08:00\nn = 1_000") == R"(date="2025-03-10T04:06:31+08:00" n="1_000")");
    CHECK(toml("a.b = 1\n\"c\" = 2\n[cover]\nimage = 'x'\n[[menu]]\nname = 'y'") ==
          R"(a.b="1" c="2" cover.image="x" menu.name="y")");
    CHECK(toml("a = {b = \"}\"}\nc = 1") == R"(a={} c="1")");
}

TEST_CASE("one line of TOML that cannot be read costs no other") {
    CHECK(toml("a = \"b\ndraft = true\nc = \"d\"") == R"(a!has no closing quote draft="true" c="d")");
    CHECK(toml("a = '''b\ndraft = true") == R"(a!has no closing quote draft="true")");
    CHECK(toml("a =\ndraft: true\n= 1\n[]\nb = 1") ==
          "a!has no value !expected \"key = value\" !expected \"key = value\" !expected the name of a table .b=\"1\"");
}

TEST_CASE("a JSON object, maps one level down") {
    CHECK(fields_of("{\"a\": [1, \"b\"], \"c\": {\"d\": {\"e\": 1}}, \"f\": null}\n\nx") ==
          R"(a=[1,"b"] c={} c.d={} f=null)");
    CHECK(body_of("{\n \"a\": \"}\" }\n\n# x") == "# x");
    const std::string wide(60'000, 'v');  // fills the reader's memory, which ends before the field
    CHECK(fields_of("{\"a\": \"" + wide + "\", \"b\": \"\\ud800\"}") == "a=\"" + wide + "\" b=\"\uFFFD\"");
    const std::string long_body = "{\"a\": 1}\n" + std::string(100'000, 'x') + "中";
    CHECK(body_of(long_body).size() == 100'003);
    std::string cut = "{\"a\": 1}\n";
    while (cut.size() < 2 * max_front_bytes) cut += "渔港";
    CHECK(fields_of(cut) == "a=1");
}

TEST_CASE("where the text begins") {
    CHECK(body_of("---\na: b\n---\n# x\n---\n") == "# x\n---\n");
    CHECK(body_of("---  \r\na: b\r\n--- \r\nx") == "x");
    CHECK(body_of("---\na: b\n...\nx") == "x");
    CHECK(body_of("---\n---\nx") == "x");
    CHECK(body_of("---\n# c\n\n---") == "");
    CHECK(body_of("---\ndraft:true\n---\nx") == "x");
    CHECK(body_of("+++\na = 1\n+++\nx") == "x");
    CHECK(fields_of("---\r\na: b\r\nc:\r\n- d\r\n---\r\nx") == R"(a="b" c=["d"])");
}

TEST_CASE("a text without front matter keeps all that it says") {
    for (const std::string_view text :
         {"", "# x", "---\n\n一段。\n\n---\n", "---\n一段。", "----\na: b\n---\n", " ---\na: b\n---\n", "---",
          "{% raw %}", "{{< toc >}}\n", "{a: b}\n", "a: b\n---\nx", "++++\n"}) {
        INFO(text);
        CHECK(fields_of(text) == "none");
        CHECK(body_of(text) == text);
    }
}

TEST_CASE("front matter without an end, or too much of it, is refused") {
    CHECK(fields_of("---\na: b\n\n# x\n") ==
          "line 1: \"---\" begins front matter, and no second \"---\" within 64 KiB ends it");
    CHECK(fields_of("+++\na = 1\n") ==
          "line 1: \"+++\" begins front matter, and no second \"+++\" within 64 KiB ends it");
    CHECK(fields_of("{\"a\": 1,\n}\nx") ==
          "line 1: front matter that begins with \"{\" is not JSON at byte 10: syntax error");
    CHECK(fields_of("{\"a\": \"" + std::string(max_front_bytes, 'x') + "\"}\nx").find("it ends too early") !=
          std::string::npos);
    CHECK(fields_of("---\na: " + std::string(max_front_bytes, 'x') + "\n---\nx").find("within 64 KiB") !=
          std::string::npos);
    std::string many, many_toml;
    for (std::size_t i = 0; i <= max_front_fields; ++i) {
        many += "k" + std::to_string(i) + ": v\n";
        many_toml += "k" + std::to_string(i) + " = 1\n";
    }
    CHECK(yaml(many) == "line 1: front matter of more than 200 fields");
    CHECK(toml(many_toml) == "line 1: front matter of more than 200 fields");
    CHECK(yaml("x:\n  " + std::string("a: b\n  ") + many).find("more than 200") != std::string::npos);
    std::string list;
    for (std::size_t i = 0; i <= max_front_items; ++i) list += "v, ";
    CHECK(yaml("a: [" + list + "]\nb: c") == R"(a!has more than 100 values b="c")");
}

TEST_CASE("hostile front matter is read in no time") {
    std::string quotes, brackets, items;
    while (quotes.size() < max_front_bytes - 64) quotes += "a: \"\n ";
    while (brackets.size() < max_front_bytes - 64) brackets += "a: [[,\n ";
    while (items.size() < max_front_bytes - 64) items += "- - \"\n";
    for (const std::string& inner : {quotes, brackets, "a:\n" + items, "a: {" + std::string(60'000, '{')}) {
        CHECK_FALSE(yaml(inner).empty());
        CHECK_FALSE(toml(inner).empty());
    }
}
