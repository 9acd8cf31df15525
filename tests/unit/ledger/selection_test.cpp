// Searches and filters: what they find, and that the index keeps step with the entries.
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <set>

namespace syndicated::ledger {

using namespace testing;

namespace {

using Strings = std::vector<std::string>;

const Identity identity{"example.cn,2025", "main", ""};

void index_all(Ledger& ledger) {
    while (ledger.index_some(7).value()) {
    }
}

Strings found(Ledger& ledger, const Selection& selection) {
    std::vector<std::int64_t> ids;
    for (const auto& ref : ledger.select(selection).value().entries) ids.push_back(ref.id);
    Strings out;
    for (const auto& entry : ledger.entries(ids).value()) out.push_back(entry.article.title);
    return out;
}

Selection words(std::string_view text, std::string_view slug = "all") {
    Selection out;
    out.slug = slug;
    out.words = text;
    return out;
}

Selection by(std::string_view source, std::string_view author = "") {
    Selection out;
    out.source = source;
    out.author = author;
    return out;
}

ItemBuilder by(ItemBuilder item, std::string_view source, Strings authors = {}) {
    item.article.source = source;
    item.article.authors = std::move(authors);
    return item;
}

// Through the file: the index is sound, and each visible entry is in it or waits for it.
void check_index(const TempDir& dir) {
    SQLite::Database file((dir.path() / "ledger.db").string(), SQLite::OPEN_READWRITE);
    file.exec("INSERT INTO search (search) VALUES ('integrity-check')");
    const auto count = [&file](const char* sql) { return file.execAndGet(sql).getInt(); };
    CHECK(count("SELECT count(*) FROM entry WHERE state = 0") ==
          count("SELECT (SELECT count(*) FROM search_row) + (SELECT count(*) FROM search_queue)"));
    CHECK(count("SELECT count(*) FROM (SELECT entry FROM search_row UNION SELECT entry FROM search_queue) "
                "WHERE entry NOT IN (SELECT id FROM entry WHERE state = 0)") == 0);
}

}  // namespace

TEST_CASE("articles are found by words of their titles and bodies, in feed order") {
    Fixture f;
    f.commit(a_batch({an_item(1).titled("渔港开捕首日").html("<p>千艘渔船出海。</p>").in({"娱乐"}),
                      an_item(2).titled("臺灣新聞").html("<p>Apple發布 iPhone15。</p>").in({"体育"}),
                      an_item(3).titled("开捕之后").html("<p>渔<b>港</b>的一天</p>"),
                      an_item(4).withheld(Withheld::empty), an_item(5).titled("渔港 held").scheduled(at(100))}));
    CHECK(found(*f.ledger, words("渔港")).empty());  // still waiting
    index_all(*f.ledger);
    check_index(f.dir);
    CHECK(found(*f.ledger, words("渔港")) == Strings{"渔港开捕首日", "开捕之后"});
    CHECK(found(*f.ledger, words("渔港", "yu-le")) == Strings{"渔港开捕首日"});
    CHECK(found(*f.ledger, words("渔港 千艘")) == Strings{"渔港开捕首日"});
    CHECK(found(*f.ledger, words("港开")) == Strings{"渔港开捕首日"});
    CHECK(found(*f.ledger, words("渔开")).empty());
    CHECK(found(*f.ledger, words("的")) == Strings{"开捕之后"});
    CHECK(found(*f.ledger, words("日")) == Strings{"渔港开捕首日"});
    CHECK(found(*f.ledger, words("臺灣")) == Strings{"臺灣新聞"});
    CHECK(found(*f.ledger, words("ＩＰＨＯＮＥ15")) == Strings{"臺灣新聞"});
    CHECK(found(*f.ledger, words("apple發")) == Strings{"臺灣新聞"});
    CHECK(found(*f.ledger, words("iphone")).empty());  // words count as a whole
    f.ledger->release_due(at(100)).value();
    index_all(*f.ledger);
    CHECK(found(*f.ledger, words("渔港 held")) == Strings{"渔港 held"});
}

TEST_CASE("articles are found by source, author and time, alone and together") {
    Fixture f;
    f.commit(a_batch({by(an_item(1), "人民网", {"张三", "李四"}), by(an_item(2), "人民网-文化频道", {"李四"}),
                      by(an_item(3), "新华社")}));
    index_all(*f.ledger);
    CHECK(found(*f.ledger, by("人民网")) == Strings{"第1篇"});
    CHECK(found(*f.ledger, by("", "李四")) == Strings{"第1篇", "第2篇"});
    CHECK(found(*f.ledger, by("人民网", "李四")) == Strings{"第1篇"});
    CHECK(found(*f.ledger, by("人民")).empty());
    Selection since;
    since.since = at(-120);
    CHECK(found(*f.ledger, since) == Strings{"第1篇", "第2篇"});
    since.words = "正文";
    CHECK(found(*f.ledger, since) == Strings{"第1篇", "第2篇"});
    since.source = "新华社";
    CHECK(found(*f.ledger, since).empty());
    CHECK(found(*f.ledger, {}) == Strings{"第1篇", "第2篇", "第3篇"});
}

TEST_CASE("a selection holds the newest of all that match, at most as many bytes as a live feed") {
    Fixture f;
    std::vector<Item> items;
    // All in one second: feed order is that of the guids then, not that of arrival.
    for (int i = 9; i > 0; --i) items.push_back(an_item(i).published(noon));
    f.commit(a_batch(items));
    index_all(*f.ledger);
    Selection three = words("正文");
    three.limit = 3;
    CHECK(found(*f.ledger, three) == Strings{"第1篇", "第2篇", "第3篇"});
    three.words.clear();
    CHECK(found(*f.ledger, three) == Strings{"第1篇", "第2篇", "第3篇"});
    three.limit = -5;
    CHECK(found(*f.ledger, three) == Strings{"第1篇"});
    f.configuration.limits.max_bytes = 50;
    f.ledger->configure(f.configuration, noon).value();
    CHECK(found(*ledger_in(f.dir.path(), Access::read_only), words("正文")) == Strings{"第1篇", "第2篇"});
    f.configuration.limits.max_bytes = 1;
    f.ledger->configure(f.configuration, noon).value();
    const Feed one = f.ledger->select(words("正文")).value();
    CHECK(one.entries.size() == 1);
    CHECK(one.updated == noon);
    CHECK(one.digest == digest_of(one));
    CHECK(f.ledger->select(words("正文", "no")).error().code == Errc::not_found);
}

TEST_CASE("hostile questions find nothing and break nothing") {
    Fixture f;
    f.commit(a_batch({an_item(1)}));
    index_all(*f.ledger);
    for (const std::string& text :
         {std::string("\""), std::string("' OR 1=1 --"), std::string("NOT a"), std::string("a AND"), std::string("(("),
          std::string("x\0y", 3), std::string("\xFF\xC0\x80"), std::string("words:"), std::string("*"),
          std::string("？")}) {
        CHECK(found(*f.ledger, words(text)).empty());
        CHECK(found(*f.ledger, by(text)).empty());
        CHECK(found(*f.ledger, by("", text)).empty());
    }
    CHECK(f.ledger->select(words(std::string(40'000, 'a'))).error().code == Errc::invalid_input);
    std::string longest;
    for (int i = 0; i < 100; ++i) longest += "正 ";
    CHECK(found(*f.ledger, words(longest)) == Strings{"第1篇"});
    CHECK(f.ledger->select(words(longest + "正")).error().code == Errc::invalid_input);
}

TEST_CASE("the index follows edits, withdrawals and moves") {
    Fixture f;
    f.commit(a_batch({an_item(1).in({"娱乐"}), an_item(2), an_item(3)}));
    f.ledger->index_some(1).value();
    f.commit(a_batch({an_item(1).titled("海难").in({"娱乐"}), an_item(3).titled("海啸")}), at(1));
    f.commit(gone({"2"}), at(2));
    check_index(f.dir);
    index_all(*f.ledger);
    check_index(f.dir);
    CHECK(found(*f.ledger, words("第")).empty());
    CHECK(found(*f.ledger, words("海")) == Strings{"海难", "海啸"});
    auto told = an_item(3);
    told.article.summary = "摘要里说的";
    f.commit(a_batch({told.titled("海啸")}), at(2));
    index_all(*f.ledger);
    check_index(f.dir);
    CHECK(found(*f.ledger, words("摘要")) == Strings{"海啸"});
    // Another category: the index has nothing to do.
    f.commit(a_batch({an_item(1).titled("海难").in({"体育"})}), at(3));
    CHECK(found(*f.ledger, words("海难", "ti-yu")) == Strings{"海难"});
    CHECK(found(*f.ledger, words("海难", "yu-le")).empty());
    // Another time.
    f.commit(a_batch({an_item(1).titled("海难").published(at(-9000)).in({"体育"})}), at(3));
    index_all(*f.ledger);
    CHECK(found(*f.ledger, words("海")) == Strings{"海啸", "海难"});
    f.commit(a_batch({an_item(1).titled("海难").withheld(Withheld::not_public)}), at(4));
    CHECK(found(*f.ledger, words("海")) == Strings{"海啸"});
    check_index(f.dir);
}

TEST_CASE("after random operations, a rebuild and a start anew the index finds what a look at each article finds") {
    auto f = std::make_unique<Fixture>();
    f->ledger->claim(identity).value();
    std::mt19937 random(11);
    const auto below = [&random](int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random); };
    const Strings parts{"渔港", "开捕", "港", "新闻", "abc", "，", "Ω", "🐟", "一"};
    std::map<std::string, ItemBuilder> there;
    const auto some_text = [&] {
        std::string out;
        for (int i = 0; i <= below(5); ++i)
            out += parts[static_cast<std::size_t>(below(static_cast<int>(parts.size())))];
        return out;
    };
    const auto check = [&] {
        check_index(f->dir);
        for (const auto* const text : {"渔港", "港开", "港", "一", "开捕新闻", "闻渔"}) {
            std::set<std::string> expected;
            for (const auto& [key, item] : there) {
                if (item.article.title.find(text) != std::string::npos) expected.insert(item.article.title + key);
            }
            std::set<std::string> seen;
            Selection selection = words(text);
            selection.limit = 1000;
            std::vector<std::int64_t> ids;
            for (const auto& ref : f->ledger->select(selection).value().entries) ids.push_back(ref.id);
            for (const auto& entry : f->ledger->entries(ids).value()) {
                seen.insert(entry.article.title + entry.article.key);
            }
            INFO(text);
            CHECK(seen == expected);
        }
    };
    for (int step = 0; step < 120; ++step) {
        const std::string key = std::to_string(below(60));
        if (below(5) == 0) {
            there.erase(key);
            f->commit(gone({key}), at(step));
        } else {
            auto item = an_item(std::stoi(key)).titled(some_text()).html("").published(at(-below(9)));
            there.insert_or_assign(key, item);
            f->commit(a_batch({item}), at(step));
        }
        if (below(3) == 0) f->ledger->index_some(below(9)).value();
    }
    index_all(*f->ledger);
    check();
    f->ledger->begin_rebuild(identity).value();
    there.erase(there.begin());
    std::vector<Item> items;
    for (const auto& entry : there) items.push_back(entry.second);
    f->commit(a_batch(items), at(200));
    f->ledger->finish_rebuild(at(200)).value();
    check_index(f->dir);
    index_all(*f->ledger);
    check();
    f->ledger.reset();
    SQLite::Database((f->dir.path() / "ledger.db").string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE meta SET value = 0 WHERE name = 'search_version'");
    f->ledger = ledger_in(f->dir.path());
    index_all(*f->ledger);
    check();
}

TEST_CASE("a ledger of before searches indexes what it holds") {
    TempDir dir;
    {
        const auto ledger = ledger_in(dir.path());
        ledger->configure(a_configuration(), noon).value();
        ledger->commit(a_batch({an_item(1), an_item(2).withheld(Withheld::empty)}), noon).value();
    }
    back_to_schema(dir.path(), 4);
    const auto ledger = ledger_in(dir.path());
    index_all(*ledger);
    CHECK(found(*ledger, words("正文")) == Strings{"第1篇"});
    check_index(dir);
}

}  // namespace syndicated::ledger
