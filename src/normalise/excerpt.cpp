#include "normalise/excerpt.hpp"

#include "normalise/html_tree.hpp"
#include "normalise/images.hpp"
#include "normalise/line_kinds.hpp"
#include "syndicated/base/text.hpp"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <memory>

namespace syndicated::normalise {

namespace {

// Where the first `chars` graphemes of the text end, in bytes.
std::size_t grapheme_end(std::string_view text, std::size_t chars) {
    const std::string_view head = text.substr(0, std::min(text.size(), chars * 40));
    // Opening one reads rules; a thread keeps its own.
    thread_local const std::unique_ptr<icu::BreakIterator> breaks = [] {
        UErrorCode status = U_ZERO_ERROR;
        return std::unique_ptr<icu::BreakIterator>(
            icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    }();
    std::size_t points = 0;
    std::size_t pos = 0;
    if (!breaks) {
        for (; pos < head.size() && points < chars; ++points) (void)next_code_point(head, pos);
        return pos;
    }
    const icu::UnicodeString wide =
        icu::UnicodeString::fromUTF8(icu::StringPiece(head.data(), static_cast<std::int32_t>(head.size())));
    breaks->setText(wide);
    std::int32_t end = breaks->first();
    for (; points < chars; ++points) {
        const std::int32_t next = breaks->next();
        if (next == icu::BreakIterator::DONE) break;
        end = next;
    }
    std::string kept;
    wide.tempSubStringBetween(0, end).toUTF8String(kept);
    return std::min(kept.size(), text.size());
}

// Behind the last sentence's end in [begin, end), quotes and brackets taken along; 0 when none ends there.
std::size_t sentence_end(std::string_view text, std::size_t begin, std::size_t end) {
    std::size_t found = 0;
    for (std::size_t pos = begin; pos < end;) {
        const char32_t c = next_code_point(text, pos);
        if (c != U'。' && c != U'！' && c != U'？' && c != U'；' && c != U'!' && c != U'?') continue;
        while (pos < end) {
            std::size_t next = pos;
            const char32_t follower = next_code_point(text, next);
            if (follower != U'”' && follower != U'」' && follower != U'）' && follower != U'』' && follower != U'"')
                break;
            pos = next;
        }
        found = pos;
    }
    return found;
}

// The first paragraphs that read like text, joined.
std::string running_text(std::string_view text, std::size_t bytes) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size() && out.size() < bytes;) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = trim(text.substr(begin, end - begin));
        begin = end + 1;
        const bool heading = line.size() < 90 && !ends_sentence(line);
        if (line.empty() || heading || is_caption(line)) continue;
        if (!out.empty()) out += ' ';
        out += line;
    }
    return out;
}

}  // namespace

std::string cut_graphemes(std::string_view text, std::size_t chars) {
    const std::size_t end = grapheme_end(text, chars);
    std::string out(trim(text.substr(0, end)));
    if (end < text.size()) out += "…";
    return out;
}

std::string make_excerpt(std::string_view text, std::size_t chars) {
    std::string running = running_text(text, chars * 24);
    if (running.empty()) running = collapse_blanks(text.substr(0, text.find('\n')));
    const std::size_t end = grapheme_end(running, chars);
    if (end >= running.size()) return running;
    const std::size_t sentence = sentence_end(running, end / 2, end);
    if (sentence > 0) return running.substr(0, sentence);
    return cut_graphemes(running, chars);
}

}  // namespace syndicated::normalise
