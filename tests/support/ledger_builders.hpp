// Items, batches and configurations for tests of what stands on a ledger: every field has a sensible value, a test
// names only what it is about.
#pragma once

#include "syndicated/ledger/ledger.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::testing {

inline constexpr sys_seconds noon{std::chrono::seconds{1'741'579'200}};  // 2025-03-10T04:00:00Z

[[nodiscard]] inline sys_seconds at(std::int64_t seconds_after_noon) {
    return noon + std::chrono::seconds{seconds_after_noon};
}

[[nodiscard]] inline Digest digest_named(std::string_view text) {
    return Digester().add(text).finish();
}

// An article of the store "main": `an_item("7").in({"娱乐"}).titled("标题")`. Key, guid and position follow from the
// number. A builder is an Item.
struct ItemBuilder : ledger::Item {
    ItemBuilder& titled(std::string_view title) { return article.title = title, reread(); }
    ItemBuilder& html(std::string html) { return article.html = std::move(html), reread(); }
    ItemBuilder& in(std::vector<std::string> categories) {
        article.categories = std::move(categories);
        article.category_path.clear();
        if (!article.categories.empty()) article.category_path.push_back(article.categories.front());
        return reread();
    }
    // The breadcrumb; its last name is the main category.
    ItemBuilder& under(std::vector<std::string> path) {
        article.categories = {path.back()};
        article.category_path = std::move(path);
        return reread();
    }
    ItemBuilder& published(sys_seconds instant) { return article.published.at = instant, reread(); }
    ItemBuilder& scheduled(sys_seconds instant) { return article.scheduled = true, published(instant); }
    ItemBuilder& added_at(sys_seconds instant) { return added = instant, reread(); }
    ItemBuilder& changed_at(sys_seconds instant) { return changed = instant, reread(); }
    ItemBuilder& flagged(bool featured = true) { return article.featured = featured, reread(); }
    ItemBuilder& withheld(Withheld why) { return article.withheld = why, reread(); }
    ItemBuilder& keyed(std::string key, std::int64_t position) {
        article.key = std::move(key);
        article.position = position;
        return reread();
    }

private:
    // What stands in the row changed.
    ItemBuilder& reread() {
        Digester d;
        d.add(article.key).add(article.title).add(article.html).add(article.published.at.time_since_epoch().count());
        for (const auto& name : article.categories) d.add(name);
        for (const auto& name : article.category_path) d.add(name);
        d.add(static_cast<std::int64_t>(article.featured));
        raw = d.add(static_cast<std::int64_t>(article.withheld)).finish();
        return *this;
    }
};

[[nodiscard]] inline ItemBuilder an_item(std::int64_t number) {
    ItemBuilder out;
    out.article.guid = fmt::format("tag:example.cn,2025:main/{}", number);
    out.article.store = "main";
    out.article.link = fmt::format("https://example.cn/{}.html", number);
    out.article.language = "zh-CN";
    out.keyed(fmt::format("{}", number), number);
    out.titled(fmt::format("第{}篇", number)).html(fmt::format("<p>正文 {}</p>", number));
    out.added_at(noon).published(at(-60 * number));
    return out;
}

[[nodiscard]] inline ledger::Batch a_batch(std::vector<ledger::Item> items) {
    ledger::Batch out;
    out.store = "main";
    out.items = std::move(items);
    out.fingerprint = digest_named("rules 1");
    out.cursor = "c";
    return out;
}

[[nodiscard]] inline ledger::Batch gone(std::vector<std::string> keys) {
    ledger::Batch out = a_batch({});
    out.gone = std::move(keys);
    return out;
}

// Slugs are the name's bytes in hex, so that no two collide; `proposed` overrules them.
[[nodiscard]] inline ledger::Configuration a_configuration() {
    ledger::Configuration out;
    out.site.title = "示例站";
    out.category_table.emplace();
    out.documents = digest_named("documents 1");
    out.propose_slug = [](std::string_view name) {
        std::string slug;
        for (const char c : name) slug += fmt::format("{:02x}", static_cast<unsigned char>(c));
        return slug;
    };
    return out;
}

[[nodiscard]] inline CategorySetting a_setting(std::string_view name, std::string_view slug) {
    CategorySetting out;
    out.name = name;
    out.slug = slug;
    return out;
}

[[nodiscard]] inline ledger::CategoryTableRow a_row(std::string_view name, std::string_view slug) {
    ledger::CategoryTableRow out;
    out.name = name;
    out.slug = slug;
    return out;
}

// Opens DIR/ledger.db; throws with the error's one line.
[[nodiscard]] inline std::unique_ptr<ledger::Ledger> ledger_in(const std::filesystem::path& folder,
                                                               ledger::Access access = ledger::Access::owner) {
    return ledger::open_ledger("sqlite:ledger.db", folder, access).value();
}

}  // namespace syndicated::testing
