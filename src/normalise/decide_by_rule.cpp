// What is said about the settings' rule for the article's site.
#include "normalise/draft.hpp"
#include "normalise/labels.hpp"

#include <iterator>

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

// Which of the site's own labels were found.
void report_labels(Draft& draft, std::string_view lines) {
    if (draft.fields.labels == nullptr || draft.fields.labels->rows().empty()) return;
    const Parsed parsed(lines, draft.fields);
    for (const LabelHit& label : parsed.labels) {
        if (!label.from_site) continue;
        remark(draft, name_of(label.field), "site_rule.label", parsed.glyphs.slice(label.begin, label.end),
               parsed.glyphs.slice(label.value, label.value_end));
    }
}

}  // namespace

void report_site_rule(Draft& draft) {
    const Material& m = draft.material;
    if (m.rule == nullptr) return;
    remark(draft, "article", "site_rule.used", m.host, m.rule->host);
    if (m.rule->zone) remark(draft, "published", "site_rule.time_zone", m.rule->zone_name);
    for (const std::string_view lines : {m.by_rule.info, m.zones.info, m.zones.foot}) report_labels(draft, lines);
    for (const Finding& finding : m.by_rule.findings) {
        (finding.removed ? draft.removed : draft.remarks).push_back(finding);
    }
}

}  // namespace syndicated::normalise
