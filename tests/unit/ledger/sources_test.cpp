// How often each source is named.
#include "unit/ledger/fixture.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>

namespace syndicated::ledger {

using namespace testing;

namespace {

const Identity identity{"example.cn,2025", "main", ""};

ItemBuilder of(ItemBuilder item, std::string_view source) {
    item.article.source = source;
    return item;
}

std::vector<std::string> lines(Ledger& ledger, std::int64_t at_least = 1) {
    std::vector<std::string> out;
    for (const auto& source : ledger.sources(at_least).value()) {
        out.push_back(fmt::format("{} {}", source.name, source.entries));
    }
    return out;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("sources are counted over visible entries, the most named first") {
    Fixture f;
    f.commit(a_batch({of(an_item(1), "新华社").in({"娱乐", "体育"}), of(an_item(2), "人民网"), of(an_item(3), "人民网"),
                      an_item(4), of(an_item(5), "held").scheduled(at(60)),
                      of(an_item(6), "no").withheld(Withheld::not_public)}));
    CHECK(lines(*f.ledger) == Strings{"人民网 2", "新华社 1"});
    CHECK(lines(*f.ledger, 2) == Strings{"人民网 2"});
    f.ledger->release_due(at(60)).value();
    CHECK(lines(*f.ledger) == Strings{"人民网 2", "held 1", "新华社 1"});
    f.commit(a_batch({of(an_item(1), "人民网").in({"体育"}), of(an_item(2), "人民网").titled("改")}), at(61));
    CHECK(lines(*f.ledger) == Strings{"人民网 3", "held 1"});
    f.commit(gone({"1", "2", "3", "5"}), at(62));
    CHECK(lines(*f.ledger).empty());
}

TEST_CASE("after random operations, a rebuild and from an older ledger the counts are those of the articles") {
    auto f = std::make_unique<Fixture>();
    f->ledger->claim(identity).value();
    std::mt19937 random(3);
    const auto below = [&random](int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random); };
    std::map<std::string, ItemBuilder> there;
    for (int step = 0; step < 100; ++step) {
        const auto item = of(an_item(below(30)), std::string(1, static_cast<char>('a' + below(4))));
        if (below(4) == 0) {
            there.erase(item.article.key);
            f->commit(gone({item.article.key}), at(step));
        } else {
            there.insert_or_assign(item.article.key, item);
            f->commit(a_batch({item}), at(step));
        }
    }
    const auto expected = [&there] {
        std::map<std::string, std::int64_t> out;
        for (const auto& entry : there) ++out[entry.second.article.source];
        return out;
    };
    const auto counted = [&f] {
        std::map<std::string, std::int64_t> out;
        for (const auto& source : f->ledger->sources(1).value()) out[source.name] = source.entries;
        return out;
    };
    CHECK(counted() == expected());
    there.erase(there.begin());
    std::vector<Item> items;
    for (const auto& entry : there) items.push_back(entry.second);
    f->ledger->begin_rebuild(identity).value();
    f->commit(a_batch(items), at(200));
    f->ledger->finish_rebuild(at(200)).value();
    CHECK(counted() == expected());
    f->ledger.reset();
    back_to_schema(f->dir.path(), 5);
    f->ledger = ledger_in(f->dir.path());
    CHECK(counted() == expected());
}

}  // namespace syndicated::ledger
