// Any bytes as a Markdown file: what front matter gives is valid text without NUL, each problem is one line, and the
// body is a fixed point of the sanitiser.
#include "intake/front_matter.hpp"
#include "intake/markdown_article.hpp"
#include "normalise/markdown.hpp"
#include "normalise/sanitise.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

void check(const std::optional<std::string>& text) {
    if (!text) return;
    if (!syndicated::is_valid_utf8(*text) || text->find('\0') != std::string::npos) std::abort();
}

void check(const syndicated::intake::MarkdownArticle& made) {
    const syndicated::RawArticle& article = made.article;
    for (const auto* field : {&article.guid, &article.url, &article.title, &article.category, &article.source,
                              &article.author, &article.published, &article.updated, &article.views, &article.summary,
                              &article.image, &article.lang, &article.origin}) {
        check(*field);
    }
    for (const std::string& category : article.more_categories) check(std::optional<std::string>(category));
    for (const std::string& problem : made.problems) {
        if (problem.rfind("line ", 0) != 0 || problem.find('\n') != std::string::npos) std::abort();
    }
}

void check_body(std::string_view markdown) {
    namespace normalise = syndicated::normalise;
    constexpr std::string_view base = "https://site.example/a/";
    const normalise::Markup markup = normalise::markdown_to_html(markdown);
    const normalise::SafeBody once = normalise::sanitise_fragment(markup.html, base);
    const normalise::SafeBody twice = normalise::sanitise_fragment(once.html, base);
    if (once.html.find("<script") != std::string::npos || twice.html != once.html) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string text = syndicated::intake::decode(bytes).text;
    const auto made = syndicated::intake::markdown_article(text, "2025-03-10-a.md");
    if (made.has_value()) check(*made);
    if (!made.has_value() && made.error().detail.empty()) std::abort();
    check_body(bytes);
    return 0;
}
