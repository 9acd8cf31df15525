#include "normalise/draft.hpp"

#include "normalise/glyphs.hpp"
#include "syndicated/base/text.hpp"

namespace syndicated::normalise {

std::string cut_for_report(std::string_view text) {
    constexpr std::size_t most = 300;
    std::size_t pos = 0;
    for (std::size_t n = 0; pos < text.size() && n < most; ++n) (void)next_code_point(text, pos);
    std::string out(text.substr(0, pos));
    if (pos < text.size()) out += "…";
    return out;
}

bool Choice::offer(std::string_view value, std::string_view raw, std::string_view rule, std::string_view place) {
    if (!value.empty() && !decided_) {
        decided_ = true;
        finding_.taken = cut_for_report(value);
        finding_.raw = cut_for_report(raw);
        finding_.rule = rule;
        finding_.place = place;
        return true;
    }
    if (value.empty() && rule.empty()) return false;  // says nothing about the field
    const std::string_view shown = value.empty() ? raw : value;
    if (!shown.empty() && finding_.passed_over.size() < 16) {
        const std::string reason = value.empty() ? std::string(rule) : "a better one was found";
        finding_.passed_over.push_back(std::string(place) + ": " + cut_for_report(shown) + " (" + reason + ")");
    }
    return false;
}

void Choice::close(std::string_view rule) {
    if (!decided_) finding_.rule = rule;
    finding_.decides = true;
    draft_.decided.push_back(std::move(finding_));
}

void remark(Draft& draft, std::string_view field, std::string_view rule, std::string_view raw, std::string_view taken) {
    Finding finding;
    finding.field = field;
    finding.rule = rule;
    finding.raw = cut_for_report(raw);
    finding.taken = cut_for_report(taken);
    draft.remarks.push_back(std::move(finding));
}

}  // namespace syndicated::normalise
