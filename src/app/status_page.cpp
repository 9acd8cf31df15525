#include "app/status_page.hpp"

#include "app/escape_html.hpp"
#include "app/metrics.hpp"
#include "app/status_charts.hpp"
#include "app/status_style.hpp"
#include "syndicated/base/counters.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace syndicated::app {

namespace {

constexpr std::size_t most_topics = 50;

std::string as_bytes(std::int64_t bytes) {
    constexpr std::array<std::string_view, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1024 && unit + 1 < units.size(); ++unit) value /= 1024;
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

std::string as_span(std::chrono::seconds span) {
    const auto all = span.count();
    if (all < 60) return fmt::format("{} s", all);
    const auto days = all / 86400, hours = all / 3600 % 24, minutes = all / 60 % 60;
    if (days > 0) return fmt::format("{} d {} h", days, hours);
    return hours > 0 ? fmt::format("{} h {} min", hours, minutes) : fmt::format("{} min", minutes);
}

std::string count_of(Counter counter) {
    return with_commas(value_of(counter));
}

class StatusWriter {
public:
    explicit StatusWriter(const StatusView& view) : view_(view) {}

    std::string write() {
        write_head();
        out_ += "<main>\n";
        write_articles();
        write_rendering();
        write_requests();
        write_hubs();
        write_own_hub();
        out_ +=
            "</main>\n<footer>For programs: /metrics. One by one: <code>syndicated hub list</code> and "
            "<code>syndicated websub status</code>."
            "</footer>\n</body>\n</html>\n";
        return std::move(out_);
    }

private:
    struct Fact {
        std::string_view name;
        Counter counter;
        bool is_trouble = false;  // unless it is 0
    };

    template <class... Values>
    void add(fmt::format_string<Values...> form, Values&&... values) {
        fmt::format_to(std::back_inserter(out_), form, std::forward<Values>(values)...);
    }

    void add_fact(std::string_view name, std::string_view value, bool is_bad = false) {
        add("<div{}><dt>{}</dt><dd>{}</dd></div>\n", is_bad ? " class=\"bad\"" : "", name, value);
    }

    void add_facts(std::initializer_list<Fact> facts) {
        for (const Fact& fact : facts) {
            const bool is_bad = fact.is_trouble && value_of(fact.counter) != 0;
            add_fact(fact.name, count_of(fact.counter), is_bad);
        }
    }

    void write_head() {
        const std::string instant = format_rfc3339(view_.at, view_.zone);
        std::string shown = instant.substr(0, 19) + " " + instant.substr(19);
        shown[10] = ' ';
        const std::string state = readiness_text();
        out_ +=
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"robots\" content=\"noindex\"/>\n";
        add("<title>syndicated: {}</title>\n<style>{}</style>\n</head>\n<body>\n", trim(state), status_css);
        std::string_view kind = "busy";
        if (state == "ready\n") kind = "good";
        if (state.starts_with("degraded")) kind = "bad";
        add("<header>\n<h1>syndicated {}</h1>\n<p class=\"state {}\">{}</p>\n", SYNDICATED_VERSION, kind, trim(state));
        add("<p class=\"when\">up for {} · <time datetime=\"{}\">{}</time></p>\n</header>\n", as_span(view_.uptime),
            instant, shown);
    }

    void write_articles() {
        out_ += "<section>\n<h2>Articles</h2>\n<dl class=\"facts\">\n";
        add_facts({{"published", Counter::entries},
                   {"feeds", Counter::feeds},
                   {"changes of feeds", Counter::revisions},
                   {"rows read", Counter::store_rows_read},
                   {"reads that failed", Counter::store_errors, true},
                   {"files from the inbox", Counter::inbox_files_done},
                   {"files that failed", Counter::inbox_files_failed, true},
                   {"kept out of every feed", Counter::articles_rejected}});
        out_ += "</dl>\n</section>\n";
    }

    void write_rendering() {
        out_ += "<section>\n<h2>Documents</h2>\n<dl class=\"facts\">\n";
        add_facts({{"articles put in order", Counter::articles_normalised},
                   {"entries rendered", Counter::entries_rendered},
                   {"documents put together", Counter::documents_rendered},
                   {"times swapped in", Counter::snapshot_swaps}});
        add_fact("in memory", as_bytes(value_of(Counter::resident_bytes)));
        add_facts({{"reloads of the settings", Counter::reloads_done},
                   {"reloads that failed", Counter::reloads_failed, true}});
        out_ += "</dl>\n</section>\n";
    }

    void write_requests() {
        out_ += "<section class=\"wide\">\n<h2>Requests</h2>\n<dl class=\"facts\">\n";
        add_facts({{"2xx", Counter::http_2xx},
                   {"304, nothing new", Counter::http_304},
                   {"226, news alone", Counter::http_226},
                   {"3xx, elsewhere", Counter::http_3xx},
                   {"4xx, refused", Counter::http_4xx},
                   {"5xx, failed", Counter::http_5xx, true}});
        add_fact("sent", as_bytes(value_of(Counter::http_sent_bytes)));
        add_facts({{"connections now", Counter::http_connections},
                   {"refused at a limit", Counter::http_connections_refused, true},
                   {"slow readers cut off", Counter::http_cut_off, true}});
        out_ += "</dl>\n<h3>Requests per minute</h3>\n";
        std::vector<MinuteBar> bars;
        for (const MinuteCounts& minute : view_.hour) bars.push_back({minute.requests, 0});
        out_ += minutes_chart({"requests", "Requests per minute"}, bars);
        out_ += "</section>\n";
    }

    void write_hubs() {
        out_ += "<section class=\"wide\">\n<h2>Hubs that are told</h2>\n";
        if (!view_.hubs || view_.hubs->empty()) {
            add("<p>{}</p>\n</section>\n", view_.hubs ? "None: [websub] hubs is empty." : "Not looked at yet.");
            return;
        }
        out_ +=
            "<table>\n<thead><tr><th>hub</th><th>feeds</th><th>told</th><th>waiting</th><th>given up</th>"
            "<th class=\"words\">its last answers</th></tr></thead>\n<tbody>\n";
        for (const HubStanding& hub : *view_.hubs) write_hub(hub);
        add("</tbody>\n</table>\n<p class=\"note\">Pings since the start: {} accepted, {} failed.</p>\n</section>\n",
            count_of(Counter::pings_sent), count_of(Counter::pings_failed));
    }

    void write_hub(const HubStanding& hub) {
        add("<tr><td><bdi>{}</bdi></td>", escape_html(hub.hub));
        add_number("feeds", hub.topics);
        add_number("told", hub.told);
        add_number("waiting", hub.waiting);
        add_number("given up", hub.given_up, true);
        out_ += "<td class=\"words\" data-label=\"its last answers\"><ul>";
        for (const auto& [answer, topics] : hub.answers) {
            add("<li><bdi>{}</bdi> × {}</li>", escape_html(cut(answer)), with_commas(topics));
        }
        out_ += hub.answers.empty() ? "<li>none yet</li></ul></td></tr>\n" : "</ul></td></tr>\n";
    }

    static std::string cut(std::string_view text) {
        constexpr std::size_t most = 120;
        std::size_t pos = 0, read = 0;
        for (; pos < text.size() && read < most; ++read) (void)next_code_point(text, pos);
        return std::string(text.substr(0, pos)) + (pos < text.size() ? "…" : "");
    }

    void add_number(std::string_view label, std::int64_t value, bool is_trouble = false) {
        add("<td{} data-label=\"{}\">{}</td>", is_trouble && value != 0 ? " class=\"bad\"" : "", label,
            with_commas(value));
    }

    void write_own_hub() {
        out_ += "<section class=\"wide\">\n<h2>Subscriptions at the built-in hub</h2>\n";
        if (view_.hub == nullptr) {
            out_ += "<p>The hub is off: [hub] enabled is false.</p>\n</section>\n";
            return;
        }
        const websub::TopicSummary& all = view_.hub->all;
        out_ += "<dl class=\"facts\">\n";
        add_fact("subscriptions", with_commas(all.subscriptions));
        add_fact("topics", with_commas(view_.hub->topic_count));
        add_fact("without the newest version", with_commas(all.behind));
        add_fact("versions that the slowest lacks", with_commas(static_cast<std::int64_t>(all.lag)));
        add_fact("last delivery failed", with_commas(all.failing), all.failing != 0);
        add_fact("in quarantine", with_commas(all.quarantined), all.quarantined != 0);
        add_fact("paused", with_commas(all.paused));
        add_fact("lease over", with_commas(view_.hub->lapsed));
        add_facts({{"deliveries taken", Counter::deliveries_taken},
                   {"deliveries failed", Counter::deliveries_failed},
                   {"deliveries waiting", Counter::deliveries_waiting},
                   {"requests accepted", Counter::hub_requests_accepted},
                   {"requests refused", Counter::hub_requests_refused},
                   {"requests to be confirmed", Counter::requests_waiting}});
        out_ += "</dl>\n<div class=\"charts\">\n";
        write_delivery_charts();
        out_ += "</div>\n";
        write_topics();
        out_ += "</section>\n";
    }

    void write_delivery_charts() {
        std::vector<MinuteBar> bars;
        for (const MinuteCounts& minute : view_.hour)
            bars.push_back({minute.deliveries_taken, minute.deliveries_failed});
        out_ += "<div>\n<h3>Deliveries per minute</h3>\n";
        out_ += minutes_chart({"deliveries", "Deliveries per minute"}, bars);
        out_ += "<p class=\"key\"><span class=\"well\">taken</span> <span class=\"badly\">failed</span></p>\n</div>\n";
        // Each bucket counts what is in the ones before it too.
        constexpr std::array<std::pair<std::string_view, Counter>, 7> buckets{
            {{"to 50 ms", Counter::delivered_in_50ms},
             {"to 250 ms", Counter::delivered_in_250ms},
             {"to 1 s", Counter::delivered_in_1s},
             {"to 10 s", Counter::delivered_in_10s},
             {"to 1 min", Counter::delivered_in_60s},
             {"to 1 h", Counter::delivered_in_1h},
             {"longer", Counter::delivered_in_all}}};
        std::vector<NamedBar> rows;
        std::int64_t before = 0;
        for (const auto& [name, counter] : buckets) {
            const std::int64_t value = std::max(before, value_of(counter));
            rows.push_back({name, value - before});
            before = value;
        }
        out_ += "<div>\n<h3>From a version to its delivery</h3>\n";
        out_ += rows_chart({"latency", "From a version to its delivery"}, rows);
        out_ += "</div>\n";
    }

    void write_topics() {
        const auto& topics = view_.hub->topics;
        if (topics.empty()) {
            out_ += "<p class=\"note\">Nobody has subscribed yet.</p>\n";
            return;
        }
        out_ +=
            "<h3>By topic</h3>\n<table>\n<thead><tr><th>topic</th><th>subscriptions</th><th>behind</th>"
            "<th>versions lacked</th><th>failing</th><th>in quarantine</th></tr></thead>\n<tbody>\n";
        const std::size_t shown = std::min(most_topics, topics.size());
        for (std::size_t i = 0; i < shown; ++i) {
            const websub::TopicSummary& topic = topics[i];
            add("<tr><td><bdi>{}</bdi></td>", escape_html(topic.topic));
            add_number("subscriptions", topic.subscriptions);
            add_number("behind", topic.behind);
            add_number("versions lacked", static_cast<std::int64_t>(topic.lag));
            add_number("failing", topic.failing, true);
            add_number("in quarantine", topic.quarantined, true);
            out_ += "</tr>\n";
        }
        out_ += "</tbody>\n</table>\n";
        const std::int64_t more = view_.hub->topic_count - static_cast<std::int64_t>(shown);
        if (more > 0) add("<p class=\"note\">{} more topics have fewer subscriptions.</p>\n", with_commas(more));
    }

    const StatusView& view_;
    std::string out_;
};

}  // namespace

std::string render_status(const StatusView& view) {
    return StatusWriter(view).write();
}

}  // namespace syndicated::app
