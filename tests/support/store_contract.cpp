#include "support/store_contract.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <limits>
#include <optional>
#include <utility>

#include <poll.h>

namespace syndicated::testing {

namespace {

using Strings = std::vector<std::string>;

void insert(const StoreUnderTest& under_test, const std::string& title) {
    under_test.execute(fmt::format("INSERT INTO article (guid, title) VALUES ('guid-{}', '{}')", title, title));
}

// Empty log position behind the first read.
store::Cursor after_first_read(store::Store& store) {
    return read_all(store, {}).next;
}

void check_silent(store::Store& store, const store::Cursor& cursor) {
    const auto batch = store.read(cursor, 100).value();
    CHECK(batch.rows.empty());
    CHECK(batch.gone.empty());
    CHECK_FALSE(batch.categories_changed);
    CHECK_FALSE(batch.more);
    CHECK_FALSE(batch.scanned);
    CHECK(batch.next == cursor);
}

RawArticle full_article() {
    RawArticle article;
    article.guid = "https://example.cn/1";
    article.url = "https://example.cn/1.html";
    article.title = "标题 '一'";
    article.category = "首页 >> 娱乐> 正文";
    article.source = "新华网";
    article.author = "张三";
    article.published = "2025年3月10日 04:06";
    article.updated = "2025-03-11";
    article.views = "547";
    article.summary = "";
    article.image = "/a.jpg";
    article.lang = "zh-CN";
    article.featured = true;
    article.is_public = false;
    article.html = std::string("<p>正文</p>\n") + std::string(5000, 'x');
    article.form = Form::page;
    article.origin = "a/b.html";
    article.charset = "gb18030";
    article.undecodable = 3;
    article.added = sys_seconds{std::chrono::seconds{1700000000}};
    article.changed = sys_seconds{std::chrono::seconds{1700000001}};
    article.more_categories = {"体育", "科技"};
    return article;
}

void empty_store(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    const auto batch = store->read({}, 10).value();
    CHECK(batch.rows.empty());
    CHECK(batch.scanned);
    CHECK(batch.scan_low == std::numeric_limits<std::int64_t>::min());
    CHECK(batch.scan_high == std::numeric_limits<std::int64_t>::max());
    CHECK(batch.first_read_done);
    CHECK_FALSE(batch.more);
    CHECK(batch.progress == 1.0);
    CHECK(store->count().value() == 0);
    CHECK(store->categories().value().empty());
    CHECK(store->name() == "main");
    check_silent(*store, batch.next);
}

void all_columns(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    auto article = full_article();
    CHECK(store->write({&article, 1}).value().inserted == 1);
    const auto all = read_all(*store, {});
    REQUIRE(all.rows.size() == 1);
    article.store = "main";
    article.key = all.rows[0].key;
    article.position = all.rows[0].position;
    CHECK(std::to_string(article.position) == article.key);
    CHECK(all.rows[0] == article);
    CHECK(store->find(article.key).value() == article);
}

void any_subset(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    const auto cursor = after_first_read(*store);
    under_test.execute("INSERT INTO article (html) VALUES ('<p>x</p>')");
    under_test.execute("INSERT INTO article DEFAULT VALUES");
    const auto all = read_all(*store, cursor);
    REQUIRE(all.rows.size() == 2);
    CHECK(all.rows[0].html == "<p>x</p>");
    CHECK(all.rows[0].is_public);
    CHECK_FALSE(all.rows[0].featured);
    CHECK(all.rows[0].form == Form::html);
    CHECK_FALSE(all.rows[0].guid.has_value());
    CHECK_FALSE(all.rows[0].changed.has_value());
    CHECK(all.rows[0].added > sys_seconds{std::chrono::seconds{1600000000}});
    CHECK(all.rows[1].html.empty());
}

void changes_of_others(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    insert(under_test, "A");
    insert(under_test, "B");
    const auto first = read_all(*store, {});
    REQUIRE(first.rows.size() == 2);
    const auto key_of_a = first.rows[1].key;

    insert(under_test, "C");
    auto next = read_all(*store, first.next);
    CHECK(next.titles() == Strings{"C"});
    CHECK_FALSE(next.scanned_all);

    under_test.execute("UPDATE article SET title = 'B2' WHERE guid = 'guid-B'");
    next = read_all(*store, next.next);
    CHECK(next.titles() == Strings{"B2"});
    CHECK(next.rows.at(0).changed.has_value());

    under_test.execute("DELETE FROM article WHERE guid = 'guid-A'");
    next = read_all(*store, next.next);
    CHECK(next.rows.empty());
    CHECK(next.gone == Strings{key_of_a});
    check_silent(*store, next.next);
}

void many_changes_of_one(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    const auto cursor = after_first_read(*store);
    insert(under_test, "A");
    for (int i = 0; i < 5; ++i) {
        under_test.execute(fmt::format("UPDATE article SET title = 'A{}' WHERE guid = 'guid-A'", i));
    }
    const auto batch = store->read(cursor, 100).value();
    REQUIRE(batch.rows.size() == 1);
    CHECK(batch.rows[0].title == "A4");
}

void quiet_updates(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    auto article = full_article();
    CHECK(store->write({&article, 1}).has_value());
    const auto cursor = after_first_read(*store);
    const auto before = store->find(read_all(*store, {}).rows.at(0).key).value();

    under_test.execute("UPDATE article SET views = '548'");
    under_test.execute(
        "UPDATE article SET guid = guid, url = url, title = title, category = category, source = source, author = "
        "author, published = published, updated = updated, summary = summary, image = image, lang = lang, featured = "
        "featured, status = status, html = html, form = form");
    under_test.execute("UPDATE article SET origin = 'x', charset = 'y', undecodable = 9, added = 5");
    check_silent(*store, cursor);
    CHECK(store->find(before.key).value().changed == before.changed);
}

void view_slices(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    constexpr auto highest = std::numeric_limits<std::int64_t>::max(),
                   lowest = std::numeric_limits<std::int64_t>::min();
    const auto none = store->views(highest, 10).value();
    CHECK((none.rows.empty() && none.low == lowest && !none.more));
    for (const char* name : {"A", "B", "C", "D"}) insert(under_test, name);
    under_test.execute(
        "UPDATE article SET views = CASE guid WHEN 'guid-B' THEN NULL WHEN 'guid-A' THEN ' 1.2万' "
        "ELSE 7 END");
    const auto first = store->views(highest, 3).value();
    REQUIRE(first.rows.size() == 2);
    CHECK(first.rows[0].views == "7");
    CHECK(first.rows[0].position > first.rows[1].position);
    CHECK(first.low < first.rows[1].position);
    CHECK(first.more);
    const auto last = store->views(first.low - 1, 3).value();
    REQUIRE(last.rows.size() == 1);
    CHECK(last.rows[0].views == " 1.2万");
    CHECK(last.low == lowest);
    CHECK_FALSE(last.more);
    CHECK(store->views(last.rows[0].position - 1, 3).value().rows.empty());
    under_test.execute("UPDATE article SET views = hex(zeroblob(1000))");
    CHECK(store->views(highest, 1).value().rows.at(0).views.size() == 100);
}

void status_and_public(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    insert(under_test, "A");
    auto all = read_all(*store, {});
    CHECK(all.rows.at(0).is_public);
    for (const char* status : {"0", "2", "-1"}) {
        under_test.execute(fmt::format("UPDATE article SET status = {}", status));
        all = read_all(*store, all.next);
        REQUIRE(all.rows.size() == 1);
        CHECK_FALSE(all.rows[0].is_public);
    }
}

void id_change(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    under_test.execute("INSERT INTO article (id, guid, title) VALUES (7, 'g', 'A')");
    const auto cursor = after_first_read(*store);
    under_test.execute("UPDATE article SET id = 70 WHERE id = 7");
    const auto all = read_all(*store, cursor);
    CHECK(all.gone == Strings{"7"});
    CHECK(all.keys() == std::set<std::string>{"70"});
}

void scan_order(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    for (int i = 1; i <= 7; ++i) insert(under_test, std::to_string(i));
    const auto all = read_all(*store, {}, 2);
    CHECK(all.titles() == Strings{"7", "6", "5", "4", "3", "2", "1"});
    CHECK(all.scanned_all);
    CHECK(all.first_read_done);
    CHECK(all.gone.empty());
    check_silent(*store, all.next);
}

void changes_during_scan(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    for (int i = 1; i <= 6; ++i) insert(under_test, std::to_string(i));
    const auto first = store->read({}, 2).value();
    REQUIRE(first.more);
    CHECK_FALSE(first.first_read_done);
    CHECK(first.progress < 1.0);
    insert(under_test, "new");
    under_test.execute("DELETE FROM article WHERE guid = 'guid-6'");
    under_test.execute("UPDATE article SET title = '1 new' WHERE guid = 'guid-1'");
    const auto second = store->read(first.next, 4).value();
    REQUIRE(second.rows.size() >= 1);
    CHECK(second.rows[0].title == "new");
    CHECK(second.gone.size() == 1);
    const auto rest = read_all(*store, first.next, 4);
    const auto titles = rest.titles();
    CHECK(std::set<std::string>(titles.begin(), titles.end()) == std::set<std::string>{"new", "1 new", "2", "3", "4"});
    CHECK(rest.first_read_done);
}

void restarted_scan(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    for (int i = 1; i <= 3; ++i) insert(under_test, std::to_string(i));
    const auto first = read_all(*store, {});
    insert(under_test, "4");
    const auto again = store->restart_scan(first.next).value();
    const auto step = store->read(again, 2).value();
    CHECK(step.first_read_done);
    CHECK(step.more);
    CHECK(step.rows.at(0).title == "4");
    const auto all = read_all(*store, again, 2);
    CHECK(all.keys().size() == 4);
    CHECK(all.scanned_all);
    check_silent(*store, all.next);

    const auto from_nothing = read_all(*store, store->restart_scan({}).value());
    CHECK(from_nothing.keys().size() == 4);
}

void foreign_cursors(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    insert(under_test, "A");
    for (const char* cursor : {"rubbish", "1;2;3", "\xff\xfe", ";;;;;;;", "1;;99;%3Di;1;1;0;"}) {
        const auto all = read_all(*store, cursor);
        CHECK(all.titles() == Strings{"A"});
        CHECK(all.scanned_all);
    }
}

void emptied_log(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    insert(under_test, "A");
    const auto cursor = after_first_read(*store);
    insert(under_test, "B");
    under_test.execute("DELETE FROM syn_change");
    under_test.execute("DELETE FROM article WHERE guid = 'guid-A'");
    const auto all = read_all(*store, cursor);
    CHECK(all.scanned_all);
    CHECK(all.first_read_done);
    CHECK(all.titles() == Strings{"B"});
    insert(under_test, "C");
    CHECK(read_all(*store, all.next).titles() == Strings{"C"});
}

void upserts(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    auto article = full_article();
    auto other = full_article();
    other.guid = "file:b";
    other.more_categories.clear();
    const std::vector<RawArticle> both{article, other};
    CHECK(store->write(both).value().inserted == 2);
    const auto cursor = after_first_read(*store);

    auto written = store->write(both).value();
    CHECK(written.unchanged == 2);
    CHECK(written.updated + written.inserted == 0);
    check_silent(*store, cursor);

    article.title = "neu";
    written = store->write({&article, 1}).value();
    CHECK(written.updated == 1);
    other.more_categories = {"科技"};
    written = store->write({&other, 1}).value();
    CHECK(written.updated == 1);
    article.views = "1000000";
    CHECK(store->write({&article, 1}).value().updated == 1);
    const auto all = read_all(*store, cursor);
    CHECK(all.titles() == Strings{"neu", "标题 '一'"});
    CHECK(all.rows.at(0).added == article.added);
    CHECK(all.rows.at(1).more_categories == Strings{"科技"});
    CHECK(store->count().value() == 2);

    other.more_categories = {"体育", "", "体育"};
    CHECK(store->write({&other, 1}).value().updated == 1);
    CHECK(store->find(all.rows.at(1).key).value().more_categories == Strings{"体育"});
    CHECK(store->write({&other, 1}).value().unchanged == 1);
}

void same_guid_twice(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    std::vector<RawArticle> both{full_article(), full_article()};
    both[1].title = "second";
    const auto written = store->write(both).value();
    CHECK(written.inserted == 1);
    CHECK(written.updated == 1);
    CHECK(read_all(*store, {}).titles() == Strings{"second"});
}

void operators_numbers(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    auto article = full_article();
    CHECK(store->write({&article, 1}).has_value());
    under_test.execute("UPDATE article SET status = 3, featured = 2");
    CHECK(store->write({&article, 1}).value().unchanged == 1);
    article.title = "neu";
    CHECK(store->write({&article, 1}).value().updated == 1);
    const auto cursor = after_first_read(*store);
    under_test.execute("UPDATE article SET status = 3, featured = 2");  // what they still are
    check_silent(*store, cursor);
}

void second_categories(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    under_test.execute("INSERT INTO article (id, guid) VALUES (1, 'a'), (2, 'b')");
    auto all = read_all(*store, {});
    under_test.execute("INSERT INTO article_category (article, category) VALUES (1, '科技'), (1, '体育')");
    all = read_all(*store, all.next);
    REQUIRE(all.rows.size() == 1);
    CHECK(all.rows[0].key == "1");
    CHECK(all.rows[0].more_categories == Strings{"体育", "科技"});
    under_test.execute("UPDATE article_category SET article = 2 WHERE category = '科技'");
    all = read_all(*store, all.next);
    CHECK(all.keys() == std::set<std::string>{"1", "2"});
    under_test.execute("DELETE FROM article_category");
    all = read_all(*store, all.next);
    CHECK(all.keys() == std::set<std::string>{"1", "2"});
    CHECK(all.rows.at(0).more_categories.empty());
}

void category_table(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    auto all = read_all(*store, {});
    const Strings changes{"INSERT INTO category (name, position) VALUES ('b', 1)",
                          "INSERT INTO category (name, parent, slug, about) VALUES ('a', 'b', 'aa', 'about')",
                          "UPDATE category SET position = 2 WHERE name = 'b'", "DELETE FROM category WHERE name = 'b'"};
    for (const auto& sql : changes) {
        under_test.execute(sql);
        all = read_all(*store, all.next);
        CHECK(all.categories_changed);
        CHECK(all.rows.empty());
        CHECK(all.gone.empty());
    }
    CHECK(store->categories().value() == std::vector<store::CategoryRow>{{"a", "b", "aa", "about", 0}});
    under_test.execute("UPDATE category SET position = position, about = about, slug = slug, parent = parent");
    check_silent(*store, all.next);
    under_test.execute("INSERT INTO category (name, position) VALUES ('z', -1)");
    CHECK(store->categories().value().at(0).name == "z");
}

void unknown_keys(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    under_test.execute("INSERT INTO article (id, guid) VALUES (1, 'a')");
    CHECK(store->find("1").value().guid == "a");
    for (const char* key : {"2", "", "01", "+1", "1 ", "a", "1;DROP TABLE article", "99999999999999999999", "1.0"}) {
        const auto found = store->find(key);
        REQUIRE(found.has_error());
        CHECK(found.error().code == Errc::not_found);
    }
}

void uuid_stays(const StoreUnderTest& under_test) {
    const auto uuid = under_test.open()->uuid().value();
    CHECK(uuid.size() == 36);
    CHECK(under_test.open()->uuid().value() == uuid);
}

void noticing(const StoreUnderTest& under_test) {
    const auto store = under_test.open();
    CHECK(store->changed().value());
    CHECK_FALSE(store->changed().value());
    insert(under_test, "A");
    CHECK(wait_for_change(*store));
    CHECK_FALSE(store->changed().value());
    under_test.execute("DELETE FROM article");
    CHECK(wait_for_change(*store));
    auto article = full_article();
    CHECK(store->write({&article, 1}).has_value());
    CHECK(wait_for_change(*store));
    CHECK_FALSE(store->changed().value());
    CHECK(store->ask_again_in() <= std::chrono::seconds(5));
}

void two_readers(const StoreUnderTest& under_test) {
    const auto one = under_test.open(), two = under_test.open();
    const auto cursor = after_first_read(*one);
    auto article = full_article();
    CHECK(two->write({&article, 1}).has_value());
    CHECK(read_all(*one, cursor).rows.size() == 1);
    CHECK(read_all(*two, cursor).rows.size() == 1);
}

}  // namespace

const std::vector<StoreContractCase>& store_contract() {
    static const std::vector<StoreContractCase> cases{
        {"an empty store is read in one step", empty_store},
        {"a written article comes back with all columns", all_columns},
        {"an INSERT may name any subset of the columns", any_subset},
        {"inserts, updates and deletes of other programs arrive once each", changes_of_others},
        {"many changes of one article are one row", many_changes_of_one},
        {"page views and columns written back unchanged are no change", quiet_updates},
        {"views are read by slices from the newest down", view_slices},
        {"only status 1 is public", status_and_public},
        {"a changed id is a key gone and a key come", id_change},
        {"a scan comes newest first and covers every position", scan_order},
        {"changes come first while a scan runs", changes_during_scan},
        {"a restarted scan reads everything and stays at the log", restarted_scan},
        {"a cursor of unknown form starts a scan", foreign_cursors},
        {"an emptied log starts a scan", emptied_log},
        {"an article is written by guid and left alone when equal", upserts},
        {"a guid twice in one write is one row", same_guid_twice},
        {"status and featured keep the operator's number", operators_numbers},
        {"second categories belong to their article", second_categories},
        {"changes of the category table are told", category_table},
        {"only an existing row's own key is found", unknown_keys},
        {"the uuid stays", uuid_stays},
        {"commits are noticed", noticing},
        {"two readers do not take each other's changes", two_readers},
    };
    return cases;
}

std::vector<std::string> ReadAll::titles() const {
    std::vector<std::string> titles;
    for (const auto& row : rows) titles.push_back(row.title.value_or("(none)"));
    return titles;
}

std::set<std::string> ReadAll::keys() const {
    std::set<std::string> keys;
    for (const auto& row : rows) keys.insert(row.key);
    return keys;
}

ReadAll read_all(store::Store& store, const store::Cursor& cursor, std::int64_t limit) {
    ReadAll all;
    all.next = cursor;
    std::optional<std::int64_t> below;  // the next slice has to begin here
    bool from_top = false;
    for (bool more = true; more;) {
        auto batch = store.read(all.next, limit).value();
        CHECK(batch.rows.size() <= static_cast<std::size_t>(limit));
        for (auto& row : batch.rows) all.rows.push_back(std::move(row));
        all.gone.insert(all.gone.end(), batch.gone.begin(), batch.gone.end());
        all.categories_changed = all.categories_changed || batch.categories_changed;
        if (batch.scanned) {
            from_top = from_top || batch.scan_high == std::numeric_limits<std::int64_t>::max();
            if (below) CHECK(batch.scan_high == *below);
            all.scanned_all = from_top && batch.scan_low == std::numeric_limits<std::int64_t>::min();
            below.reset();
            if (batch.scan_low != std::numeric_limits<std::int64_t>::min()) below = batch.scan_low - 1;
        }
        all.first_read_done = batch.first_read_done;
        all.next = std::move(batch.next);
        more = batch.more;
    }
    return all;
}

bool wait_for_change(store::Store& store, std::chrono::milliseconds at_most) {
    const auto end = std::chrono::steady_clock::now() + at_most;
    while (std::chrono::steady_clock::now() < end) {
        if (store.changed().value()) return true;
        pollfd wait{store.fd(), POLLIN, 0};
        const auto pause = std::chrono::ceil<std::chrono::milliseconds>(store.ask_again_in());
        ::poll(&wait, 1, static_cast<int>(pause.count()));
    }
    return false;
}

}  // namespace syndicated::testing
