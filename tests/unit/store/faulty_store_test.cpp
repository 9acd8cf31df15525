#include "support/faulty_store.hpp"
#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

namespace syndicated::testing {

TEST_CASE("a faulty store fails as often as told, and passes on all else") {
    using Call = FaultyStore::Call;
    const TempDir folder;
    FaultyStore store(store::open_store("sqlite:articles.db", "main", folder.path(), store::Access::create).value());
    const RawArticle article;
    const Error error{Errc::unavailable, "out of order"};

    store.fail(Call::write, error, 2);
    CHECK(store.write({&article, 1}).error() == error);
    CHECK(store.write({&article, 1}).has_error());
    CHECK(store.count().value() == 0);
    CHECK(store.write({&article, 1}).has_value());
    CHECK(store.calls(Call::write) == 3);

    store.lose_answer(Call::write, error);
    CHECK(store.write({&article, 1}).has_error());
    CHECK(store.count().value() == 2);

    store.fail_everything(error);
    for (int i = 0; i < 3; ++i) CHECK(store.read({}, 10).has_error());
    CHECK(store.changed().has_error());
    store.heal();
    CHECK(store.read({}, 10).value().rows.size() == 2);
}

}  // namespace syndicated::testing
