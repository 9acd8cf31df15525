// What is said about the settings' rule for the article's site.
#include "normalise/draft.hpp"
#include "normalise/labels.hpp"
#include "syndicated/base/text.hpp"

#include <set>

namespace syndicated::normalise {

namespace {

std::string_view name_of(Field field) {
    switch (field) {
        case Field::source: return "source";
        case Field::published: return "published";
        case Field::updated: return "updated";
        case Field::author: return "author";
        case Field::editor: return "editor";
        case Field::views: return "views";
        case Field::category: return "category";
        case Field::other_time:
        case Field::other: break;
    }
    return "info";
}

// Which of the site's own labels were found; a line that the rule names is among the page's own too.
void report_labels(Draft& draft) {
    if (draft.material.rule->labels.rows().empty()) return;
    const Material& m = draft.material;
    std::set<std::string> told;
    for (const std::string_view lines : {m.by_rule.info, m.zones.info, m.zones.foot}) {
        const Parsed parsed(head_of(lines, max_field_bytes), draft.fields);
        for (const LabelHit& label : parsed.labels) {
            const std::string word(parsed.glyphs.slice(label.begin, label.end));
            if (!label.from_site || !told.insert(word).second) continue;
            remark(draft, name_of(label.field), "site_rule.label", word,
                   trim(parsed.glyphs.slice(label.value, label.value_end)));
        }
    }
}

}  // namespace

void report_site_rule(Draft& draft) {
    const Material& m = draft.material;
    if (m.rule == nullptr) return;
    remark(draft, "article", "site_rule.used", m.host, m.rule->host);
    if (m.rule->zone) remark(draft, "published", "site_rule.time_zone", m.rule->zone_name);
    report_labels(draft);
    for (const Finding& finding : m.by_rule.findings) {
        (finding.removed ? draft.removed : draft.remarks).push_back(finding);
    }
}

}  // namespace syndicated::normalise
