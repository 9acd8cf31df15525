// [normalise] noise: what is done with the scraps that the cyclic rule finds.
#include "syndicated/normalise/normalise.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace syndicated;

namespace {

normalise::Outcome read_seed(NoiseMode mode) {
    std::ifstream in(std::filesystem::path(SYNDICATED_TEST_DATA) / "samples" / "seed-article.html", std::ios::binary);
    RawArticle raw;
    raw.key = "1";
    raw.form = Form::page;
    raw.html.assign(std::istreambuf_iterator<char>(in), {});
    Site site;
    site.noise = mode;
    return normalise::normalise(raw, {&site, "", "", sys_seconds(std::chrono::seconds(1'741'579'200)), nullptr});
}

auto count(const normalise::Outcome& outcome, bool removed) {
    return std::count_if(outcome.findings.begin(), outcome.findings.end(), [removed](const Finding& finding) {
        return finding.rule == "noise.cyclic" && finding.removed == removed;
    });
}

bool holds_scrap(const normalise::Outcome& outcome) {
    return outcome.article.text.find("传DI成") != std::string::npos;
}

}  // namespace

TEST_CASE("Scraps of the title are removed and listed, only listed, or left alone") {
    const auto removed = read_seed(NoiseMode::remove);
    CHECK(count(removed, true) == 15);
    CHECK_FALSE(holds_scrap(removed));
    const auto reported = read_seed(NoiseMode::report);
    CHECK(count(reported, true) == 0);
    CHECK(count(reported, false) == 15);
    const auto off = read_seed(NoiseMode::off);
    CHECK(count(off, true) + count(off, false) == 0);
    CHECK(holds_scrap(off));
}
