// Live feed and archives together hold each article once.
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace syndicated::ledger {

using namespace testing;

namespace {

constexpr std::int64_t many = 100'000;

// An article every 20 seconds, then every ten minutes, then every two hours: archives by hours, days and months.
constexpr const char* fill_many = R"sql(
CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
  SELECT i, 'tag:example.cn,2025:main/' || i AS guid, 1741579200 - CASE WHEN i <= 40000 THEN i * 20
    WHEN i <= 70000 THEN 800000 + (i - 40000) * 600 ELSE 18800000 + (i - 70000) * 7200 END AS published FROM n;
INSERT INTO guid_memory (id, guid, store, key, first_seen, last_changed, raw, content)
  SELECT i, guid, 'main', i, published, published, x'', x'' FROM n;
INSERT INTO entry SELECT i, guid, 'main', i, 0, '', published, published, published, 10, randomblob(16), x'', '', '', '',
  '', '', '', '', '', 2, 0, NULL, NULL, NULL, 0, '', '', '', 0, 0, '' FROM n;
INSERT INTO membership SELECT 0, published, guid, id, 1, digest, updated, bytes, digest FROM entry;
UPDATE feed SET entries = 100000, direct = 100000 WHERE id = 0;
DELETE FROM meta WHERE name = 'configured';  -- the next start looks at every feed
)sql";

// An import without dates: two seconds of one hour, the newer one with a third of them.
constexpr const char* all_at_once = R"sql(
UPDATE entry SET published = 1741579198 + (id % 3 = 0), bytes = 10000;
UPDATE membership SET published = 1741579198 + (entry % 3 = 0), bytes = 10000;
)sql";

struct Walk {
    std::set<std::int64_t> seen;
    std::size_t most_at_once = 0;                                    // entries of an archive
    std::map<std::string, std::pair<Digest, std::string>> archives;  // key -> digest, previous archive
    std::vector<std::string> faults;
};

Walk walk(Ledger& ledger, std::string_view slug) {
    Walk out;
    Feed page = ledger.feed(slug).value();
    sys_seconds last = sys_seconds::max();
    for (;;) {
        for (const auto& ref : page.entries) {
            if (!out.seen.insert(ref.id).second) out.faults.push_back("twice: " + std::to_string(ref.id));
            if (ref.published > last) out.faults.push_back("not in order: " + std::to_string(ref.id));
            last = ref.published;
        }
        if (page.previous_archive.empty()) return out;
        const std::string key = page.previous_archive;
        page = ledger.archive(slug, key).value();
        out.most_at_once = std::max(out.most_at_once, page.entries.size());
        const bool is_new = out.archives.insert({key, {page.digest, page.previous_archive}}).second;
        if (!is_new) out.faults.push_back("a circle at " + key);
        if (!is_new) return out;
    }
}

std::set<std::size_t> key_lengths(const Walk& walked) {
    std::set<std::size_t> out;
    for (const auto& archive : walked.archives) out.insert(archive.first.size());
    return out;
}

// `many` articles, the oldest written by hand: a commit each would take long.
void fill(const std::filesystem::path& folder, const std::string& more = "") {
    ledger_in(folder)->configure(a_configuration(), noon).value();
    SQLite::Database(folder.string() + "/ledger.db", SQLite::OPEN_READWRITE).exec(fill_many + more);
}

}  // namespace

TEST_CASE("a walk from the live feed through all archives meets each of 100,000 articles once") {
    TempDir dir;
    fill(dir.path());
    const auto ledger = ledger_in(dir.path());
    ledger->configure(a_configuration(), noon).value();
    const auto reader = ledger_in(dir.path(), Access::read_only);
    const Walk before = walk(*reader, "all");
    CHECK(before.faults.empty());
    CHECK(before.seen.size() == many);
    CHECK(key_lengths(before) == std::set<std::size_t>{7, 10, 13});

    std::mt19937 random(7);
    std::set<std::int64_t> withdrawn;
    std::vector<Item> items;
    for (int i = 0; i < 400; ++i) {
        const auto number = std::uniform_int_distribution<std::int64_t>(1, many)(random);
        if (i % 2 == 0) withdrawn.insert(number);
        // Others move to another time, some of them to the newest.
        if (i % 2 == 1) items.push_back(an_item(number).published(at(-number * (i % 3 == 0 ? 0 : 700))));
    }
    for (const auto& item : items) withdrawn.erase(item.article.position);
    Batch batch = a_batch(items);
    for (const auto number : withdrawn) batch.gone.push_back(std::to_string(number));
    ledger->commit(batch, at(5)).value();
    const Walk after = walk(*reader, "all");
    CHECK(after.faults.empty());
    CHECK(after.seen.size() == many - withdrawn.size());
    for (const auto number : withdrawn) CHECK_FALSE(after.seen.contains(number));
}

TEST_CASE("a walk through 100,000 articles of one hour meets each once, in archives as small as others") {
    TempDir dir;
    fill(dir.path(), all_at_once);
    const auto ledger = ledger_in(dir.path());
    ledger->configure(a_configuration(), noon).value();
    const Walk before = walk(*ledger, "all");
    CHECK(before.faults.empty());
    CHECK(before.seen.size() == many);
    CHECK(before.most_at_once == 500);
    CHECK(before.archives.contains("2025-03-10T11p1"));

    // What comes now is in the last parts; the others stay as they are.
    std::vector<Item> items;
    for (int i = 1; i <= 700; ++i) items.push_back(an_item(many + i).published(at(-1)));
    ledger->commit(a_batch(items), at(5)).value();
    const Walk after = walk(*ledger, "all");
    CHECK(after.faults.empty());
    CHECK(after.seen.size() == many + items.size());
    for (const auto* const key : {"2025-03-10T11p1", "2025-03-10T11p133"}) {
        CHECK(after.archives.at(key).first == before.archives.at(key).first);
    }
}

TEST_CASE("what a range that was asked for leaves out is where its link leads") {
    TempDir dir;
    fill(dir.path(), all_at_once);
    const auto ledger = ledger_in(dir.path());
    ledger->configure(a_configuration(), noon).value();
    std::set<std::int64_t> seen;
    Feed page = ledger->archive("all", "2025-03").value();
    CHECK(page.entries.size() == 20'000);
    for (;;) {
        for (const auto& ref : page.entries) seen.insert(ref.id);
        if (page.previous_archive.empty()) break;
        page = ledger->archive("all", page.previous_archive).value();
    }
    CHECK(seen.size() + ledger->feed("all").value().entries.size() == many);
}

TEST_CASE("an edit of an old article changes the digest of one archive and where none leads") {
    TempDir dir;
    fill(dir.path());
    const auto ledger = ledger_in(dir.path());
    ledger->configure(a_configuration(), noon).value();
    const Walk before = walk(*ledger, "all");
    const Revision revision = ledger->feed("all").value().revision;
    const sys_seconds published = ledger->archive("all", "2023-06").value().entries.front().published;
    const auto id = ledger->archive("all", "2023-06").value().entries.front().id;
    ledger->commit(a_batch({an_item(id).titled("改了").published(published)}), at(5)).value();
    const Walk after = walk(*ledger, "all");
    std::vector<std::string> changed;
    for (const auto& [key, archive] : after.archives) {
        CHECK(archive.second == before.archives.at(key).second);
        if (archive.first != before.archives.at(key).first) changed.push_back(key);
    }
    CHECK(changed == std::vector<std::string>{"2023-06"});
    CHECK(after.archives.size() == before.archives.size());
    CHECK(ledger->feed("all").value().revision == revision);
}

TEST_CASE("archives begin behind the live feed, and a range may be asked for at any length") {
    Fixture f;
    f.configuration.limits.entries = 2;
    f.configuration.limits.window = std::chrono::seconds{0};
    f.ledger->configure(f.configuration, noon).value();
    std::vector<Item> items;
    for (int i = 0; i < 4; ++i) items.push_back(an_item(i).published(at(-i * 1800)).in({"娱乐"}));
    items.push_back(an_item(4).published(at(-40 * 86400)).in({"娱乐"}));
    f.commit(a_batch(items));
    const Feed live = f.ledger->feed("yu-le").value();
    CHECK(live.previous_archive == "2025-03");
    CHECK(live.digest == digest_of(live));
    const Feed month = f.ledger->archive("yu-le", "2025-03").value();
    CHECK(month.entries.size() == 2);
    CHECK(month.previous_archive == "2025-01");
    CHECK(month.category.title == "娱乐");
    CHECK(month.updated == month.entries.front().updated);
    // In Shanghai it is noon: 12:00 and 11:30 are live, 11:00 and 10:30 are not.
    CHECK(f.ledger->archive("yu-le", "2025-03-10T11").value().entries.size() == 1);
    // The whole month would lead back into this hour.
    CHECK(f.ledger->archive("yu-le", "2025-03-10T11").value().previous_archive == "2025-03-10T10");
    CHECK(f.ledger->archive("yu-le", "2025-03-10T10").value().previous_archive == "2025-01");
    CHECK(f.ledger->archive("yu-le", "2025-03-10").value().digest != month.digest);
    const auto code = [&f](std::string_view slug, std::string_view key) {
        return f.ledger->archive(slug, key).error().code;
    };
    const auto instead = [&f](std::string_view key) {
        const Feed feed = f.ledger->archive("yu-le", key).value();
        CHECK(feed.entries.empty());
        return feed.previous_archive;
    };
    CHECK(instead("2025-03-10T12") == "2025-03-10T11");
    CHECK(instead("2025-02") == "2025-01");
    CHECK(code("yu-le", "2025-04") == Errc::not_found);  // nothing is as late
    CHECK(code("yu-le", "2024-12") == Errc::not_found);  // nor as early
    CHECK(code("ti-yu", "2025-03") == Errc::not_found);
    CHECK(code("no", "2025-03") == Errc::not_found);
    CHECK(code("yu-le", "2025-3") == Errc::invalid_input);
    CHECK(f.ledger->archive("yu-le", "2025-01").value().previous_archive.empty());
    f.commit(gone({"4"}), at(1));
    CHECK(f.ledger->archive("yu-le", "2025-03").value().previous_archive.empty());
}

TEST_CASE("who has a link to a part of an hour that is left with fewer comes to what is left") {
    Fixture f;
    f.configuration.limits.entries = 1;
    f.configuration.limits.window = std::chrono::seconds{0};
    f.ledger->configure(f.configuration, noon).value();
    std::vector<ledger::Item> items{an_item(1).published(at(86400 * 40)), an_item(2).published(at(-86400 * 90))};
    for (int i = 0; i < 1100; ++i) items.push_back(an_item(i + 10).published(at(i)));
    f.commit(a_batch(items));
    REQUIRE(f.ledger->archive("all", "2025-03-10T12p3").value().entries.size() == 100);
    std::vector<std::string> keys;
    for (int i = 300; i < 1100; ++i) keys.push_back(std::to_string(i + 10));
    f.commit(gone(keys));
    const Feed feed = f.ledger->archive("all", "2025-03-10T12p3").value();
    CHECK(feed.entries.empty());
    CHECK(f.ledger->archive("all", feed.previous_archive).value().entries.size() == 300);
    f.commit(gone([] {
        std::vector<std::string> all;
        for (int i = 0; i < 300; ++i) all.push_back(std::to_string(i + 10));
        return all;
    }()));
    CHECK(f.ledger->archive("all", "2025-03-10T12p3").value().previous_archive == "2024-12");
}

TEST_CASE("another time zone moves the archives without a new revision, for readers too") {
    Fixture f;
    f.configuration.limits.entries = 1;
    f.configuration.limits.window = std::chrono::seconds{0};
    f.ledger->configure(f.configuration, noon).value();
    f.commit(a_batch({an_item(1), an_item(2).published(sys_seconds{std::chrono::seconds{1'740'758'400}})}));
    const auto reader = ledger_in(f.dir.path(), Access::read_only);  // 2025-02-28T16:00:00Z
    CHECK(reader->feed("all").value().previous_archive == "2025-03");
    CHECK(reader->archive("all", "2025-03").value().entries.size() == 1);
    const Feed before = reader->feed("all").value();
    f.configuration.site.time_zone = "+00:00";
    f.configuration.site.zone = Zone::fixed(std::chrono::seconds{0});
    f.ledger->configure(f.configuration, at(5)).value();
    CHECK(reader->feed("all").value().previous_archive == "2025-02");
    CHECK(reader->feed("all").value().revision == before.revision);
    CHECK(reader->feed("all").value().digest != before.digest);
    CHECK(reader->archive("all", "2025-03").value().previous_archive == "2025-02");
    CHECK(reader->archive("all", "2025-02").value().entries.size() == 1);
}

TEST_CASE("a ledger of before archives knows them after its first start") {
    TempDir dir;
    auto configuration = a_configuration();
    configuration.limits.entries = 1;
    configuration.limits.window = std::chrono::seconds{0};
    {
        const auto ledger = ledger_in(dir.path());
        ledger->configure(configuration, noon).value();
        ledger->commit(a_batch({an_item(1), an_item(2)}), noon).value();
    }
    back_to_schema(dir.path(), 3);
    const auto ledger = ledger_in(dir.path());
    ledger->configure(configuration, at(5)).value();
    CHECK(ledger->feed("all").value().previous_archive == "2025-03");
    CHECK(ledger->feed("all").value().revision == 2);  // as before
}

}  // namespace syndicated::ledger
