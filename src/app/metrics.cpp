#include "app/metrics.hpp"

#include "syndicated/base/counters.hpp"

#include <fmt/format.h>

#include <string_view>

namespace syndicated::app {

namespace {

http::HandlerResponse text(std::string body) {
    return {200, "text/plain; charset=utf-8", std::move(body)};
}

// Ready means: listening, with the ledger's documents served. What is behind schedule is said, and is no failure.
std::string readiness() {
    if (value_of(Counter::store_up) == 0) return "degraded: the article store does not answer\n";
    if (value_of(Counter::filling) == 1) return fmt::format("filling {} %\n", value_of(Counter::scan_progress));
    if (value_of(Counter::renormalising) == 1)
        return fmt::format("renormalising {} %\n", value_of(Counter::scan_progress));
    return "ready\n";
}

// What HELP and TYPE speak of: a histogram's rows are of one, with endings of their own.
std::string_view family_of(const CounterRow& row) {
    return row.type == "histogram" ? row.name.substr(0, row.name.rfind('_')) : row.name;
}

}  // namespace

std::string metrics_text() {
    std::string out;
    std::string_view described;
    const auto& rows = counter_rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        if (const auto family = family_of(row); family != described) {
            out +=
                fmt::format("# HELP syndicated_{} {}\n# TYPE syndicated_{} {}\n", family, row.help, family, row.type);
            described = family;
        }
        const auto labels = row.labels.empty() ? std::string{} : fmt::format("{{{}}}", row.labels);
        out += fmt::format("syndicated_{}{} {}\n", row.name, labels, value_of(static_cast<Counter>(i)));
    }
    out += "# HELP syndicated_build_info The program's version.\n# TYPE syndicated_build_info gauge\n";
    out += "syndicated_build_info{version=\"" SYNDICATED_VERSION "\"} 1\n";
    return out;
}

http::Handlers status_handlers() {
    http::Handlers handlers;
    handlers["/healthz"] = [] { return text("ok\n"); };
    handlers["/readyz"] = [] { return text(readiness()); };
    handlers["/metrics"] = [] {
        return http::HandlerResponse{200, "text/plain; version=0.0.4; charset=utf-8", metrics_text()};
    };
    return handlers;
}

}  // namespace syndicated::app
