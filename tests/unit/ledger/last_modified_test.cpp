#include "ledger/last_modified.hpp"

#include "support/ledger_builders.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using testing::at;
using testing::noon;

TEST_CASE("Last-Modified is the later of the previous value and the commit's second") {
    CHECK(next_last_modified(std::nullopt, noon, true) == noon);
    CHECK(next_last_modified(at(-5), noon, true) == noon);
    CHECK(next_last_modified(at(-5), noon, false) == noon);
    CHECK(next_last_modified(noon, noon, false) == noon);
    CHECK(next_last_modified(at(5), noon, false) == at(5));
}

TEST_CASE("Last-Modified goes a second further only when the previous value may have been sent") {
    CHECK(next_last_modified(noon, noon, true) == at(1));
    CHECK(next_last_modified(at(5), noon, true) == at(6));
}

TEST_CASE("a value counts as sent at the start, not after it was written, and again when the clock steps back") {
    SentHeaders sent;
    sent.see(noon);
    CHECK(sent.may_have_sent("yu-le"));
    sent.wrote("yu-le");
    CHECK_FALSE(sent.may_have_sent("yu-le"));
    CHECK(sent.may_have_sent("ti-yu"));
    sent.see(noon);
    sent.see(at(10));
    CHECK_FALSE(sent.may_have_sent("yu-le"));
    sent.see(at(9));
    CHECK(sent.may_have_sent("yu-le"));
    sent.wrote("yu-le");
    sent.see(at(9));
    CHECK_FALSE(sent.may_have_sent("yu-le"));
}

}  // namespace syndicated::ledger
