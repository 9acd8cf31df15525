// JSON and NDJSON from strangers: every string that reaches an article is valid UTF-8 without NUL.
#include "intake/json_article.hpp"
#include "intake/json_text.hpp"
#include "syndicated/base/text.hpp"

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

void check(const syndicated::RawArticle& article) {
    for (const auto* field : {&article.guid, &article.url, &article.title, &article.category, &article.source,
                              &article.author, &article.published, &article.updated, &article.views, &article.summary,
                              &article.image, &article.lang, &article.origin}) {
        check(*field);
    }
    check(std::optional<std::string>(article.html));
    for (const std::string& category : article.more_categories) check(std::optional<std::string>(category));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    syndicated::intake::JsonText text;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const auto parsed = text.parse(rest.substr(0, end));
        if (parsed.error.empty()) {
            const auto article = syndicated::intake::article_from(*parsed.value);
            if (article.has_value()) check(*article);
            if (!article.has_value() && article.error().detail.empty()) std::abort();
        }
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return 0;
}
