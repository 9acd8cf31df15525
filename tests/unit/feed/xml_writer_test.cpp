#include "feed/xml_writer.hpp"
#include "feed/xml.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::feed;

namespace {

std::string printed(pugi::xml_node node) {
    std::string out;
    print(node, 0, out);
    return out;
}

}  // namespace

TEST_CASE("an element is written as a tree prints it") {
    pugi::xml_document document;
    pugi::xml_node node = add(document, "entry");
    set(node, "xml:lang", "zh\"");
    add(node, "id", "a&b");
    pugi::xml_node author = add(node, "author");
    add_plain(author, "name", "<甲>");
    pugi::xml_node link = add(node, "link");
    set(link, "rel", "via");
    set(link, "href", "?a=1&b=<2>");
    add(node, "summary", "");
    set(add(node, "content", "<p>&amp;"), "type", "html");

    std::string out;
    XmlWriter xml(out, 0);
    xml.open("entry", {{"xml:lang", "zh\""}});
    xml.add("id", "a&b");
    xml.open("author");
    xml.add_words("name", "<甲>");
    xml.close("author");
    xml.add_empty("link", {{"rel", "via"}, {"href", "?a=1&b=<2>"}});
    xml.add("summary", "");
    const std::size_t at = xml.add_around("content", {{"type", "html"}});
    xml.close("entry");
    out.insert(at, "&lt;p&gt;&amp;amp;");
    CHECK(out == printed(node));
}

TEST_CASE("plain words are written so that nobody takes them for HTML") {
    std::string out = "before\n";
    XmlWriter(out, 1).add_words("a", "1 < 2 & \"3\" > ]]>", {{"b", "<\"\n\t&", Text::words}});
    CHECK(out == "before\n  <a b=\"&#x3C;&quot;&#10;&#9;&#x26;\">1 &#x3C; 2 &#x26; \"3\" &gt; ]]&gt;</a>\n");
    pugi::xml_document again;
    REQUIRE(again.load_string(out.substr(7).c_str()));
    CHECK(again.child_value("a") == std::string("1 < 2 & \"3\" > ]]>"));
    CHECK(again.child("a").attribute("b").value() == std::string("<\"\n\t&"));
}
