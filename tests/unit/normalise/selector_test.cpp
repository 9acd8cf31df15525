#include "normalise/selector.hpp"

#include "patient.hpp"
#include "support/repeated.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;
using syndicated::testing::repeated;

namespace {

std::vector<NodeId> find(std::string_view selector, const HtmlTree& tree) {
    std::size_t steps = 1'000'000;
    return Selector::parse(selector).value().find_in(tree, steps);
}

// The k attributes of what is found, or the names where there is none, a blank between.
std::string found(std::string_view selector, std::string_view html) {
    const HtmlTree tree = HtmlTree::parse_page(html);
    std::string out;
    for (const NodeId id : find(selector, tree)) {
        if (!out.empty()) out += ' ';
        out += tree.has_attribute(id, "k") ? tree.attribute(id, "k") : tree.name(id);
    }
    return out;
}

std::string complaint(std::string_view selector) {
    const auto parsed = Selector::parse(selector);
    return parsed ? "(none)" : parsed.error().detail;
}

constexpr std::string_view page =
    "<html><head><title>题</title></head><body>"
    "<div k=1 class='article Wide' id=main lang=zh-CN>"
    "<h1 k=2 class=headline>标题</h1>文字<!-- c -->"
    "<p k=3 class='text lead'>一<b k=4>二</b></p>"
    "<p k=5 class=text data-n='x 7'>三</p>"
    "<ul k=6><li k=7>a</li><li k=8 class=ad>b</li><li k=9>c<span k=10 class=text>d</span></li></ul>"
    "</div>"
    "<div k=11 id='1a'><p k=12>四</p><founder-content k=13><p k=14 class=text>五</p></founder-content></div>"
    "<DIV k=15 CLASS='a:b'><o:p k=16>六</o:p></DIV>"
    "</body></html>";

}  // namespace

TEST_CASE("a selector finds elements in document order") {
    struct Case {
        std::string selector, expected;
    };
    const std::vector<Case> cases{
        // types, classes, ids
        {"p", "3 5 12 14"},
        {"P", "3 5 12 14"},
        {".text", "3 5 10 14"},
        {".text.lead", "3"},
        {".lead.text", "3"},
        {"p.text", "3 5 14"},
        {".Text", ""},
        {".tex", ""},
        {"#main", "1"},
        {"div#main.article", "1"},
        {"founder-content", "13"},
        {"FOUNDER-content > p", "14"},
        {"o\\:p", "16"},
        {"nosuch", ""},
        {"html > *", "head body"},
        {"*.article", "1"},
        // attributes
        {"[data-n]", "5"},
        {"[DATA-N]", "5"},
        {"[data-n='x 7']", "5"},
        {"[data-n=\"x\"]", ""},
        {"[data-n~='7']", "5"},
        {"[data-n~='x 7']", ""},
        {"[data-n~='']", ""},
        {"[class^=tex]", "3 5 10 14"},
        {"[class$=line]", "2"},
        {"[class$=ide]", "1"},
        {"[class*=xt]", "3 5 10 14"},
        {"[class*='']", ""},
        {"[lang|=zh]", "1"},
        {"[lang|=z]", ""},
        {"[class~=wide]", ""},
        {"[class~=wide i]", "1"},
        {"[class~=\"WIDE\"i]", "1"},
        {"[class~=Wide s]", "1"},
        {"[ data-n ^= 'x' ]", "5"},
        {"[id=\"1a\"]", "11"},
        // combinators
        {"div p", "3 5 12 14"},
        {"div > p", "3 5 12"},
        {"div>p", "3 5 12"},
        {"h1 + p", "3"},
        {"h1 ~ p", "3 5"},
        {"h1 ~ p + ul li", "7 8 9"},
        {"p + h1", ""},
        {"div > ul > li .text", "10"},
        {"body div div", ""},
        {"div div", ""},
        {"#main p, li.ad , .headline", "2 3 5 8"},
        {"p, p", "3 5 12 14"},
        // the nearest ancestor that fits is not the only one: backtracking would be needed here
        {"#main > ul span, body > div > ul > li > span", "10"},
        // places
        {"li:first-child", "7"},
        {"li:last-child", "9"},
        {"li:nth-child(2)", "8"},
        {"li:nth-child(odd)", "7 9"},
        {"li:nth-child(even)", "8"},
        {"li:nth-child(2n+1)", "7 9"},
        {"li:nth-child( -n + 2 )", "7 8"},
        {"li:nth-child(n+2)", "8 9"},
        {"li:nth-child(0n+3)", "9"},
        {"li:nth-child(-1)", ""},
        {"li:nth-child(+2N-1)", "7 9"},
        {"h1:first-child", "2"},
        {"#main > p:nth-child(2)", "3"},
        {"#main > p:first-of-type", "3"},
        {"#main > p:last-of-type", "5"},
        {"founder-content:last-of-type", "13"},
        {"b:last-child", "4"},
        {"html:first-child", "html"},
        // negations
        {"li:not(.ad)", "7 9"},
        {"li:not(:first-child):not(.ad)", "9"},
        {"p:not(.text.lead)", "5 12 14"},
        {"p:not([class])", "12"},
        {"li:not(*)", ""},
        {".text:not(p)", "10"},
        {"ul > :not(li)", ""},
        // escapes and strings
        {".a\\:b", "15"},
        {".a\\3a b", "15"},
        {".a\\00003Ab", "15"},
        {"#\\31 a", "11"},
        {"[data-n='x\\20 7']", "5"},
        {"[data-n='x\\\n 7']", "5"},
    };
    for (const Case& c : cases) {
        INFO(c.selector);
        CHECK(found(c.selector, page) == c.expected);
    }
}

TEST_CASE("a combinator is tried on every ancestor and sibling that fits") {
    // Greedy matching takes the inner .a, whose parent is no .x.
    CHECK(found(".x > .a b", "<div class=x><div class=a><div class=a><b k=1></b></div></div></div>") == "1");
    CHECK(found(".x + .a ~ b", "<i class=x></i><i class=a></i><i class=a></i><b k=1></b>") == "1");
    CHECK(found(".x .y .z", "<div class='x y z'><div class='x y z' k=1><div class='x y z' k=2></div></div></div>") ==
          "2");
}

TEST_CASE("hidden elements and those of an unfinished page are found too") {
    CHECK(found("div p", "<div style='display:none'><p k=1>一<p k=2>二") == "1 2");
    CHECK(found("p", "").empty());
    CHECK(found("*", "").empty());
    CHECK(find("p", HtmlTree::from_lines("一\n二")).size() == 2);
}

TEST_CASE("what is no selector, or none that is supported, is refused with its place") {
    struct Case {
        std::string selector, expected;
    };
    const std::string pseudos = ":first-child, :last-child, :nth-child(), :first-of-type or :last-of-type";
    const std::vector<Case> cases{
        {"", "\"\", character 1: it ends here, expected an element: a tag"},
        {"  ", "character 3: it ends here, expected an element"},
        {"div >", "character 6: it ends here, expected an element"},
        {"> p", "character 1: \">\" is not expected here, expected an element"},
        {"a,,b", "character 3: \",\" is not expected here"},
        {"a, ", "character 4: it ends here"},
        {"a > > b", "character 5: \">\" is not expected here"},
        {"正文!", "character 3: \"!\" is not expected here, expected a blank, \",\""},
        {"div:has(p)", "\"div:has(p)\", character 4: \":has\" is not supported, expected " + pseudos + " or :not()"},
        {"p:hover", "\":hover\" is not supported"},
        {"p:nth-child", "\":nth-child\" is not supported, expected :first-child, :last-child, :nth-child()"},
        {"p:not", "\":not\" is not supported"},
        {"p::before", "character 2: pseudo-elements are not supported, expected an element"},
        {"p:", "character 3: it ends here, expected :first-child"},
        {"p:not(a b)", "character 9: \"b\" is not expected here, expected \")\": :not() takes one element"},
        {"p:not(a,b)", "character 8: \",\" is not expected here"},
        {"p:not(:not(a))", "character 7: \":not\" is not supported inside of :not(), expected " + pseudos},
        {"p:not()", "character 7: \")\" is not expected here, expected an element"},
        {"p:not(a", "character 8: it ends here, expected \")\""},
        {"li:nth-child(x)", "character 14: \"x\" is not expected here, expected odd, even or a number"},
        {"li:nth-child(2n+)", "expected a number behind the sign"},
        {"li:nth-child(2 of p)", "character 16: \"o\" is not expected here, expected \")\""},
        {"svg|a", "character 4: namespaces are not supported"},
        {"*|a", "namespaces are not supported"},
        {"[a|b=c]", "character 3: \"|\" is not expected here"},
        {"#1a", "character 1: a name that begins with a digit is written [id=\"1a\"]"},
        {"p.2x > b", "character 2: a name that begins with a digit is written [class~=\"2x\"]"},
        {".", "character 2: it ends here, expected a class behind \".\""},
        {"#-", "expected an id behind \"#\""},
        {"[", "expected an attribute's name behind \"[\""},
        {"[a", "it ends here, expected \"=\", \"~=\""},
        {"[a=]", "\"]\" is not expected here, expected a value in quotes"},
        {"[a=1]", "\"1\" is not expected here, expected a value in quotes"},
        {"[a='x]", "character 4: the text in quotes has no end"},
        {"[a='x' q]", "\"q\" is not expected here, expected \"]\""},
        {"[a!=x]", "\"!\" is not expected here"},
        {"//div", "character 1: \"/\" is not expected here"},
        {"a { b", "character 3: \"{\" is not expected here"},
        {std::string("a\0b", 3), "\"\\u0000\" is not expected here"},
    };
    for (const Case& c : cases) {
        INFO(c.selector);
        const std::string line = complaint(c.selector);
        INFO(line);
        CHECK(line.find(c.expected) != std::string::npos);
        CHECK(line.find('\n') == std::string::npos);
    }
}

TEST_CASE("a selector of too many parts or bytes is refused") {
    const auto long_one = Selector::parse(repeated("a ", 10'000));
    REQUIRE_FALSE(long_one.has_value());
    CHECK(long_one.error().code == Errc::limit_exceeded);
    CHECK(long_one.error().detail.size() < 100);
    CHECK(complaint(repeated("a>", 64) + "a").find("it has more than 64 parts") != std::string::npos);
    CHECK(complaint(repeated("a,", 64) + "a").find("it has more than 64 parts") != std::string::npos);
    CHECK(complaint(repeated("a>", 63) + "a") == "(none)");
}

TEST_CASE("all 64 parts are told apart") {
    const std::string html = repeated("<b>", 64);
    CHECK(found(repeated("b>", 63) + "b", html) == "b");
    CHECK(found(repeated("b>", 62) + "b", html) == "b b");
    CHECK(found(repeated("i,", 63) + "b", "<b k=1></b>") == "1");
}

TEST_CASE("deep trees and many combinators cost a step for each element and part, no more") {
    const HtmlTree deep = HtmlTree::parse_page(repeated("<div>", 40'000), patient());
    REQUIRE(deep.size() > 40'000);
    const Selector selector = Selector::parse(repeated("* ", 31) + repeated("* ~ ", 32) + "p").value();
    std::size_t steps = 100'000'000;
    CHECK(selector.find_in(deep, steps).empty());
    CHECK(100'000'000 - steps <= deep.size() * Selector::most_parts);
}

TEST_CASE("a selector that runs out of steps finds nothing") {
    const HtmlTree tree = HtmlTree::parse_page(repeated("<p class=\"" + repeated("a ", 4'000) + "\">", 400), patient());
    const Selector selector = Selector::parse(".b, .c, .d, p").value();
    std::size_t steps = 2'000'000;
    CHECK(selector.find_in(tree, steps).empty());
    CHECK(steps == 0);
    std::size_t enough = 100'000'000;
    CHECK(selector.find_in(tree, enough).size() == 400);
    CHECK(enough > 0);
}
