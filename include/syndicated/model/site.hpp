// What the operator says about the site: the settings that reach the articles and the documents. Plain values, made
// by app from the configuration, never changed while in use.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace date {
class time_zone;
}

namespace syndicated {

// A time zone: an IANA name (from the system's tzdata) or a fixed offset such as "+08:00". Cheap to copy; any thread.
class Zone {
public:
    // invalid_input: neither an offset nor a known name.
    [[nodiscard]] static Result<Zone> parse(std::string_view name);
    [[nodiscard]] static Zone fixed(std::chrono::seconds offset);

    [[nodiscard]] std::chrono::seconds offset_at(sys_seconds instant) const;
    // Local clock reading to UTC. A reading that occurs twice is the earlier; one that is skipped moves forward.
    [[nodiscard]] sys_seconds to_utc(std::chrono::local_seconds reading) const;
    // The first instant at which local clocks show `reading` or later: where a local day begins. Never decreases.
    [[nodiscard]] sys_seconds start_of(std::chrono::local_seconds reading) const;

private:
    const date::time_zone* zone_ = nullptr;  // owned by the zone database; null for a fixed offset
    std::chrono::seconds fixed_{0};
};

// RFC 3339, section 5.6, with the zone's numeric offset: 2025-03-10T04:06:31+08:00.
[[nodiscard]] std::string format_rfc3339(sys_seconds instant, const Zone& zone);

struct CategorySetting {  // [category."娱乐"]
    std::string name;
    std::string slug, title, about, parent;  // empty: not set

    friend bool operator==(const CategorySetting&, const CategorySetting&) = default;
};

// What a site calls its fields, beside the words that every site uses: "供稿单位" for the source.
struct SiteRuleLabels {
    std::vector<std::string> published, updated, source, author, editor, views, category;

    friend bool operator==(const SiteRuleLabels&, const SiteRuleLabels&) = default;
};

// How the pages of one host and its subdomains are read, where the general rules fail: [site_rule."www.example.cn"].
// Selectors are CSS; of several the first that finds something counts.
struct SiteRule {
    std::string host;  // lower case, A-labels
    std::vector<std::string> body, title, info;
    std::vector<std::string> drop;  // all of them count
    std::string source;             // of every article; empty: what the page says
    std::string time_zone;          // of times that name none; empty: the site's
    SiteRuleLabels labels;

    friend bool operator==(const SiteRule&, const SiteRule&) = default;
};

struct SourceAlias {  // a line of [source_alias]: "人民网-文化频道" = "人民网"
    std::string name, canonical;

    friend bool operator==(const SourceAlias&, const SourceAlias&) = default;
};

// What is done with scraps of the title that stand in a text again and again (docs/normalise.md, section 6).
enum class NoiseMode : std::uint8_t { off, report, remove };

// What AI systems and crawlers may do with the articles, in the words of RSL 1.0 (https://rslstandard.org/rsl).
struct License {
    std::vector<std::string> permits, prohibits;  // uses: "search", "ai-train" ...
    std::string payment;                          // "free", "attribution" ...; empty: not said
    std::string terms;                            // address of the terms in full
    std::string copyright;                        // who holds it

    // Nothing is said: no document has a licence.
    [[nodiscard]] bool empty() const {
        return permits.empty() && prohibits.empty() && payment.empty() && terms.empty() && copyright.empty();
    }
    friend bool operator==(const License&, const License&) = default;
};

struct Site {
    std::string title = "syndicated";
    std::string id;           // "example.cn,2025": the RFC 4151 tagging entity; empty: guids are urn:uuid
    std::string base_url;     // where feeds are served, without a trailing slash
    std::string home;         // the site itself; app fills in base_url when it is not set
    std::string article_url;  // template for rows without url: {key}, {category}, {id}
    std::string language = "zh-CN";
    std::string time_zone = "Asia/Shanghai";
    Zone zone = Zone::fixed(std::chrono::hours(8));  // app parses time_zone into it
    NoiseMode noise = NoiseMode::remove;
    std::vector<CategorySetting> categories;
    std::vector<SiteRule> rules;              // one for a host
    std::vector<SourceAlias> source_aliases;  // they win over the built-in table
    License license;
    bool rss_tombstones = false;    // whether RSS too says what was withdrawn, where the feeds hold it
    std::vector<std::string> hubs;  // WebSub hubs that every document advertises, in the settings' order
};

}  // namespace syndicated
