// Everything that /metrics shows: one row a counter, with its meaning and unit. Any thread (relaxed atomics).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace syndicated {

// X(id, type, name without "syndicated_", labels, help). Rows of one name stand together, and those of a histogram.
#define SYNDICATED_COUNTERS(X) \
    X(store_up, gauge, "store_up", "", "1 while the article store answers, 0 while it does not.") \
    X(filling, gauge, "filling", "", "1 until the first read of the article store is complete.") \
    X(renormalising, gauge, "renormalising", "", "1 while entries of other rules or settings are made anew.") \
    X(scan_progress, gauge, "scan_progress_percent", "", "How far the scan of the article store is.") \
    X(store_rows_read, counter, "store_rows_read_total", "", "Rows read from the article store.") \
    X(store_errors, counter, "store_errors_total", "", "Failed reads of the article store.") \
    X(inbox_files_done, counter, "inbox_files_total", "result=\"done\"", "Files taken from the inbox, by result.") \
    X(inbox_files_failed, counter, "inbox_files_total", "result=\"failed\"", "Files taken from the inbox, by result.") \
    X(articles_normalised, counter, "articles_normalised_total", "", "Articles put in order.") \
    X(articles_rejected, counter, "articles_rejected_total", "", "Articles kept out of every feed; explain says why.") \
    X(entries, gauge, "entries", "", "Published entries in the ledger.") \
    X(entries_rendered, counter, "entries_rendered_total", "", "Entries rendered, counted once per format.") \
    X(documents_rendered, counter, "documents_rendered_total", "", "Documents put together.") \
    X(feeds, gauge, "feeds", "", "Feeds served.") \
    X(resident_bytes, gauge, "resident_bytes", "", "Bytes of feeds' documents in memory.") \
    X(revisions, counter, "feed_revisions_total", "", "Times that a feed's shown entries changed.") \
    X(snapshot_swaps, counter, "snapshot_swaps_total", "", "Times that new documents were swapped in.") \
    X(http_connections, gauge, "http_connections", "", "Open connections.") \
    X(http_connections_total, counter, "http_connections_accepted_total", "", "Connections accepted.") \
    X(http_connections_refused, counter, "http_connections_refused_total", "", "Connections refused at a limit.") \
    X(http_cut_off, counter, "http_connections_cut_off_total", "", "Connections of slow readers ended for memory.") \
    X(http_2xx, counter, "http_responses_total", "code=\"2xx\"", "Responses by class of status.") \
    X(http_226, counter, "http_responses_total", "code=\"226\"", "Responses by class of status.") \
    X(http_304, counter, "http_responses_total", "code=\"304\"", "Responses by class of status.") \
    X(http_3xx, counter, "http_responses_total", "code=\"3xx\"", "Responses by class of status.") \
    X(http_4xx, counter, "http_responses_total", "code=\"4xx\"", "Responses by class of status.") \
    X(http_5xx, counter, "http_responses_total", "code=\"5xx\"", "Responses by class of status.") \
    X(http_sent_bytes, counter, "http_sent_bytes_total", "", "Bytes of heads and bodies sent.") \
    X(pings_sent, counter, "websub_pings_total", "result=\"accepted\"", "WebSub pings, by result.") \
    X(pings_failed, counter, "websub_pings_total", "result=\"failed\"", "WebSub pings, by result.") \
    X(pings_due, gauge, "websub_pings_due", "", "Pings that a hub has not accepted yet.") \
    X(announced, counter, "announcements_total", "result=\"accepted\"", \
      "Addresses told to search engines, by result.") \
    X(announcements_failed, counter, "announcements_total", "result=\"failed\"", \
      "Addresses told to search engines, by result.") \
    X(announcements_waiting, gauge, "announcements_waiting", "", "Addresses that search engines are to be told of.") \
    X(subscriptions, gauge, "hub_subscriptions", "", "Subscriptions at the built-in hub.") \
    X(subscriptions_failing, gauge, "hub_subscriptions_failing", "", "Those whose last delivery failed.") \
    X(subscriptions_quarantined, gauge, "hub_subscriptions_quarantined", "", \
      "Those that failed so often that they are tried in a lane of their own.") \
    X(hub_requests_accepted, counter, "hub_requests_total", "result=\"accepted\"", \
      "Requests to the built-in hub, by result.") \
    X(hub_requests_refused, counter, "hub_requests_total", "result=\"refused\"", \
      "Requests to the built-in hub, by result.") \
    X(verifications_confirmed, counter, "hub_verifications_total", "result=\"confirmed\"", \
      "What callbacks said to requests in their name.") \
    X(verifications_failed, counter, "hub_verifications_total", "result=\"failed\"", \
      "What callbacks said to requests in their name.") \
    X(deliveries_taken, counter, "hub_deliveries_total", "result=\"taken\"", "Deliveries to subscribers, by result.") \
    X(deliveries_failed, counter, "hub_deliveries_total", "result=\"failed\"", \
      "Deliveries to subscribers, by result.") \
    X(delivered_in_50ms, histogram, "hub_delivery_seconds_bucket", "le=\"0.05\"", \
      "Seconds from a version to its delivery, retries included.") \
    X(delivered_in_250ms, histogram, "hub_delivery_seconds_bucket", "le=\"0.25\"", \
      "Seconds from a version to its delivery, retries included.") \
    X(delivered_in_1s, histogram, "hub_delivery_seconds_bucket", "le=\"1\"", \
      "Seconds from a version to its delivery, retries included.") \
    X(delivered_in_10s, histogram, "hub_delivery_seconds_bucket", "le=\"10\"", \
      "Seconds from a version to its delivery, retries included.") \
    X(delivered_in_60s, histogram, "hub_delivery_seconds_bucket", "le=\"60\"", \
      "Seconds from a version to its delivery, retries included.") \
    X(delivered_in_1h, histogram, "hub_delivery_seconds_bucket", "le=\"3600\"", \
      "Seconds from a version to its delivery, retries included.") \
    X(delivered_in_all, histogram, "hub_delivery_seconds_bucket", "le=\"+Inf\"", \
      "Seconds from a version to its delivery, retries included.") \
    X(delivery_seconds, histogram, "hub_delivery_seconds_sum", "", \
      "Seconds from a version to its delivery, retries included.") \
    X(deliveries_timed, histogram, "hub_delivery_seconds_count", "", \
      "Seconds from a version to its delivery, retries included.") \
    X(deliveries_waiting, gauge, "hub_deliveries_waiting", "", "Deliveries that are due and not on their way.") \
    X(requests_waiting, gauge, "hub_requests_waiting", "", "Requests whose callbacks have not confirmed them yet.") \
    X(reloads_done, counter, "reloads_total", "result=\"done\"", "Reloads of the settings, by result.") \
    X(reloads_failed, counter, "reloads_total", "result=\"failed\"", "Reloads of the settings, by result.")

enum class Counter : std::uint8_t {
#define SYNDICATED_ID(id, type, name, labels, help) id,
    SYNDICATED_COUNTERS(SYNDICATED_ID)
#undef SYNDICATED_ID
        count_
};

struct CounterRow {
    std::string_view type, name, labels, help;
};

[[nodiscard]] const std::array<CounterRow, static_cast<std::size_t>(Counter::count_)>& counter_rows();

void count(Counter counter, std::int64_t by = 1) noexcept;
void set_gauge(Counter counter, std::int64_t value) noexcept;
[[nodiscard]] std::int64_t value_of(Counter counter) noexcept;

}  // namespace syndicated
