"""Rows for an article store that break feeds: every row of "What breaks feeds" (docs/feeds.md) in every field that it
can reach. The same seed gives the same rows. Values are text, or bytes for what is not UTF-8; None leaves a field out.
"""
import random

# Characters that XML 1.0 forbids even as references, and those that feedvalidator calls BadCharacters.
FORBIDDEN = "".join(map(chr, [*range(1, 9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF]))
CP1252 = "\x93引号\x94 欧元\x80 省略\x85 其余\x81\x8d\x9f"
BIDI = "\u202e倒\u202c \u2066隔\u2069 \u200f右\u061c"
INVISIBLE = "\ufeff隐\u200b形\u00ad字\u2060符"
GRAPHEMES = "👨‍👩‍👧 𠮷野家 e\u0301 🇨🇳 ✌🏽 葛\U000e0100"

# What may stand in any text.
TEXTS = [
    f"控制{FORBIDDEN}字符", f"窗口{CP1252}", "结束]]>标记<![CDATA[又开]]>", GRAPHEMES, "叠" + "\u0301" * 300,
    b"\xff\xfe\xb5\xc4 \xc0\xaf \xe4\xb8 \xf8\x88\x80\x80\x80", "国内新闻".encode("gb18030"),
    b"\xed\xa0\xbd\xed\xb8\x80 CESU", b"\xed\xa0\x80 \xed\xbf\xbf", "甲&amp;amp;乙 &amp;lt;b&amp;gt;",
    "&lt;b&gt;粗&lt;/b&gt;字", "<b>粗</b>字", "&nbsp;空格&mdash;破折&copy;",
    "未知&bogus;实体 &#0; &#x1; &#xD800; &#xFFFF; &#x1F600; &#150;", "A&B1 R&D 问&答 AT&T&copy", "1 < 2 && 3 > 2 <- -> <3",
    "HTML5 的 <video> 与 </b> 标签", "</title></item></channel>", "<!-- 注释 --><?php echo 1; ?>",
    "<script>alert(1)</script>脚本", '"双" \'单\' `反`', BIDI, INVISIBLE, "\r\n 多\t行\r文\n\n字 \u2028\u2029\x85", "　",
    " \u200b ", "长" * 1000, "{label:top}{$title}", "مرحبا بالعالم עברית", "非字符\U0001fffe\U0010ffff\ufdd0 私用\ue000",
    "标签\U000e0041\U000e007f", "替换\ufffd\ufffd符", "Ã©tÃ© 锟斤拷 烫烫烫", "零\x00字节", "%00 %e5%a8%b1 %zz", "../../etc/passwd",
    "javascript:alert(1)",
]

CATEGORIES = [
    "..", ".", "a/b", "con", "nul", "", "   ", "all", "feeds", "首页 >> 新闻 > 社会 > 正文", "娱乐", "%e5%a8%b1%e4%b9%90",
    "全角／斜杠", "A&B <C>", "名" * 300, "index.html", "x" * 300, "🎬", "日本語カテゴリ", "-", "a b", "A B", "é", "财经;股票,基金",
    "新闻\n社会",
]
ADDRESSES = [
    "https://www.example.cn/a?x[]=1&y[]=2&z={a|b}", "https://新闻.中国/文章?标题=一#评", "//cdn.example.cn/x.html",
    "/news/1.html", "news/1.html", "?id=3", "#top", "http://[::1]:8080/a", "http://www.example.cn:80/../b/./c",
    "HTTP://WWW.EXAMPLE.CN", "https://u:p@evil.example/", "javascript:alert(1)", "data:text/html,<b>x",
    "mailto:a@b.cn", "ftp://ftp.example.cn/x", "https://www.example.cn/100%/50%zz",
    'https://www.example.cn/"><script>', "https://www.example.cn/%e4%b8%ad%E6%96%87",
    "https://www.example.cn/a b\tc\nd", "https://中国。cn/", "https://www.example.cn/" + "长" * 1400,
    "https://例え.テスト:443/", "http://", "https:///x", "https://exa mple.cn/", "https://www.example.cn/?a=1&amp;b=2",
    "https://xn--/", "https://a..b/", "https://www.example.cn/#a#b", "https://-.example/",
    "https://www.example.cn/\\win\\path", None, "",
]
AUTHORS = [
    "张三", "张三 李四", "张三,李四;王五、赵六", "记者：张　三", "Editor <editor@example.cn>", "editor@example.cn", "编辑部 (mail: a@b.cn)",
    "O'Neill <x@y>", "admin", "佚名", "<a href='https://x.cn'>甲</a>", "甲" * 500, "甲&乙1", None, "", "责任编辑：王五 校对：",
]
DATES = [
    None, "", "2025-03-10 04:06:31", "2025-03-10", "2025年3月10日 下午 04:06", "2025/3/10 24:00:00", "3小时前", "昨天 12:30",
    "2205-01-01 00:00", "0000-00-00 00:00:00", "1970-01-01 08:00:00", "1989-06-01 08:00", "1986-07-01 08:00",
    "Mon, 10 Mar 2025 04:06:31 CST", "Fri, 10 Mar 2025 04:06:31 GMT", "10 Mar 25 04:06 +0800", "2025-02-30 10:00",
    "2025-13-45 99:99:99", "1741550791", "1741550791000", "-1", "NaN", "二〇二五年三月十日",
    "2025-03-10T04:06:31.999999999+08:00", "2025-03-10T04:06:60Z", "２０２５年３月１０日", "10/03/2025", "9999999999999999999",
]
LANGUAGES = [
    None, None, None, None, "zh-CN", "zh_tw", "zh-Hant-TW", "en", "中文", "x", "xx-YY", "zzz", "cn", "zh-", "e n",
    "i-klingon", "qaa",
]
GUIDS = [
    None, None, None, None, "a b<c>", "文章/一", "urn:isbn:9787020002207", "tag:example.cn,2020:一",
    "https://www.example.cn/?p={n}", "  nr-{n}  ", "\x01no{n}",
]

IMG = '<img src="{}" alt="图 & <b>">'
BODIES = [
    "",
    "   ",
    "<p></p>",
    "<p>一段</p>",
    "纯文字，没有标记",
    IMG.format("/relative.jpg"),
    IMG.format("//cdn.example.cn/图.jpg?a=1&b=2"),
    IMG.format("data:image/png;base64," + "iVBORw0KGgo" * 2000),
    '<img src="blank.gif" data-original="https://img.example.cn/real.jpg">',
    '<p onclick="x()" style="expression(1);position:fixed" class=x id=y>属性</p><a href="javascript:alert(1)">点</a><a href=" java&#10;script:x">点</a>',
    "<script>alert(1)</script><style>*{}</style><iframe src=x></iframe><form><input name=a></form><meta http-equiv=refresh content=0><base href=//evil.example/>",
    "<p>未闭合<div><b><i>错</b>嵌</i><p><table><p>跑<tr>出<td>单元<table><td>格</table></table>",
    "<a href=1>外<a href=2>内</a></a><p><ul>列<p><li>项<li>项</ul></p>",
    "<h1>标题<h2>标题</h1></h2><li>孤项</li></td></tr></p></br><p/><br/>",
    "<svg><script>alert(1)</script><a xlink:href='javascript:x'>图</a></svg><math><mi>x</math>",
    "<!-- 注释 ]]> --><![CDATA[ 内 ]]><?php echo 1 ?><!DOCTYPE html>文",
    "<p>&nbsp;&mdash;&bogus;&amp;amp;&lt;b&gt;&#0;&#x80;&#xD800;&copy&copy=1</p>",
    "<custom-tag>自定</custom-tag><o:p>词</o:p><font color=red size=7>旧</font><center>中</center><marquee>跑</marquee><blink>闪</blink>",
    "<video src=/v.mp4 poster=/p.jpg></video><audio src=a.mp3></audio><object data=x.swf></object><embed src=x.swf>",
    "<pre>\n  空 白\n</pre><textarea></p></textarea><xmp><b></xmp>",
    "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby><p>H<sub>2</sub>O<q>引</q><kbd>Ctrl</kbd>",
    "<div>" * 300 + "深" + "</div>" * 300,
    "<p>" + "字" * 6000 + "</p>",
    "<table><caption>表</caption><thead><tr><th colspan=0 rowspan=99999>头</table><dl><dt>术<dd>义<dt>语</dl><select><option>选</select>",
    "<plaintext>余",
    "<a href='https://新闻.中国/文?a=1&b[]=2'>链</a><a href='#note'>注</a><a href=''>空</a><a href='//x.cn'>x</a>",
    "<p>" + "<b>" * 200 + "粗" + "</b>" * 200,
]
PAGE = ("<html><head><title>页 | 站</title></head><body><h1>页题</h1><div>发布时间：2025-03-10 04:06 来源：网</div><div>",
        "</div></body></html>")
FORMS = ["html", "html", "html", "text", "markdown", "page"]


def mixed(rng, text):
    """The nasty text alone, or amid plain words."""
    if isinstance(text, bytes):
        return "普通".encode() + text if rng.random() < 0.5 else text
    return f"第{rng.randrange(1000)}条 {text}" if rng.random() < 0.5 else text


def body_of(rng, row):
    body = rng.choice(BODIES)
    if rng.random() < 0.4:
        text = rng.choice(TEXTS)
        body = body.encode() + b"<p>" + (text if isinstance(text, bytes) else text.encode()) + b"</p>"
    if row["form"] == "page":
        part = body if isinstance(body, bytes) else body.encode()
        body = PAGE[0].encode() + part + PAGE[1].encode()
    return body


def articles(count, seed=2025):
    """`count` rows. Row n takes the n-th value of every list, so that each occurs; behind a list's end values are drawn."""
    rng = random.Random(seed)
    lists = {"title": TEXTS, "summary": TEXTS, "source": TEXTS, "author": AUTHORS + TEXTS, "category": CATEGORIES + TEXTS,
             "url": ADDRESSES, "image": ADDRESSES, "published": DATES, "updated": DATES, "lang": LANGUAGES, "guid": GUIDS,
             "form": FORMS}
    for n in range(count):
        row = {}
        for name, values in lists.items():
            value = values[n] if n < len(values) else rng.choice(values)
            nasty_text = name in ("title", "summary", "source") and value is not None
            row[name] = mixed(rng, value) if nasty_text and n >= len(values) else value
        if rng.random() < 0.1:
            row["title"] = None
        if rng.random() < 0.3:
            row["summary"] = None
        if row["guid"] is not None:
            row["guid"] = row["guid"].replace("{n}", str(n)) if "{n}" in row["guid"] else f"{row['guid']}{n}"
        row["html"] = BODIES[n] if n < len(BODIES) else body_of(rng, row)
        row["form"] = "html" if n < len(BODIES) else row["form"]
        yield row
