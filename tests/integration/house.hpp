// Everything from the store's file to the documents, driven by hand.
#pragma once

#include "app/publisher.hpp"
#include "app/reader.hpp"
#include "app/settings.hpp"

#include "support/fake_clock.hpp"
#include "support/faulty_store.hpp"
#include "support/temp_dir.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace syndicated::testing {

inline constexpr sys_seconds start_of_test{std::chrono::seconds(1'741'600'000)};

[[nodiscard]] inline RawArticle an_article(int number, const std::string& category) {
    RawArticle raw;
    raw.guid = fmt::format("https://www.example.cn/a/{}", number);
    raw.title = fmt::format("第{}篇", number);
    raw.category = category;
    raw.published = fmt::format("2025-03-{:02} 08:{:02}:00", 1 + number % 9, number % 60);
    raw.html = fmt::format("<p>正文{}，讲一件事。</p>", number);
    raw.added = start_of_test;
    return raw;
}

struct House {
    explicit House(const TempDir& folder, int threads = 1, std::string_view toml = "", sys_seconds now = start_of_test)
        : clock(now),
          settings(
              app::parse_settings(fmt::format("[site]\nid = \"example.cn,2025\"\n{}", toml), "t.toml", folder.path())
                  .value()),
          store(std::make_unique<FaultyStore>(
              store::open_store(settings.store.url, settings.store.name, folder.path(), store::Access::create)
                  .value())),
          ledger(ledger::open_ledger(settings.ledger_url, folder.path(), ledger::Access::owner).value()),
          threads(threads),
          reader(*store, *ledger, clock, threads),
          publisher(publication) {
        ledger->claim(settings.identity()).value();
        configure();
        publisher.publish_all(*ledger, settings.serving(), settings.memory_bytes, false).value();
        while (publisher.warm(*ledger, app::never).value()) {
        }
    }

    // Rules and tree as settings and category table say now.
    void configure() {
        const auto table = app::read_category_table(*store).value();
        rules = app::make_rules(settings, store->uuid().value(), table);
        ledger->configure(app::make_configuration(settings, table), clock.now_s()).value();
    }

    void read_and_publish() {
        while (step_and_publish(reader)) {
        }
        while (publisher.compress()) publisher.wait_for_coded();
    }

    // Every row through the rules again; returns how many.
    std::int64_t renormalise_and_publish() {
        app::Reader every_row(*store, *ledger, clock, threads, app::Pass::every_row);
        rows = 0;
        while (step_and_publish(every_row)) {
        }
        while (publisher.compress()) publisher.wait_for_coded();
        return rows;
    }

    bool step_and_publish(app::Reader& from) {
        const auto step = from.step(rules).value();
        rows += step.rows;
        publisher.publish(*ledger, step.committed, true).value();
        return step.more;
    }

    [[nodiscard]] std::map<std::string, std::string> documents() const {
        std::map<std::string, std::string> out;
        publication.current()->for_each([&](const std::string& path, const publish::Resource& resource) {
            if (resource.head.topic.empty()) return;
            out[path] = *resource.body.forms[publish::Coding::identity];
            out[path + " etag"] = publish::etag_of(resource.head.content, publish::Coding::identity);
        });
        return out;
    }

    FakeClock clock;
    app::Settings settings;
    std::unique_ptr<FaultyStore> store;
    std::unique_ptr<ledger::Ledger> ledger;
    publish::Publication publication;
    int threads;
    app::Reader reader;
    app::Publisher publisher;
    app::Rules rules;
    std::int64_t rows = 0;  // read in the last pass
};

}  // namespace syndicated::testing
