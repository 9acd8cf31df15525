#include "syndicated/normalise/page_map.hpp"

#include "syndicated/normalise/site_rules.hpp"

#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;

namespace {

PageMap map_of(const RawArticle& raw, const Site& site = {}) {
    const auto rules = prepare_site_rules(site);
    Context context;
    context.site = &site;
    context.site_rules = rules.get();
    context.now = sys_seconds(std::chrono::seconds(1'741'579'200));
    return map_page(raw, context);
}

PageMap map_of(std::string html) {
    RawArticle raw;
    raw.form = Form::page;
    raw.html = std::move(html);
    return map_of(raw);
}

// "block: field=text" for each mark, "-rule=text" for a piece taken out.
std::vector<std::string> marks_of(const PageMap& map) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < map.blocks.size(); ++i) {
        for (const PageMark& m : map.blocks[i].marks) {
            const std::string name = m.field.empty() ? "-" + m.rule : m.field;
            out.push_back(std::to_string(i) + ": " + name + "=" + map.blocks[i].text.substr(m.begin, m.end - m.begin));
        }
    }
    return out;
}

std::string page(const std::string& info, const std::string& tail = "",
                 const std::string& path = "<div>首页 &gt; 新闻 &gt; 社会 &gt; 正文</div>") {
    return "<html><head><title>渔港开捕首日 千艘渔船出海_山海网</title></head><body>" + path +
           "<h1>渔港开捕首日 千艘渔船出海</h1>" + info +
           "<div><p>中午十二点，随着一声汽笛，一千一百多艘渔船依次驶出港口。</p>" +
           "<p>渔政部门提前检查了救生设备，发现问题的四十二艘船暂缓出海。</p>" + tail + "</div></body></html>";
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("each field is marked where its raw text stands") {
    const PageMap map = map_of(page("<div>来源：山海晚报 2025-02-18 10:20 浏览：215</div>", "<p>责任编辑：孙八</p>"));
    CHECK(marks_of(map) == Texts{"0: category=首页 > 新闻 > 社会 > 正文", "1: title=渔港开捕首日 千艘渔船出海",
                                 "2: source=山海晚报", "2: published=2025-02-18 10:20", "2: views=浏览：215",
                                 "5: editor=孙八"});
    CHECK(map.blocks[3].body);
    CHECK(map.blocks[4].body);
    CHECK_FALSE(map.blocks[2].body);
    CHECK_FALSE(map.blocks[5].body);
    CHECK(map.blocks[5].removed == "tail.credit");
}

TEST_CASE("a raw text may reach over elements, lines and blanks") {
    SECTION("inline elements without a blank between them") {
        const PageMap map = map_of(page("<div><i>来源：</i><i>山海晚报</i><i>2025-02-18</i><i>10:20</i></div>"));
        CHECK(marks_of(map)[2] == "2: source=山海晚报");
        CHECK(marks_of(map)[3] == "2: published=2025-02-1810:20");
    }
    SECTION("a date on three lines") {
        const PageMap map = map_of(page("<div><p>2025</p><p>02-18</p><p>10:20</p></div>"));
        const Texts marks = marks_of(map);
        CHECK(Texts(marks.begin() + 2, marks.end()) ==
              Texts{"2: published=2025", "3: published=02-18", "4: published=10:20"});
    }
    SECTION("a path whose words are parted by icons") {
        const PageMap map =
            map_of(page("", "", "<div class='crumb'><a>首页</a><i></i><a>新闻</a><i></i><a>社会</a></div>"));
        CHECK(marks_of(map).front() == "0: category=首页新闻社会");
    }
}

TEST_CASE("names out of one byline are marked one by one") {
    RawArticle raw;
    raw.html = "<p>山海网3月10日电（记者 王一 赵二）日前，渔船出海。</p>";
    CHECK(marks_of(map_of(raw)) == Texts{"0: source=山海网", "0: author=王一", "0: author=赵二"});
}

TEST_CASE("a title is marked as a whole block") {
    RawArticle raw;
    raw.form = Form::page;
    raw.title = "渔船";
    raw.html = page("<div>渔船 出港</div>");
    CHECK(marks_of(map_of(raw)) == Texts{"0: category=首页 > 新闻 > 社会 > 正文"});
    raw.html = page("<div>渔船</div>");
    CHECK(marks_of(map_of(raw))[1] == "2: title=渔船");
}

TEST_CASE("what stands in a column or a meta element has no mark") {
    RawArticle raw;
    raw.form = Form::page;
    raw.html = page("<div>浏览：215</div>");
    raw.source = "山海日报";
    raw.published = "2025-03-01 08:00";
    CHECK(marks_of(map_of(raw)) ==
          Texts{"0: category=首页 > 新闻 > 社会 > 正文", "1: title=渔港开捕首日 千艘渔船出海", "2: views=浏览：215"});
}

TEST_CASE("a number is marked where it stands alone, if it does") {
    RawArticle raw;
    raw.form = Form::page;
    SECTION("inside of a longer one only when that is all there is") {
        raw.html = page("<div><b>浏览：218</b></div><div>2025-02-18 10:20</div>");
        CHECK(marks_of(map_of(raw))[2] == "2: views=浏览：218");
    }
    SECTION("a day that another field repeats with its hour") {
        raw.html = page("<div>更新：2025-02-18 10:20</div><div>发布：2025-02-18</div>");
        CHECK(marks_of(map_of(raw))[2] == "2: updated=2025-02-18 10:20");
        CHECK(marks_of(map_of(raw))[3] == "3: published=2025-02-18");
    }
}

TEST_CASE("what a site's rule finds is marked wherever it stands") {
    Site site;
    site.home = "https://www.example.cn/";
    SiteRule& rule = site.rules.emplace_back();
    rule.host = "example.cn";
    rule.info = {".far"};
    rule.drop = {".ad"};
    RawArticle raw;
    raw.form = Form::page;
    raw.html = page("<div class='ad'>买茶叶</div>", "<p class='far'>浏览：215 来源：山海晚报</p>");
    const PageMap map = map_of(raw, site);
    CHECK(marks_of(map) == Texts{"0: category=首页 > 新闻 > 社会 > 正文", "1: title=渔港开捕首日 千艘渔船出海",
                                 "4: views=浏览：215", "4: source=山海晚报"});
}

TEST_CASE("the seed article's noise and residue are marked as taken out") {
    RawArticle raw;
    raw.form = Form::page;
    raw.html = testing::read_file(std::string(SYNDICATED_TEST_DATA) + "/samples/seed-article.html");
    const PageMap map = map_of(raw);
    int noise = 0, residue = 0;
    for (const PageBlock& block : map.blocks) {
        if (block.removed == "template_residue") ++residue;
        for (const PageMark& m : block.marks) noise += m.rule == "noise.cyclic" ? 1 : 0;
    }
    CHECK(noise == 15);
    CHECK(residue == 1);
}

TEST_CASE("an empty article has an empty map") {
    CHECK(map_of(RawArticle{}).blocks.empty());
}
