#include "readings.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace syndicated::normalise;
using namespace syndicated::normalise::readings;

namespace {

constexpr std::string_view title = "夜班公交新增两条线路，站点多覆盖广";
constexpr std::string_view noisy =
    "夜班公交新增两条线路，夜公路覆盖大学城的班交三个校区。新增首班车是两条晚上十点发出的线多，夜公路末班车是班交凌晨四"
    "点。新增票价"
    "是两条两元，线多学生卡的优惠照旧。";
constexpr std::string_view clean =
    "夜班公交新增两条线路，覆盖大学城的三个校区。首班车是晚上十点发出的，末班车是凌晨四点。票价是两元，学生卡的优惠照旧"
    "。";

std::string file(const std::string& name) {
    std::ifstream in(std::string(SYNDICATED_TEST_DATA) + "/samples/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("Whole rounds of title scraps are taken out and listed") {
    const Denoised out = remove_title_noise(noisy, title);
    CHECK(out.text == clean);
    CHECK(out.removed.size() == 10);
    CHECK(out.removed.front() == "夜公路");
}

TEST_CASE("A clean text keeps every letter, also those that the title holds") {
    const Denoised out = remove_title_noise(clean, title);
    CHECK(out.text == clean);
    CHECK(out.removed.empty());
}

TEST_CASE("One round alone is too little to act on") {
    const std::string_view once =
        "夜班公交新增两条线路，夜公路覆盖大学城的班交三个校区。新增首班车是两条晚上十点发出的线多。";
    CHECK(remove_title_noise(once, title).text == once);
}

TEST_CASE("Scraps of another title are left alone") {
    CHECK(remove_title_noise(noisy, "渔港开捕首日千艘渔船出海").text == noisy);
    CHECK(remove_title_noise(noisy, "").text == noisy);
}

TEST_CASE("The seed article loses its fifteen scraps and nothing else") {
    const std::string text = file("seed-article.txt");
    REQUIRE(!text.empty());
    const Denoised out = remove_title_noise(text, "传DeepSeek自研芯片,厂商们要把AI成本打下来");
    REQUIRE(out.removed.size() == 15);
    const std::vector<std::string> round{"传DI成", "研芯", "片厂", "商们", "把A本打"};
    for (std::size_t i = 0; i < out.removed.size(); ++i) CHECK(out.removed[i] == round[i % 5]);
    CHECK(out.text.find("不少芯片厂商的适配") != std::string::npos);
    CHECK(out.text.find("也就是说DeepSeek-V3模型") != std::string::npos);
}

TEST_CASE("Noise is found over text runs, each with its own ranges") {
    const std::string_view cut = "班交";
    const std::size_t at = noisy.find(cut);
    const std::vector<std::string_view> runs{noisy.substr(0, at + 3), noisy.substr(at + 3)};  // inside the scrap
    const auto ranges = find_title_noise(runs, title).ranges;
    REQUIRE(ranges.size() == 2);
    std::string out;
    for (std::size_t n = 0; n < runs.size(); ++n) {
        std::size_t pos = 0;
        for (const ByteRange& range : ranges[n]) {
            out += runs[n].substr(pos, range.begin - pos);
            pos = range.end;
        }
        out += runs[n].substr(pos);
    }
    CHECK(out == clean);
}

TEST_CASE("A block of template marks alone is residue, a sentence about them is not") {
    for (const std::string_view block :
         {"{label:top}", "{dede:field.source/}", "[!--befrom--]", "{{ x }}", "{% if x %}", "<%=x%>", "${x}",
          "{$befrom}", "<!--{template}-->", " {label:a} {label:b} ", "[field:title/]", "{:url('x')}"}) {
        CAPTURE(block);
        CHECK(is_template_residue(block));
        CHECK(is_null_value(block));
    }
    for (const std::string_view block :
         {"", "模板里写 {label:top} 即可", "{不是:标签", "正文", "{}", "[图]", "{a}", "{label:top"}) {
        CAPTURE(block);
        CHECK_FALSE(is_template_residue(block));
    }
    CHECK(is_null_value("{author}"));
}

TEST_CASE("Residue lines leave a text, marks inside a sentence stay") {
    FieldContext context = usual_context();
    const auto out = read_noise("{label:top}\n渔船依次驶出港口。\n写作 {label:x} 时", context);
    CHECK(out.value.text == "渔船依次驶出港口。\n写作 {label:x} 时");
    CHECK(out.value.removed == std::vector<std::string>{"{label:top}"});
}

TEST_CASE("Words for nothing are null values") {
    for (const std::string_view value :
         {"", " ", "--", "-", "null", "NULL", "undefined", "未知", "无", "　", "…", "N/A"}) {
        CAPTURE(value);
        CHECK(is_null_value(value));
    }
    CHECK_FALSE(is_null_value("山海晚报"));
    CHECK_FALSE(is_null_value("0"));
}
