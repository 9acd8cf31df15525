#include "normalise/fragment.hpp"
#include "normalise/glyphs.hpp"
#include "normalise/labels.hpp"
#include "normalise/names.hpp"

#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

TEST_CASE("Folding gives labels one form and keeps every place") {
    const std::string text = "Ｓｏｕｒｃｅ：來　源﹕x\xE2\x80\x8By";
    const Glyphs glyphs(text);
    CHECK(glyphs.folded(0, glyphs.size()) == U"source:来 源:xy");
    CHECK(glyphs.slice(7, 10) == "來　源");
    CHECK(glyphs.slice(0, glyphs.size()) == text);
}

TEST_CASE("The traditional characters of labels and surnames fold to simplified ones") {
    CHECK(folded("發佈時間閱讀點擊瀏覽責任編輯記者圖攝") == U"发布时间阅读点击浏览责任编辑记者图摄");
    CHECK(folded("張劉陳楊黃趙吳錢龔鄺熱點") == U"张刘陈杨黄赵吴钱龚邝热点");
    CHECK(folded("经济濟") == U"经济濟");  // only what labels need: two papers differ by this character
}

TEST_CASE("A fragment's text has its tags off and its entities decoded once") {
    constexpr Row fragments[] = {{"来源：<a href=\"x\">山海</a>晚报", "来源：山海晚报"},
                                 {"a<!-- b > c -->d", "ad"},
                                 {"<p>一</p><p>二</p>", "一\n二"},
                                 {"<td>时间</td><td>2025</td>", " 时间  2025 "},
                                 {"一<br>二<br/>三", "一\n二\n三"},
                                 {"a<script>if (1 < 2) x();</script>b", "ab"},
                                 {"1 < 2 & 3 > 2", "1 < 2 & 3 > 2"},
                                 {"A&amp;B&#20013;&#x6587;&lt;x", "A&B中文<x"},
                                 {"&amp;lt;b&amp;gt;", "&lt;b&gt;"},
                                 {"&lt;b&gt;山海&lt;/b&gt;", "山海"},
                                 {"山海&amp;nbsp;晚报", "山海 晚报"},
                                 {"<a title=\"x > y\">z</a>", "z"},
                                 {"<a title=\"x", "<a title=\"x"},
                                 {"<b", "<b"},
                                 {"&#0;&#xD800;", "\xEF\xBF\xBD\xEF\xBF\xBD"},
                                 {"<%=x%>", "<%=x%>"},
                                 {"甲\xEF\xB7\x90乙&#xFDD1;\x01", "甲乙\xEF\xBF\xBD"}};
    for (const Row& row : fragments) {
        CAPTURE(row.input);
        CHECK(fragment_text(row.input) == row.expected);
    }
}

TEST_CASE("Words in angle brackets are no tags") {
    for (const std::string_view words : {"x<y且y>z", "if a<b then c>d", "List<String>用法", "HTML5 的 <video> 标签",
                                         "详解 <script> 与 <style> 的用法", "邮箱 <a@b.cn> 联系", "第</二>章"}) {
        CAPTURE(words);
        CHECK(fragment_text(words) == words);
        CHECK_FALSE(has_markup(words));
    }
    constexpr Row others[] = {{"&lt;video&gt;标签详解", "<video>标签详解"},
                              {"<b>List<String></b>", "List<String>"},
                              {"<video src=x>甲", "甲"},
                              {"<video>甲</video>乙", "甲乙"},
                              {"<o:p></o:p>甲<BR>乙<p >丙<hr/>", "甲\n乙\n丙"},
                              {"<section>甲</section><style>p{}</style>", "甲"}};
    for (const Row& row : others) {
        CAPTURE(row.input);
        CHECK(fragment_text(row.input) == row.expected);
    }
}

TEST_CASE("A person's name begins with a family name") {
    for (const std::u32string_view name : {U"王一", U"李四方", U"欧阳娜娜", U"欧阳修", U"买买提·艾力"})
        CHECK(is_person_name(name));
    for (const std::u32string_view name : {U"王", U"一二", U"在现场", U"王小二三四", U"Tom", U"山海网"})
        CHECK_FALSE(is_person_name(name));
}

TEST_CASE("Names are split at their separators and joined over padding") {
    constexpr Row lists[] = {
        {"张　三", "张三"},           {"张三 李四", "张三|李四"},  {"张三、李四，王五", "张三|李四|王五"},
        {"John Smith", "John Smith"}, {"张三和李四", "张三|李四"}, {"李和平", "李和平"},
        {"杨倩_NF4425", "杨倩"},      {"张三（实习）", "张三"},    {"张三,张三", "张三"}};
    for (const Row& row : lists) {
        CAPTURE(row.input);
        CHECK(text_of(split_names(row.input, NameKind::labelled)) == row.expected);
    }
}

TEST_CASE("Every label is written as folding leaves it, or it would never match") {
    for (const LabelRow& row : label_rows()) {
        std::u32string again;
        for (const char32_t c : row.word) again += fold(c);
        CHECK(again == std::u32string(row.word));
    }
}
