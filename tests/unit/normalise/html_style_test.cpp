#include "normalise/html_style.hpp"
#include "normalise/html_tree.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated::normalise;

using Names = std::vector<std::string>;

TEST_CASE("A style sheet says which classes and ids it hides") {
    CHECK(hidden_by_style(".a{display:none}") == Names{".a"});
    CHECK(hidden_by_style("p.a , #b\n{ color:red; DISPLAY : none !important }.c{display:block}") == Names{"#b", ".a"});
    CHECK(hidden_by_style("@import url(x.css);.a{display:none}") == Names{".a"});
    CHECK(hidden_by_style("/* .x{display:none} */.a{display:/**/none}") == Names{".a"});
    CHECK(hidden_by_style(".a{display:none") == Names{".a"});
}

TEST_CASE("What a style sheet hides only sometimes, or only inside of something, is not taken as hidden") {
    CHECK(hidden_by_style("@media print{.a{display:none}}.b{color:red}").empty());
    CHECK(hidden_by_style(".menu .a{display:none}").empty());
    CHECK(hidden_by_style(".a:hover{display:none}").empty());
    CHECK(hidden_by_style(".a{visibility:hidden}").empty());
    CHECK(hidden_by_style("div{display:none}").empty());
    CHECK(hidden_by_style("{}}}{{").empty());
}

TEST_CASE("Text that a class of the page's own style hides is no text of the page") {
    const HtmlTree tree = HtmlTree::parse_page(
        "<style>.zr{display:none}</style><p>渔船<span class='zr "
        "x'>传DI成</span>依次驶出港口，一千一百多艘船先后离港。</p>");
    CHECK(plain_text(tree, 0) == "渔船依次驶出港口，一千一百多艘船先后离港。");
}

TEST_CASE("A body that is hidden until a script shows it stays") {
    std::string body;
    for (int i = 0; i < 20; ++i) body += "渔船依次驶出港口，一千一百多艘船先后离港。";
    const HtmlTree tree =
        HtmlTree::parse_page("<style>#text{display:none}</style><h1>渔港开捕</h1><div id=text>" + body + "</div>");
    CHECK(plain_text(tree, 0).find(body) != std::string::npos);
}
