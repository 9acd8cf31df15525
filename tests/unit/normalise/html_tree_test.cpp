#include "normalise/html_tree.hpp"

#include "normalise/html_prepare.hpp"

#include "patient.hpp"
#include "support/repeated.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace syndicated::normalise;
using syndicated::testing::repeated;

namespace {

bool says(const HtmlTree& tree, std::string_view what) {
    return std::any_of(tree.cuts().begin(), tree.cuts().end(),
                       [what](const std::string& cut) { return cut.find(what) != std::string::npos; });
}

std::string text_of_first(const HtmlTree& tree, Tag tag) {
    const NodeId id = tree.find_first(tag);
    return id == no_node ? "(none)" : plain_text(tree, id);
}

}  // namespace

TEST_CASE("a tree holds elements, texts and attributes in document order") {
    const HtmlTree tree = HtmlTree::parse_page("<title>题</title><p class='A b' id=C>一<b>二</b>三</p><p>四");
    CHECK(text_of_first(tree, Tag::p) == "一二三");
    const NodeId p = tree.find_first(Tag::p);
    CHECK(tree.marks(p) == "a b c");
    CHECK(tree.attribute(p, "id") == "C");
    CHECK_FALSE(tree.has_attribute(p, "style"));
    CHECK(tree[p].end == p + 5);
    CHECK(tree[tree.next_sibling(p)].tag == Tag::p);
    CHECK(plain_text(tree, 0) == "一二三 四");
}

TEST_CASE("omitted end tags are understood") {
    const HtmlTree tree = HtmlTree::parse_page("<TABLE><TR><TD><B>甲</B><TR><TD>乙<TD>丙</TABLE><ul><li>丁<li>戊</ul>");
    std::size_t rows = 0, items = 0;
    for (NodeId id = 0; id < tree.size(); ++id) {
        rows += tree[id].tag == Tag::tr ? 1U : 0U;
        items += tree[id].tag == Tag::li ? 1U : 0U;
    }
    CHECK(rows == 2);
    CHECK(items == 2);
}

TEST_CASE("what a meta element says of the encoding is not obeyed") {
    const std::string filler = repeated("<p>填充文字，填充文字。</p>", 100);
    const HtmlTree tree = HtmlTree::parse_page(
        "<meta charset=gbk><meta http-equiv=Content-Type "
        "content='text/html; charset=iso-8859-1'>" +
        filler + "<h1>用一根网线</h1>");
    CHECK(text_of_first(tree, Tag::h1) == "用一根网线");
}

TEST_CASE("hidden elements are marked with all below them") {
    const HtmlTree tree = HtmlTree::parse_page(
        "<div style='color:red; DISPLAY : none'><p>一</p></div><div hidden>二</div><div "
        "style='visibility:hidden'>三</div>"
        "<noscript>四</noscript><template>五</template>");
    CHECK(plain_text(tree, 0) == "三");
}

TEST_CASE("a hidden element can be shown, what hides inside or beside of it stays hidden") {
    HtmlTree tree = HtmlTree::parse_page(
        "<div hidden>零<section style='display:none'>一<b>二</b><i hidden>三</i><script>x</script></section>四</div>");
    CHECK(plain_text(tree, 0).empty());
    tree.show(tree.find_first(Tag::section));
    CHECK(plain_text(tree, 0) == "一二");
    tree.show(tree.find_first(Tag::div));
    CHECK(plain_text(tree, 0) == "零四");
}

TEST_CASE("elements have their names, listed or not") {
    const HtmlTree tree =
        HtmlTree::parse_page("<Founder-Content><o:p>一</o:p><template>二</template></Founder-Content>");
    std::string names;
    for (NodeId id = 0; id < tree.size(); ++id) {
        if (tree[id].tag != Tag::text) names += std::string(tree.name(id)) + " ";
    }
    CHECK(names == "html html body founder-content o:p template ");
    CHECK(plain_text(tree, 0) == "一");
}

TEST_CASE("a data: address is not kept") {
    const HtmlTree tree =
        HtmlTree::parse_page("<img src=\"data:image/png;base64," + repeated("iVBORw0KGgo", 100'000) + "\">");
    CHECK(tree.attribute(tree.find_first(Tag::img), "src") == "data:");
}

TEST_CASE("a dropped node is not walked") {
    HtmlTree tree = HtmlTree::parse_fragment("<p>一</p><p>二</p>");
    tree.drop(tree.find_first(Tag::p));
    CHECK(plain_text(tree, 0) == "二");
}

TEST_CASE("plain text becomes a paragraph a line") {
    const HtmlTree tree = HtmlTree::from_lines("一\r\n\r\n  二 <b>\n\n三");
    CHECK(plain_text(tree, 0) == "一 二 <b> 三");
}

TEST_CASE("hostile pages are cut, and the tree says where") {
    const TreeLimits limits = patient();
    SECTION("100,000 nested elements") {
        const HtmlTree tree = HtmlTree::parse_page(repeated("<div>", 100'000) + "x", limits);
        CHECK(tree.size() <= limits.nodes);
        CHECK(says(tree, "elements and texts"));
        CHECK(says(tree, "flattened"));
    }
    SECTION("37 KB of unclosed formatting") {
        const HtmlTree tree = HtmlTree::parse_page(repeated("<b><i><font>", 3'083) + "x", limits);
        CHECK(says(tree, "flattened"));
        CHECK(plain_text(tree, 0) == "x");
    }
    SECTION("8 MB of unclosed paragraphs") {
        const HtmlTree tree = HtmlTree::parse_page(repeated("<p>x", 2'000'000), limits);
        CHECK(tree.size() <= limits.nodes);
        CHECK(says(tree, "elements and texts"));
    }
    SECTION("a line of 10 MB") {
        const HtmlTree tree = HtmlTree::parse_page(std::string(10U << 20U, 'a'), limits);
        CHECK(says(tree, "the text was cut after 1 MiB"));
        CHECK(plain_text(tree, 0).size() <= limits.text_bytes);
    }
    SECTION("more than 16 MB") {
        const HtmlTree tree = HtmlTree::parse_page(repeated("<!-- comment -->", 1'200'000), limits);
        CHECK(says(tree, "the page was cut after 16 MiB"));
    }
    SECTION("entities") {
        CHECK(says(HtmlTree::parse_page(repeated("&amp;&#x41;", 5'000'000), limits), "too tangled"));
        CHECK(says(HtmlTree::parse_page(repeated("&nosuch;&", 500'000), limits), "too tangled"));
        const std::string honest = repeated("价格&nbsp;&nbsp;降&lt;了 A&B ", 10'000);
        CHECK(HtmlTree::parse_page(honest, limits).cuts().empty());
    }
    SECTION("attributes that are each compared with all before them") {
        std::string tag = "<p";
        for (int i = 0; i < 60; ++i) tag += " a" + std::to_string(i) + "=1";
        const HtmlTree tree = HtmlTree::parse_page(repeated(tag + ">x", 30'000), limits);
        CHECK(says(tree, "too tangled"));
        CHECK(HtmlTree::parse_page(repeated(tag + ">x", 2'000), limits).cuts().empty());
    }
    SECTION("long attributes") {
        const std::string link = "<a href='/" + std::string(4'000, 'a') + "'>x</a>";
        const HtmlTree tree = HtmlTree::parse_page(repeated(link, 2'000), limits);
        CHECK(says(tree, "the page was cut after 4 MiB of attributes"));
        CHECK(HtmlTree::parse_page(repeated(link, 900), limits).cuts().empty());
    }
    SECTION("end tags that close nothing, deep inside") {
        const HtmlTree tree = HtmlTree::parse_page(repeated("<div>", 40'000) + repeated("</x>", 500'000), limits);
        CHECK(says(tree, "too tangled"));
    }
    SECTION("one tag with a million attributes") {
        std::string tag = "<p>一</p><a ";
        for (int i = 0; i < 1'000'000; ++i) tag += "x" + std::to_string(i) + " ";
        const HtmlTree tree = HtmlTree::parse_page(tag + ">二", limits);
        CHECK(says(tree, "attributes"));
        CHECK(plain_text(tree, 0) == "一");
    }
}

TEST_CASE("a page of many paragraphs has a node for each element and text, no more") {
    const HtmlTree tree = HtmlTree::parse_fragment(repeated("<p>这一段很短。</p>", 20'000), patient());
    CHECK(tree.size() > 40'000);
    CHECK(tree.size() < 40'005);  // html, body and the wrapper are around them
    CHECK(tree.cuts().empty());
}

TEST_CASE("the time limit stops the parser and says so") {
    TreeLimits limits;
    limits.cpu_time = std::chrono::milliseconds(0);
    const HtmlTree tree = HtmlTree::parse_page(repeated("<p>x", 10'000), limits);
    CHECK(says(tree, "parsing stopped after 0 ms"));
    CHECK(tree.size() < 10'000);
}

TEST_CASE("a crowded tag is found whatever quotes stand around it") {
    const auto crowd = [](std::string_view attribute) { return "<a " + repeated(attribute, 100) + ">x"; };
    CHECK(find_crowded_tag(crowd("x "), 50) == 0);
    CHECK(find_crowded_tag(crowd("x=\">\" "), 50) == 0);
    CHECK(find_crowded_tag(crowd("x=\">\""), 50) == 0);
    CHECK(find_crowded_tag("<a ==\">\">" + crowd("x=\">\" "), 50) != std::string::npos);
    CHECK(find_crowded_tag("<i title=\"it's\">" + repeated("many words ", 100) + "</i>", 50) == std::string::npos);
    CHECK(find_crowded_tag("<i title='a b'>He said \"so\" " + repeated("many words ", 100), 50) == std::string::npos);
}
