#include "bombs.hpp"

#include <iterator>
#include <utility>

namespace syndicated::bench {

namespace {

constexpr std::size_t kib = 1024, mib = 1024 * kib;

std::string repeated(std::string_view piece, std::size_t times) {
    return filled(piece, piece.size() * times);
}

// `make(n)` for n from 0.
std::string numbered(std::size_t times, const std::function<std::string(std::string)>& make) {
    std::string out;
    for (std::size_t n = 0; n < times; ++n) out += make(std::to_string(n));
    return out;
}

std::string page(std::string_view head, std::string_view body) {
    std::string out = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>芯片厂商们要打下成本_山海网</title>";
    out += head;
    out +=
        "</head><body><h1>芯片厂商们要打下成本</h1><p>来源：山海晚报 2025-03-10 04:06</p>"
        "<p>去年底，基于内部团队的训练芯片广泛可用，价格也降了下来。</p>";
    out += body;
    return out;
}

// Bytes of a legacy charset that mean nothing, all of them in range.
std::string garbage(std::size_t bytes, unsigned low, unsigned high) {
    std::string out;
    unsigned state = 1;
    while (out.size() < bytes) {
        state = state * 1664525U + 1013904223U;
        out += static_cast<char>(low + (state >> 16U) % (high - low));
    }
    return out;
}

struct Markup {
    std::string_view name;
    std::string (*make)();
    bool cut;
};

// Each is read as a page's body and as a row.
constexpr Markup markups[] = {
    {"100,000 nested div", [] { return repeated("<div>", 100'000) + "深"; }, true},
    {"100,000 nested span", [] { return repeated("<span>", 100'000) + "深"; }, true},
    {"37 KB of unclosed b i font", [] { return repeated("<b><i><font>", 3'083) + "字"; }, true},
    {"37 KB of unclosed b i font with text", [] { return repeated("<b>一<i>二<font>三", 1'850); }, true},
    {"1 MB of unclosed b i font with text", [] { return filled("<b>一<i>二<font>三", mib); }, true},
    {"a line of 10 MB", [] { return std::string(10 * mib, 'a'); }, true},
    {"a line of 10 MB of Han", [] { return filled("成本", 10 * mib); }, true},
    {"a line of 10 MB of sentences", [] { return filled("成本降了下来。", 10 * mib); }, true},
    {"a line of 10 MB of commas", [] { return filled("，", 10 * mib); }, true},
    {"(a+)+ of 1 MB", [] { return repeated("a", mib - 1) + "!"; }, true},
    {"&amp;amp; of 8 MB", [] { return filled("&amp;amp;", 8 * mib); }, true},
    {"&amp;amp;amp;... of 8 MB", [] { return "&" + filled("amp;", 8 * mib); }, true},
    {"&diams; of 8 MB", [] { return filled("&diams;", 8 * mib); }, true},
    {"numeric entities of 8 MB", [] { return filled("&#x6210;&#26412;&#0;&#99999999;", 8 * mib); }, true},
    {"unknown entities of 8 MB", [] { return filled("&nosuch;&&#;", 8 * mib); }, true},
    {"8 MB of <p>", [] { return filled("<p>", 8 * mib); }, true},
    {"8 MB of <p>x", [] { return filled("<p>x", 8 * mib); }, true},
    {"8 MB of <p> with sentences", [] { return filled("<p>价格也降了下来，成本。", 8 * mib); }, true},
    {"8 MB of <br>", [] { return filled("字<br>", 8 * mib); }, true},
    {"tables in links, 20,000 deep", [] { return repeated("<a href=x><table><tr><td>", 20'000) + "字"; }, true},
    {"tables in links with text, 20,000 deep", [] { return repeated("<a href=x>字<table><tr><td>", 20'000); }, true},
    {"tables in links, 20,000 wide", [] { return repeated("<a href=x><table><tr><td>字</table></a>", 20'000); }, true},
    {"links in tables in links", [] { return repeated("<a><table><tr><td><a>字</td></tr></table>", 10'000); }, true},
    {"tables, 400 deep, 30 wide", [] { return repeated(repeated("<table><tr><td>字", 400) + "</table>", 30); }, false},
    {"50,000 attributes on a tag",
     [] { return "<p " + numbered(50'000, [](const std::string& n) { return "a" + n + "=" + n + " "; }) + ">字"; },
     true},
    {"30,000 tags with 60 attributes",
     [] {
         const std::string tag = "<p" + numbered(60, [](const std::string& n) { return " a" + n + "=1"; }) + ">字";
         return repeated(tag, 30'000);
     },
     true},
    {"20,000 classes on each of 400 tags",
     [] { return repeated("<p class='" + repeated("a ", 4'000) + "'>字。", 1'000); }, false},
    {"20,000 img", [] { return numbered(20'000, [](const std::string& n) { return "<img src=/" + n + ".jpg>"; }); },
     false},
    {"20,000 img with captions",
     [] {
         return numbered(20'000,
                         [](const std::string& n) { return "<p><img src=/" + n + ".jpg></p><p>图源：山海</p>"; });
     },
     true},
    {"20,000 blanks in an element called author",
     [] { return "<p><span class=author>" + repeated(" <i class=author> </i>", 12'000) + "</span>"; }, false},
    {"10,000 paragraphs in a link of 4 KB",
     [] { return "<a href='/" + std::string(4'000, 'b') + "'>" + repeated("<p>字。</p>", 10'000); }, false},
    {"100,000 labels on a line", [] { return "<p>" + repeated("来源:", 100'000); }, false},
    {"100,000 labels with blanks on a line", [] { return "<p>" + repeated("来源: 作者: ", 50'000); }, false},
    {"20,000 short paragraphs",
     [] { return numbered(20'000, [](const std::string& n) { return "<p>第" + n + "段很短。</p>"; }); }, false},
    {"20,000 paragraphs of label words", [] { return repeated("<p>来源：山海 作者：王一 2025-03-10</p>", 20'000); },
     false},
    {"20,000 paragraphs of dates", [] { return repeated("<p>2025年3月10日 04:06</p>", 20'000); }, false},
    {"20,000 editor lines", [] { return repeated("<p>编辑 王一 校对 赵二</p>", 20'000); }, false},
    {"20,000 credits", [] { return repeated("<p>（责任编辑：王一）</p>", 20'000); }, false},
    {"20,000 residues", [] { return repeated("<p>{dede:field.source/}</p>", 20'000); }, false},
    {"20,000 links in a list", [] { return "<ul>" + repeated("<li><a href=/a>价格降了下来</a> 03-10", 20'000); }, true},
    {"20,000 links in a row of a table",
     [] { return "<p>成本降了下来。<table><tr>" + repeated("<td><a href=/a>价格降了下来</a>", 20'000); }, true},
    {"20,000 headings", [] { return repeated("<h2>芯片厂商们要打下成本</h2>", 20'000); }, false},
    {"20,000 posts",
     [] {
         return numbered(20'000, [](const std::string& n) { return "<div id=post_" + n + ">价格也降了下来。</div>"; });
     },
     false},
    {"500 posts deep in 500 posts",
     [] {
         return numbered(500, [](const std::string& n) { return "<div id=post_" + n + ">价格，也降了下来。"; }) +
                repeated("</div><div id=post_1>", 500);
     },
     false},
    {"a huge comment", [] { return "<!--" + std::string(8 * mib, 'c') + "-->字。"; }, false},
    {"a comment without an end", [] { return "<!--" + filled("-- >", 8 * mib); }, false},
    {"400,000 comments", [] { return repeated("<!--正文start-->", 400'000); }, false},
    {"a script without an end", [] { return "<script>" + filled("var a='</p>';", 8 * mib); }, false},
    {"a textarea without an end", [] { return "<textarea>" + filled("<p>字", 8 * mib); }, true},
    {"8 MB of <", [] { return filled("<", 8 * mib); }, true},
    {"8 MB of </", [] { return filled("</", 8 * mib); }, false},
    {"8 MB of <!", [] { return filled("<!", 8 * mib); }, true},
    {"8 MB of <a href='", [] { return filled("<a href='", 8 * mib); }, true},
    {"end tags that close nothing", [] { return repeated("<div>", 40'000) + repeated("</x>", 500'000); }, true},
    {"8 MB of zero bytes", [] { return std::string(8 * mib, '\0') + "字。"; }, false},
    {"8 MB of blanks", [] { return filled("\u3000 \n", 8 * mib); }, true},
    {"8 MB of U+200D", [] { return filled("\u200D", 8 * mib); }, true},
    {"a style sheet of 20,000 rules",
     [] {
         return "<style>" + numbered(20'000, [](const std::string& n) { return ".a" + n + "{display:none}"; }) +
                "</style>" + numbered(10'000, [](const std::string& n) { return "<p class='a1 b" + n + "'>字。"; });
     },
     false},
    {"a style that hides every level",
     [] { return "<style>.a{display:none}</style>" + repeated("<div class=a>字", 20'000); }, true},
    {"style sheets without a brace's end", [] { return "<style>" + filled("a{b{", 200 * kib) + "</style>字。"; },
     false},
    {"style sheets of comments", [] { return "<style>" + filled("/*", 200 * kib) + "</style>字。"; }, false},
    {"JSON-LD, 100,000 deep",
     [] { return "<script type=\"application/ld+json\">" + repeated("{\"a\":[", 100'000) + "1</script><p>字。"; },
     false},
    {"JSON-LD of escapes",
     [] { return "<script type=\"application/ld+json\">{\"datePublished\":\"" + filled("\\u6210\\\\", mib); }, false},
    {"JSON-LD of keys",
     [] { return "<script type=\"application/ld+json\">{" + filled("\"datePublished\":\"", 4 * mib); }, false},
    {"a script of ct=", [] { return "<script>" + filled("ct=\"var ct = '", 4 * mib) + "</script><p>字。"; }, false},
    {"20,000 meta", [] { return repeated("<meta name=pubdate content='2025-03-10 04:06'>", 20'000); }, false},
    {"20,000 time", [] { return repeated("<time datetime='2025-03-10T04:06'>4月</time>", 20'000); }, false},
    {"a breadcrumb of 1 MB", [] { return "<p>当前位置：首页" + filled(" > 娱乐", mib); }, true},
    {"an address of 1 MB", [] { return "<p>字。<a href='/" + filled("a/../", mib) + "'>字</a>"; }, false},
    {"4,000 addresses of 4 KB", [] { return repeated("<a href='/" + filled("a/../", 4 * kib) + "'>字</a>", 4'000); },
     false},
};

constexpr Markup markdowns[] = {
    {"deep lists", [] { return repeated("- ", 100'000) + "字"; }, true},
    {"deep lists, indented",
     [] {
         std::string out;
         for (std::size_t n = 0; n < 1'000; ++n) out += std::string(n * 2, ' ') + "- 字\n";
         return out;
     },
     true},
    {"deep quotes", [] { return filled("> ", mib); }, true},
    {"deep quotes on 2,000 lines", [] { return repeated(repeated(">", 200) + "字\n", 2'000); }, false},
    {"emphasis runs", [] { return filled("*a _b* c_ ", mib); }, true},
    {"emphasis that opens only", [] { return filled("*a **b ", mib); }, true},
    {"brackets", [] { return filled("[", mib); }, true},
    {"nested brackets", [] { return repeated("[", 128 * kib) + repeated("](b)", 96 * kib); }, true},
    {"links in one paragraph", [] { return filled("[a](b)\n", mib); }, true},
    {"definitions", [] { return "[a]: b '" + std::string(64 * kib, 'c') + "'\n\n" + filled("[a] ", mib); }, true},
    {"10,000 definitions",
     [] { return numbered(10'000, [](const std::string& n) { return "[a" + n + "]: b\n\n[a" + n + "]\n\n"; }); },
     false},
    {"a table, 1,000 by 1,000",
     [] { return "|" + repeated("a|", 100) + "\n|" + repeated("---|", 100) + "\n" + filled("|a|b\n", mib); }, true},
    {"a table of bars",
     [] { return "|" + repeated("a|", 8'000) + "\n|" + repeated("---|", 8'000) + "\n" + filled("|\n", mib); }, true},
    {"code spans", [] { return filled("`a ``b ```c ", mib); }, true},
    {"tildes", [] { return filled("~a ", mib / 2) + filled("b~ ", mib / 2); }, true},
    {"raw HTML", [] { return filled("<b>一<i>", mib); }, true},
    {"unfinished HTML", [] { return filled("a<!-- <?<![CDATA[<a x='", mib); }, true},
    {"headings", [] { return filled("# 字\n", mib); }, true},
    {"entities", [] { return filled("&amp;&#26412;&nosuch;", mib); }, true},
    {"front matter without an end", [] { return "---\n" + filled("title: 字\n", 4 * mib); }, false},
    {"front matter of 1 MB", [] { return "---\n" + filled("title: 字\n", mib) + "---\n字。"; }, false},
    {"front matter, nested lists", [] { return "---\ntags: " + filled("[", mib) + "\n---\n字。"; }, false},
    {"front matter, nested maps", [] { return "---\n" + filled("a: {", mib) + "\n---\n字。"; }, false},
    {"front matter, anchors",
     [] {
         std::string out = "---\na0: &a0 [字]\n";
         for (int n = 1; n < 40; ++n) {
             const std::string up = "*a" + std::to_string(n - 1);
             out += "a" + std::to_string(n) + ": &a" + std::to_string(n) + " [" + up + "," + up + "]\n";
         }
         return out + "---\n字。";
     },
     false},
    {"front matter, 100,000 tags", [] { return "---\ntags:\n" + repeated("- 字\n", 100'000) + "---\n字。"; }, false},
    {"front matter, deep dashes", [] { return "---\ntags:\n" + repeated("- ", 100'000) + "\n---\n字。"; }, false},
    {"TOML of nested tables", [] { return "+++\na = " + filled("[", mib) + "\n+++\n字。"; }, false},
    {"TOML of dotted keys", [] { return "+++\n" + filled("a.", mib) + "a=1\n+++\n字。"; }, false},
    {"JSON front matter, nested", [] { return "{\"a\":" + filled("[", mib) + "\n}\n字。"; }, false},
};

SiteRule hard_selectors() {
    SiteRule rule;
    rule.host = "www.example.cn";
    rule.body = {"div div div div div div div div p.never", "* * * * * * * * b", "div ~ div ~ div ~ div ~ b"};
    rule.drop = {"div > div ~ div div ~ div i"};
    rule.info = {"p ~ p ~ p ~ p ~ b"};
    return rule;
}

}  // namespace

std::string filled(std::string_view piece, std::size_t bytes) {
    std::string out;
    out.reserve(bytes);
    while (out.size() + piece.size() <= bytes) out += piece;
    return out;
}

std::vector<Bomb> article_bombs() {
    std::vector<Bomb> out;
    for (const Markup& one : markups) {
        const auto make = one.make;
        Bomb as_page{std::string(one.name), Way::page_file, [make] { return page({}, make()); }, one.cut};
        Bomb as_row{std::string(one.name), Way::row, [make] { return "<p>字。" + make(); }, one.cut};
        out.push_back(std::move(as_page));
        out.push_back(std::move(as_row));
    }
    for (const Markup& one : markdowns) {
        Bomb bomb{std::string(one.name), Way::markdown_file, one.make, one.cut};
        out.push_back(std::move(bomb));
    }
    const auto bytes = [&out](std::string name, std::function<std::string()> make, bool cut) {
        Bomb bomb{std::move(name), Way::page_file, std::move(make), cut};
        out.push_back(std::move(bomb));
    };
    bytes(
        "8 MB of GB18030 garbage", [] { return garbage(8 * mib, 0x81, 0xFF); }, true);
    bytes(
        "8 MB of Big5 garbage", [] { return "<meta charset=big5>" + garbage(8 * mib, 0xA1, 0xFA); }, true);
    bytes(
        "8 MB of any bytes", [] { return garbage(8 * mib, 0x20, 0x100); }, true);
    bytes(
        "8 MB of half a GB18030 letter", [] { return "<meta charset=gbk>" + filled("\x81\x30", 8 * mib); }, true);
    bytes(
        "8 MB of UTF-16", [] { return "\xFF\xFE" + filled(std::string_view("a\0", 2), 8 * mib); }, true);
    bytes(
        "8 MB of ISO-2022-JP escapes", [] { return "<meta charset=iso-2022-jp>" + filled("\x1B$B!!\x1B(B", 8 * mib); },
        true);
    for (const Way way : {Way::page_file, Way::row}) {
        Bomb wide{"hard selectors on a wide page", way,
                  [] { return page({}, repeated("<div><p>价格降了下来。</p></div>", 12'000)); }, false,
                  hard_selectors()};
        Bomb deep{"hard selectors on a deep page", way,
                  [] { return page({}, repeated(repeated("<div>", 400) + "字。" + repeated("</div>", 400), 60)); },
                  false, hard_selectors()};
        out.push_back(std::move(wide));
        out.push_back(std::move(deep));
    }
    return out;
}

const std::vector<std::string_view>& nasty_words() {
    static const std::vector<std::string_view> words{
        "a",          "字",         " ",         "\n",       "0",           "2025",   "2025-03-10 ", "2025年3月",
        "3月10日",    "04:06 ",     ":",         "来源:",    "来源：山海 ", "作者",   "记者王一 ",   "记者",
        "编辑 王一 ", "王一、",     "（",        "（（记者", "(",           "<b>",    "<a><table>",  "&amp;",
        "&#26412;",   "，的传DI成", "传",        " > ",      "首页 > ",     "-",      "_字",         "|",
        "……",         "1,024",      "万次",      "阅读1万 ", "昨天",        "几小时", "十",          "10 days ago ",
        "Mar ",       "一百",       "http://a/", "{{",       "更新:a\n",    "\u200D", "字\xCC\x81",  "<img src=a>"};
    return words;
}

std::vector<BigPage> big_pages() {
    constexpr std::size_t size = 800 * kib;
    const auto fill = [](const std::function<std::string(std::string)>& make) {
        std::string out;
        for (std::size_t n = 0; out.size() < size; ++n) out += make(std::to_string(n));
        return out;
    };
    const std::string sentence = "去年底，基于内部团队的训练芯片广泛可用，价格也降了下来，成本也是。";
    std::vector<BigPage> out(6);
    out[0] = {"short paragraphs",
              page({}, fill([](const std::string& n) { return "<p>第" + n + "段很短，也是。</p>\n"; }))};
    out[1] = {
        "long paragraphs",
        page({}, fill([&](const std::string& n) { return "<p>第" + n + "段：" + repeated(sentence, 6) + "</p>\n"; }))};
    out[2] = {"one big table", page({}, "<table>" + fill([](const std::string& n) {
                                            return "<tr><td>" + n +
                                                   "</td><td>山海股份</td><td>12.5</td><td>-1.2%</td></tr>\n";
                                        }))};
    out[3] = {"links and lists",
              page({}, repeated("<p>" + sentence + "</p>", 8) + "<ul>" + fill([](const std::string& n) {
                           return "<li><a href=\"/a/" + n + ".html\" title=\"价格\">价格也降了下来" + n +
                                  "</a><span>03-10</span></li>\n";
                       }))};
    out[4] = {"inline scripts",
              page("<script>" + filled("var a = {b: '<p>1</p>', c: [1, 2, 3]};\n", size * 3 / 4) + "</script>",
                   fill([&](const std::string& n) {
                       return n.size() > 2 ? std::string(size, ' ') : "<p>" + sentence + "</p>";
                   }))};
    out[5] = {"info lines", page({}, fill([&](const std::string& n) {
                                     return "<p>来源：山海晚报 作者：王一 发布时间：2025-03-10 04:06 阅读：" + n +
                                            "</p><p>" + sentence + "</p>\n";
                                 }))};
    return out;
}

}  // namespace syndicated::bench
