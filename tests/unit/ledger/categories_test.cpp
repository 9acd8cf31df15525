// Categories as settings, table and articles make them: tree, slugs, titles, what stays and what goes.
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"
#include "unit/ledger/probe.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <stdexcept>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Strings = std::vector<std::string>;

struct Fixture {
    TempDir dir;
    std::unique_ptr<Ledger> ledger = ledger_in(dir.path());
    Configuration configuration = a_configuration();

    Fixture() { configure(); }
    Committed configure(sys_seconds now = noon) { return ledger->configure(configuration, now).value(); }
    Committed commit(std::vector<Item> items, sys_seconds now = noon) {
        return ledger->commit(a_batch(std::move(items)), now).value();
    }
    Committed withdraw(const std::string& key) { return ledger->commit(gone({key}), noon).value(); }
    void restart() {
        ledger.reset();
        ledger = ledger_in(dir.path());
        configure();
    }
    [[nodiscard]] Category category(const std::string& name) {
        for (const auto& head : ledger->feeds().value()) {
            if (head.category.name == name) return head.category;
        }
        throw std::runtime_error("no category " + name);
    }
    [[nodiscard]] Revision revision(const std::string& slug) { return ledger->feed(slug).value().revision; }
};

}  // namespace

TEST_CASE("a parent shows its children's entries, each once, and a grandparent too") {
    Fixture f;
    auto many = an_item(3).under({"a", "b", "c"});
    many.article.categories = {"c", "d", "a"};
    f.commit({an_item(1).under({"a", "b", "c"}), an_item(2).under({"a", "d"}), many});
    CHECK(paths_of(*f.ledger) == Strings{"", "a", "a/b", "a/b/c", "a/d"});
    CHECK(titles_of(*f.ledger, slug_of(*f.ledger, "a")) == Strings{"第1篇", "第2篇", "第3篇"});
    CHECK(titles_of(*f.ledger, slug_of(*f.ledger, "b")) == Strings{"第1篇", "第3篇"});
    CHECK(titles_of(*f.ledger, slug_of(*f.ledger, "d")) == Strings{"第2篇", "第3篇"});
    CHECK(f.category("c").parent == slug_of(*f.ledger, "b"));
    f.withdraw("1");
    CHECK(titles_of(*f.ledger, slug_of(*f.ledger, "b")) == Strings{"第3篇"});
}

TEST_CASE("a feed's entries are counted in the whole category, its children's among them") {
    Fixture f;
    f.configuration.limits.entries = 2;
    f.configuration.limits.window = std::chrono::seconds{0};
    f.configure();
    f.commit({an_item(1).under({"a", "b"}), an_item(2).under({"a", "b"}), an_item(3).under({"a", "b"}),
              an_item(4).in({"a"}), an_item(5)});
    std::vector<std::int64_t> counts;
    for (const auto& head : f.ledger->feeds().value()) counts.push_back(head.entries);
    CHECK(counts == std::vector<std::int64_t>{5, 4, 3});
    CHECK(f.ledger->feeds().value().front().newest_title == "第1篇");
    CHECK(f.ledger->feeds().value().front().newest_published == at(-60));
    CHECK(f.ledger->entry_count().value() == 5);
}

TEST_CASE("the article seen first places its category, also when it is read later") {
    Fixture f;
    f.commit({an_item(1).under({"x", "c"}).added_at(at(5))});
    CHECK(paths_of(*f.ledger) == Strings{"", "x", "x/c"});
    const auto x = slug_of(*f.ledger, "x");
    const auto committed = f.commit({an_item(2).under({"y", "c"}).added_at(at(3))});
    CHECK(paths_of(*f.ledger) == Strings{"", "y", "y/c"});
    CHECK(committed.removed_feeds == Strings{x});
    CHECK(f.ledger->feed(x).error().code == Errc::not_found);
    CHECK(titles_of(*f.ledger, slug_of(*f.ledger, "y")).size() == 2);
    f.withdraw("2");
    CHECK(paths_of(*f.ledger) == Strings{"", "x", "x/c"});
    CHECK(titles_of(*f.ledger, x) == Strings{"第1篇"});
    f.restart();
    CHECK(paths_of(*f.ledger) == Strings{"", "x", "x/c"});
}

TEST_CASE("of articles seen in the same second the lowest guid places the category") {
    Fixture f;
    f.commit({an_item(2).under({"y", "c"})});
    f.commit({an_item(1).under({"x", "c"})});
    CHECK(paths_of(*f.ledger) == Strings{"", "x", "x/c"});
}

TEST_CASE("a held article places no category and makes none") {
    Fixture f;
    f.commit({an_item(1).under({"x", "c"}).scheduled(at(50))});
    CHECK(paths_of(*f.ledger) == Strings{""});
    f.ledger->release_due(at(50)).value();
    CHECK(paths_of(*f.ledger) == Strings{"", "x", "x/c"});
}

TEST_CASE("a category that was emptied stays, an empty feed in its place") {
    Fixture f;
    f.commit({an_item(1).under({"a", "b"})});
    const auto b = slug_of(*f.ledger, "b");
    f.withdraw("1");
    CHECK(paths_of(*f.ledger) == Strings{"", "a", "a/b"});
    const Feed feed = f.ledger->feed(b).value();
    CHECK(feed.entries.empty());
    CHECK(feed.revision == 2);
    CHECK(feed.updated == sys_seconds{});
    f.restart();
    CHECK(paths_of(*f.ledger) == Strings{"", "a", "a/b"});
}

TEST_CASE("a category of settings or table exists without an entry, until it is taken out") {
    Fixture f;
    f.configuration.site.categories = {a_setting("s", "s-slug")};
    f.configuration.category_table->push_back(a_row("t", "t-slug"));
    CHECK(f.configure().feeds == Strings{"s-slug", "t-slug"});
    CHECK(f.revision("t-slug") == 1);
    f.configuration.category_table->clear();
    CHECK(f.configure().removed_feeds == Strings{"t-slug"});
    CHECK(paths_of(*f.ledger) == Strings{"", "s"});
}

TEST_CASE("a category that is taken out of the table goes with its last entry") {
    Fixture f;
    f.configuration.category_table->push_back(a_row("t", "t-slug"));
    f.configure();
    f.commit({an_item(1).in({"t"})});
    SECTION("the entry first") {
        f.withdraw("1");
        CHECK(paths_of(*f.ledger) == Strings{"", "t"});
        f.configuration.category_table->clear();
        CHECK(f.configure().removed_feeds == Strings{"t-slug"});
    }
    SECTION("the row first") {
        f.configuration.category_table->clear();
        CHECK(f.configure().removed_feeds.empty());
        f.restart();
        CHECK(paths_of(*f.ledger) == Strings{"", "t"});
        CHECK(f.withdraw("1").removed_feeds == Strings{"t-slug"});
    }
    CHECK(f.ledger->gone_slugs().value() == Strings{"t-slug"});
    f.restart();
    CHECK(paths_of(*f.ledger) == Strings{""});
    CHECK(f.ledger->named("t-slug").value().kind == Named::Kind::gone);
    f.commit({an_item(2).in({"t"})});
    CHECK(f.ledger->named("t-slug").value().kind == Named::Kind::feed);
}

TEST_CASE("a feed that comes back as it was gets a sequence of its own, and nothing else") {
    Fixture f;
    const auto with = GENERATE(as<std::string>(), "the table", "the settings", "another slug", "flags");
    f.configuration.category_table->push_back(a_row("t", "t-slug"));
    f.configuration.site.categories = {a_setting("s", "s-slug")};
    f.configure();
    f.commit({an_item(1).flagged()});
    const Configuration before = f.configuration;
    const std::string slug = with == "the settings" ? "s-slug" : with == "flags" ? "featured" : "t-slug";
    const Feed was = f.ledger->feed(slug).value();
    if (with == "another slug") f.configuration.category_table->front().slug = "other";
    if (with == "the settings") f.configuration.site.categories.clear();
    if (with == "the table") f.configuration.category_table->clear();
    f.configuration.featured = with != "flags";
    CHECK(f.configure(at(10)).removed_feeds == Strings{slug});
    f.commit({an_item(2)}, at(20));
    const auto newest = f.ledger->feed("all").value().sequence;

    f.configuration = before;
    CHECK(f.configure(at(30)).feeds == Strings{slug});
    const Feed back = f.ledger->feed(slug).value();
    CHECK(back.sequence > newest);
    CHECK(back.content == was.content);
    CHECK(back.revision == was.revision);
    CHECK(back.last_modified == was.last_modified);
    f.restart();
    CHECK(f.ledger->feed(slug).value().sequence == back.sequence);
}

TEST_CASE("the former address of a feed that is gone is gone") {
    Fixture f;
    f.configuration.category_table->push_back(a_row("t", "old"));
    f.configure();
    f.configuration.category_table->front().slug = "new";
    f.configure(at(1));
    CHECK(f.ledger->named("old").value().kind == Named::Kind::former);
    f.configuration.category_table->clear();
    f.configure(at(2));
    CHECK(f.ledger->named("new").value().kind == Named::Kind::gone);
    CHECK(f.ledger->named("old").value().kind == Named::Kind::gone);
}

TEST_CASE("the name of a category that was renamed leads to its feed, that of one that is gone is gone") {
    Fixture f;
    const auto named = [&](std::string_view word) {
        const auto found = f.ledger->named(word).value();
        CHECK(found.by_name == (found.kind != Named::Kind::nothing));
        return std::pair(found.kind, found.slug);
    };
    const auto leads_to = [](std::string slug) { return std::pair(Named::Kind::former, std::move(slug)); };
    const std::pair is_gone(Named::Kind::gone, std::string());
    f.configuration.category_table->push_back(a_row("旧名", "slug"));
    f.configure();
    f.configuration.category_table->front().name = "新名";
    const bool has_entries = GENERATE(false, true);
    if (has_entries) f.commit({an_item(1).in({"旧名"})});
    f.configure(at(1));
    if (has_entries) {
        CHECK(named("旧名") == std::pair(Named::Kind::feed, slug_of(*f.ledger, "旧名")));
        f.commit({an_item(1).in({"新名"})}, at(2));
    }
    CHECK(named("旧名") == leads_to("slug"));
    f.restart();
    CHECK(named("旧名") == leads_to("slug"));
    SECTION("its feed gets another slug") {
        f.configuration.category_table->front().slug = "other";
        f.configure(at(3));
        CHECK(named("旧名") == leads_to("other"));
        f.configuration.category_table->push_back(a_row("别的栏目", "slug"));
        f.configure(at(4));
        CHECK(named("旧名") == leads_to("other"));
        f.configuration.category_table = {{"新名", "", "slug", "", 0}, {"别的栏目", "", "other", "", 0}};
        f.configure(at(5));
        CHECK(named("旧名") == leads_to("slug"));
    }
    SECTION("the name is taken up again, and given up") {
        f.configuration.category_table->push_back(a_row("旧名", "own"));
        f.configure(at(3));
        CHECK(named("旧名") == std::pair(Named::Kind::feed, std::string("own")));
        f.configuration.category_table->pop_back();
        f.configure(at(4));
        CHECK(named("旧名") == is_gone);
    }
    SECTION("the category is removed") {
        if (has_entries) f.withdraw("1");
        f.configuration.category_table->clear();
        f.configure(at(3));
        CHECK(named("旧名") == is_gone);
        CHECK(named("新名") == is_gone);
    }
    CHECK(named("别的").first == Named::Kind::nothing);
}

TEST_CASE("a store that does not answer leaves the category table as it was, also after a restart") {
    Fixture f;
    f.configuration.category_table->push_back(a_row("t", "t-slug"));
    f.configure();
    const auto before = snapshot(*f.ledger);
    f.configuration.category_table.reset();
    CHECK(f.configure(at(50)).feeds.empty());
    f.restart();
    CHECK(snapshot(*f.ledger) == before);
}

TEST_CASE("titles, descriptions and languages come from settings, else from table and site") {
    Fixture f;
    f.configuration.site.language = "zh-TW";
    auto setting = a_setting("a", "a");
    setting.title = "标题";
    setting.about = "说明";
    f.configuration.site.categories = {setting};
    auto row = a_row("b", "b");
    row.about = "表里的说明";
    f.configuration.category_table->push_back(row);
    row.name = "a";
    f.configuration.category_table->push_back(row);
    f.configure();
    CHECK(f.category("").title == "示例站");
    CHECK(f.category("a").title == "标题");
    CHECK(f.category("a").description == "说明");
    CHECK(f.category("b").title == "b");
    CHECK(f.category("b").description == "表里的说明");
    CHECK(f.category("b").language == "zh-TW");
}

TEST_CASE("settings that change a feed's digest move Last-Modified and raise no revision") {
    Fixture f;
    f.commit({an_item(1).in({"a"}), an_item(2).in({"b"})});
    const auto a = slug_of(*f.ledger, "a");
    SECTION("its title") {
        f.configuration.site.categories = {a_setting("a", a)};
        f.configuration.site.categories.front().title = "新标题";
        CHECK(f.configure(at(50)).feeds == Strings{a});
    }
    SECTION("its place in the tree") {
        f.configuration.site.categories = {a_setting("a", "")};
        f.configuration.site.categories.front().parent = "b";
        CHECK(f.configure(at(50)).feeds == Strings{slug_of(*f.ledger, "b"), a});
        CHECK(titles_of(*f.ledger, slug_of(*f.ledger, "b")) == Strings{"第1篇", "第2篇"});
        CHECK(f.revision(slug_of(*f.ledger, "b")) == 1);
    }
    const Feed feed = f.ledger->feed(a).value();
    CHECK(feed.revision == 1);
    CHECK(feed.last_modified == at(50));
    CHECK(f.ledger->feed("all").value().last_modified == noon);
    f.commit({an_item(1).in({"a"}).titled("真的变了")}, at(60));
    CHECK(f.revision(a) == 2);
}

TEST_CASE("a row of the category table that moves a category raises the revision of what shows it") {
    Fixture f;
    f.configuration.category_table.emplace();
    f.configure();
    f.commit({an_item(1).in({"a"}), an_item(2).in({"b"})});
    const auto b = slug_of(*f.ledger, "b");
    const auto of_all = f.revision("all");
    f.configuration.category_table = {{"a", "b", "", "", 0}};
    CHECK(f.configure(at(50)).feeds == Strings{b, slug_of(*f.ledger, "a")});
    CHECK(titles_of(*f.ledger, b) == Strings{"第1篇", "第2篇"});
    CHECK(f.revision(b) == 2);
    CHECK(f.revision("all") == of_all);
}

TEST_CASE("other limits show more or fewer entries without a new revision") {
    Fixture f;
    f.commit({an_item(1), an_item(2), an_item(3)});
    f.configuration.limits.entries = 1;
    f.configuration.limits.window = std::chrono::seconds{60};
    CHECK(f.configure(at(50)).feeds == Strings{"all"});
    CHECK(titles_of(*f.ledger, "all") == Strings{"第1篇", "第2篇"});
    CHECK(f.revision("all") == 2);
}

TEST_CASE("settings that only reach the bytes move every Last-Modified and no revision") {
    Fixture f;
    f.commit({an_item(1).in({"a"})});
    f.configuration.documents = digest_named("documents 2");
    CHECK(f.configure(at(50)).feeds.size() == 2);
    for (const auto& head : f.ledger->feeds().value()) CHECK(head.last_modified == at(50));
    CHECK(f.revision("all") == 2);
    CHECK(f.configure(at(60)).feeds.empty());
}

TEST_CASE("a slug once chosen stays, whatever is proposed later") {
    Fixture f;
    f.commit({an_item(1).in({"娱乐"})});
    f.configuration.propose_slug = [](std::string_view) { return "other"; };
    f.restart();
    f.commit({an_item(2).in({"体育"})});
    CHECK(slug_of(*f.ledger, "娱乐") == "e5a8b1e4b990");
    CHECK(slug_of(*f.ledger, "体育") == "other");
}

TEST_CASE("a new slug for a name redirects from all its former ones") {
    Fixture f;
    f.commit({an_item(1).in({"a"})});
    f.configuration.site.categories = {a_setting("a", "second")};
    const auto first = slug_of(*f.ledger, "a");
    CHECK(f.configure().removed_feeds == Strings{first});
    f.configuration.site.categories = {a_setting("a", "third")};
    const auto committed = f.configure();
    CHECK(committed.feeds == Strings{"third"});
    CHECK(committed.removed_feeds == Strings{"second"});
    CHECK(f.revision("third") == 1);
    const auto former = f.ledger->former_slugs().value();
    REQUIRE(former.size() == 2);
    for (const auto& one : former) CHECK(one.slug == "third");
    CHECK(titles_of(*f.ledger, "third") == Strings{"第1篇"});

    f.configuration.site.categories = {a_setting("a", "second")};
    f.configure();
    CHECK(f.ledger->former_slugs().value().size() == 2);  // first, third
    CHECK(f.revision("second") == 1);                     // what hubs know of the address goes on
}

TEST_CASE("former slugs lead to the feed that had them, whoever takes a slug that it had since") {
    Fixture f;
    const Identity identity{"example.cn,2025", "main", ""};
    f.ledger->claim(identity).value();
    const auto call = [&f](const std::string& a, const std::string& b) {
        f.configuration.site.categories = {a_setting("a", a), a_setting("b", b)};
        f.configure();
    };
    const auto leads_to = [&f](std::string_view word) {
        const auto found = f.ledger->named(word).value();
        CHECK(found.kind == Named::Kind::former);
        return found.slug;
    };
    call("first", "other");
    call("second", "other");
    SECTION("in its place") {
        call("third", "second");
        CHECK(leads_to("other") == "second");
        CHECK(f.ledger->former_slugs().value().size() == 2);
    }
    SECTION("by a swap") {
        call("second", "third");
        call("third", "second");
        CHECK(leads_to("other") == "second");
    }
    CHECK(leads_to("first") == "third");
    f.restart();
    CHECK(leads_to("first") == "third");
    f.ledger->begin_rebuild(identity).value();
    f.ledger->finish_rebuild(noon).value();
    CHECK(leads_to("first") == "third");
}

TEST_CASE("former slugs lead to a feed that lost its slug to another") {
    Fixture f;
    f.configuration.site.categories = {a_setting("a", "first")};
    f.configure();
    f.configuration.site.categories = {a_setting("a", "second")};
    f.configure();
    f.configuration.site.categories = {a_setting("a", ""), a_setting("b", "second")};
    f.configure();
    CHECK(f.ledger->named("first").value().slug == slug_of(*f.ledger, "a"));
}

TEST_CASE("former slugs of a feed that goes on under another name lead to it, not to what is left of the old one") {
    Fixture f;
    f.configuration.site.categories = {a_setting("a", "first")};
    f.configure();
    f.configuration.site.categories = {a_setting("a", "second")};
    f.configure();
    f.commit({an_item(1).in({"a"})});
    f.configuration.site.categories = {a_setting("b", "second")};
    f.configure();
    CHECK(slug_of(*f.ledger, "a") != "second");
    CHECK(f.ledger->named("first").value().slug == "second");
}

TEST_CASE("a feed keeps its first slug, whatever it is called later, and no other has the same") {
    Fixture f;
    const auto first_of = [&f](const std::string& slug) { return f.ledger->feed(slug).value().category.first; };
    f.commit({an_item(1).in({"a"})});
    const auto first = slug_of(*f.ledger, "a");
    CHECK(first_of(first).empty());
    f.configuration.site.categories = {a_setting("a", "second")};
    f.configure();
    CHECK(first_of("second") == first);
    f.configuration.site.categories = {a_setting("a", "third"), a_setting("b", first), a_setting("c", "second")};
    f.configure();
    CHECK(first_of("third") == first);
    CHECK(first_of(first).starts_with(first + "."));
    CHECK(first_of("second").empty());
    f.configuration.site.categories = {a_setting("a", first)};
    f.configure();
    CHECK(first_of(first).empty());
}

TEST_CASE("feeds of a ledger of before first slugs keep the ids that they have") {
    Fixture f;
    f.commit({an_item(1).in({"a"})});
    f.configuration.site.categories = {a_setting("a", "second")};
    f.configure();
    f.ledger.reset();
    back_to_schema(f.dir.path(), 14);
    f.ledger = ledger_in(f.dir.path());
    f.configure();
    CHECK(f.ledger->feed("second").value().category.first.empty());
    f.configuration.site.categories = {a_setting("a", "third")};
    f.configure();
    CHECK(f.ledger->feed("third").value().category.first == "second");
}

TEST_CASE("a category that leaves the table and comes back with another slug is the same feed") {
    Fixture f;
    const auto first_of = [&f](const std::string& slug) { return f.ledger->feed(slug).value().category.first; };
    f.commit({an_item(1).in({"a"})});
    const auto first = slug_of(*f.ledger, "a");
    f.configuration.category_table->push_back(a_row("a", ""));
    f.configure();
    f.configuration.category_table->clear();
    f.configure();
    f.configuration.category_table->push_back(a_row("a", "second"));
    SECTION("alone") {
        f.configure();
        CHECK(first_of("second") == first);
    }
    SECTION("while another gets the slug that it had") {
        f.configuration.category_table->push_back(a_row("b", first));
        f.configure();
        CHECK(first_of("second") == first);
        CHECK(first_of(first).starts_with(first + "."));
    }
}

TEST_CASE("a feed under another name is the same feed, and a category that goes on without its slug begins anew") {
    Fixture f;
    const auto feed = [&f](const std::string& slug) { return f.ledger->feed(slug).value().category; };
    f.configuration.site.categories = {a_setting("旧名", "x")};
    f.configure();
    f.configuration.site.categories = {a_setting("旧名", "y")};
    f.configure();
    f.commit({an_item(1).in({"旧名"})});
    f.configuration.site.categories = {a_setting("新名", "y")};
    f.configure();
    CHECK(feed("y").name == "新名");
    CHECK(feed("y").first == "x");
    const auto old = slug_of(*f.ledger, "旧名");
    CHECK(old != "y");
    CHECK(feed(old).first.empty());
}

TEST_CASE("a new name for a slug is the same feed under another title") {
    Fixture f;
    f.configuration.category_table->push_back(a_row("旧名", "x"));
    f.configure();
    f.commit({an_item(1).in({"旧名"})});
    CHECK(f.revision("x") == 2);
    f.configuration.category_table->front().name = "新名";
    SECTION("the articles are moved first") {
        f.commit({an_item(1).in({"新名"})}, at(5));
        f.configure(at(6));
    }
    SECTION("the articles are moved later") {
        f.configure(at(5));
        CHECK(paths_of(*f.ledger) == Strings{"", "新名", "旧名"});
        f.commit({an_item(1).in({"新名"})}, at(6));
    }
    CHECK(paths_of(*f.ledger) == Strings{"", "新名"});
    CHECK(slug_of(*f.ledger, "新名") == "x");
    CHECK(titles_of(*f.ledger, "x") == Strings{"第1篇"});
    CHECK(f.revision("x") >= 2);
    f.restart();
    CHECK(paths_of(*f.ledger) == Strings{"", "新名"});
}

TEST_CASE("strange category names get feeds with harmless slugs") {
    Fixture f;
    const Strings names{"..", "a/b", std::string(300, 'x'), "all", "Source", "' OR 1=1 --", std::string("a\0b", 3)};
    f.configuration.propose_slug = [](std::string_view name) { return std::string(name); };
    f.configure();
    for (std::size_t i = 0; i < names.size(); ++i) f.commit({an_item(static_cast<int>(i)).in({names[i]})});
    std::set<std::string> slugs;
    for (const auto& name : names) {
        const auto slug = slug_of(*f.ledger, name);
        CHECK(slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
        CHECK(slug.size() <= 64);
        CHECK(f.ledger->feed(slug).value().entries.size() == 1);
        slugs.insert(slug);
    }
    CHECK(slugs.size() == names.size());
    CHECK_FALSE(slugs.contains("all"));
}

TEST_CASE("an empty name among the categories is passed over") {
    Fixture f;
    f.commit({an_item(1).in({""}), an_item(2).in({"a", "", "a"})});
    CHECK(paths_of(*f.ledger) == Strings{"", "a"});
    CHECK(f.ledger->entry_count().value() == 2);
}

}  // namespace syndicated::ledger
