// Published and updated: which of several places is believed, and what is done with times in the future.
#include "normalise/draft.hpp"
#include "normalise/urls.hpp"

#include <chrono>

namespace syndicated::normalise {

namespace {

using std::chrono::days;
using TimeReading = Reading<std::optional<Timestamp>>;

struct Candidate {
    TimeReading reading;
    std::string place;
};

// Of the column any year counts: 9999 says "never" there.
TimeReading read_column(const std::string& published, const FieldContext& fields) {
    TimeReading reading = read_time(published, fields);
    if (reading.value) return reading;
    FieldContext any_year = fields;
    any_year.last_year = 9999;
    TimeReading far = read_time(published, any_year);
    return far.value ? far : reading;
}

// Best first: NORMALISE.md (docs/), section 3.2.
std::vector<Candidate> find_published(const Draft& draft) {
    std::vector<Candidate> out;
    const PageMeta& meta = draft.material.meta;
    if (draft.raw.published) out.push_back({read_column(*draft.raw.published, draft.fields), "column published"});
    out.push_back({draft.ruled.published, draft.material.by_rule.info_place});
    out.push_back({draft.info.published, "info line"});
    for (const MetaValue& one : meta.published) out.push_back({read_time(one.value, draft.fields), one.place});
    out.push_back({draft.foot.published, "foot"});
    for (const std::string& url : {draft.raw.url.value_or(""), meta.canonical, meta.og_url}) {
        const std::string day = day_in_url(url);
        if (day.empty()) continue;
        TimeReading reading = read_time(day, draft.fields);
        reading.raw = url;
        reading.rule = "time.url";
        out.push_back({std::move(reading), "address"});
    }
    out.push_back({draft.masthead.published, "masthead"});
    out.push_back({draft.closing.published, "last paragraph"});
    return out;
}

sys_seconds local_day(sys_seconds at, const Zone& zone) {
    return std::chrono::floor<days>(at + zone.offset_at(at));
}

// 09-07 19:02 and 昨天: the year or the whole day hang on when the page was taken in.
bool is_vague(const TimeReading& reading) {
    for (const std::string_view form :
         {"time.no_year", "time.relative", "time.day_word", "time.weekday", "time.clock"}) {
        if (reading.rule.rfind(form, 0) == 0) return true;
    }
    return false;
}

// A page's time of change still tells the year of a date without one.
void add_updates(std::vector<Candidate>& all, const Draft& draft) {
    for (const MetaValue& one : draft.material.meta.updated)
        all.push_back({read_time(one.value, draft.fields), one.place});
}

// What the page's own data say beats a vague form. A date without its year must be the same day there; of several the
// one nearest to the shown clock counts.
std::size_t settle(const std::vector<Candidate>& all, std::size_t chosen, const Zone& zone) {
    const TimeReading& shown = all[chosen].reading;
    if (!is_vague(shown)) return chosen;
    const bool dated = shown.rule.rfind("time.no_year", 0) == 0;
    const auto local = [&zone](sys_seconds at) { return at + zone.offset_at(at); };
    const auto clock_of = [&](sys_seconds at) { return local(at) - std::chrono::floor<days>(local(at)); };
    const std::chrono::year_month_day day(std::chrono::floor<days>(local(shown.value->at)));
    std::size_t best = chosen;
    std::chrono::seconds least = days(1);
    for (std::size_t i = chosen + 1; i < all.size(); ++i) {
        const std::optional<Timestamp>& other = all[i].reading.value;
        if (!other || is_vague(all[i].reading)) continue;
        if (!dated) return i;
        const std::chrono::year_month_day its(std::chrono::floor<days>(local(other->at)));
        const auto apart = std::chrono::abs(clock_of(other->at) - clock_of(shown.value->at));
        if (its.month() != day.month() || its.day() != day.day() || apart >= least) continue;
        best = i;
        least = apart;
    }
    return best;
}

// The same day said more exactly elsewhere.
std::size_t refine(const std::vector<Candidate>& all, std::size_t chosen, const Zone& zone) {
    const Timestamp& rough = *all[chosen].reading.value;
    if (rough.precision != Precision::day) return chosen;
    for (std::size_t i = chosen + 1; i < all.size(); ++i) {
        const std::optional<Timestamp>& other = all[i].reading.value;
        if (other && other->precision != Precision::day && local_day(other->at, zone) == local_day(rough.at, zone)) {
            return i;
        }
    }
    return chosen;
}

void decide_published(Draft& draft) {
    const Zone& zone = draft.fields.zone;
    const sys_seconds now = draft.context.now;
    std::vector<Candidate> all = find_published(draft);
    std::size_t chosen = 0;
    while (chosen < all.size() && !all[chosen].reading.value) ++chosen;
    const bool from_column = chosen == 0 && draft.raw.published && !all.empty();
    if (chosen < all.size() && all[chosen].reading.rule.rfind("time.no_year", 0) == 0) add_updates(all, draft);
    if (chosen < all.size() && !from_column) chosen = refine(all, settle(all, chosen, zone), zone);
    Choice choice(draft, "published");
    if (chosen < all.size()) {
        const Candidate& best = all[chosen];
        draft.article.published = *best.reading.value;
        choice.offer(format_rfc3339(best.reading.value->at, zone), best.reading.raw, best.reading.rule, best.place);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == chosen) continue;
        const std::optional<Timestamp>& value = all[i].reading.value;
        choice.offer(value ? format_rfc3339(value->at, zone) : std::string{}, all[i].reading.raw, all[i].reading.rule,
                     all[i].place);
    }
    Timestamp& published = draft.article.published;
    if (chosen == all.size()) {
        published = {now, Precision::second};
        choice.offer(format_rfc3339(now, zone), {}, "first_seen", "first seen");
    }
    choice.close();
    if (published.at <= now) return;
    if (from_column) {
        draft.article.scheduled = true;
        const bool far = published.at > now + days(366);
        remark(draft, "published", far ? "scheduled_far_ahead" : "scheduled", *draft.raw.published,
               format_rfc3339(published.at, zone));
    } else {
        remark(draft, "published", "clamped_to_first_seen", format_rfc3339(published.at, zone),
               format_rfc3339(now, zone));
        published = {now, Precision::second};
    }
}

void decide_updated(Draft& draft) {
    Choice choice(draft, "updated");
    const Zone& zone = draft.fields.zone;
    const sys_seconds published = draft.article.published.at;
    // What a page says may not lie ahead of the moment when it was last taken in.
    const sys_seconds latest = std::max(draft.context.now, draft.raw.changed.value_or(draft.context.now)) + days(1);
    const auto offer = [&](TimeReading reading, std::string_view place, bool column) {
        if (reading.value && reading.value->at < published) {
            reading.value.reset();
            reading.rule = "before_published";
        } else if (reading.value && !column && reading.value->at > latest) {
            reading.value.reset();
            reading.rule = "in_the_future";
        }
        const std::string value = reading.value ? format_rfc3339(reading.value->at, zone) : std::string{};
        if (choice.offer(value, reading.raw, reading.rule, place)) draft.article.updated = reading.value;
    };
    if (draft.raw.updated) offer(read_time(*draft.raw.updated, draft.fields), "column updated", true);
    offer(draft.ruled.updated, draft.material.by_rule.info_place, false);
    offer(draft.info.updated, "info line", false);
    offer(draft.foot.updated, "foot", false);
    for (const MetaValue& one : draft.material.meta.updated)
        offer(read_time(one.value, draft.fields), one.place, false);
    choice.close();
}

}  // namespace

void decide_times(Draft& draft) {
    decide_published(draft);
    decide_updated(draft);
}

}  // namespace syndicated::normalise
