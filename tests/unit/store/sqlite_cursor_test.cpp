#include "store/sqlite_cursor.hpp"

#include <catch2/catch.hpp>

#include <limits>

namespace syndicated::store {

TEST_CASE("a cursor survives as text") {
    SqliteCursor scanning;
    scanning.file = "fe01.2a.17";
    scanning.seq = 42;
    scanning.row = LogRow{"a;b\n%=", "u"};
    scanning.first_read_done = true;
    scanning.top = 99;
    scanning.position = std::numeric_limits<std::int64_t>::max();
    SqliteCursor idle = scanning;
    idle.position.reset();
    SqliteCursor empty_log = idle;
    empty_log.row.reset();
    SqliteCursor odd_row = idle;
    odd_row.row = LogRow{"", ""};
    SqliteCursor low = scanning;
    low.position = std::numeric_limits<std::int64_t>::min();
    for (const auto& cursor : {SqliteCursor{}, scanning, idle, empty_log, odd_row, low}) {
        const auto text = to_text(cursor);
        CHECK(text.find('\n') == Cursor::npos);
        const auto back = cursor_from(text);
        REQUIRE(back.has_value());
        CHECK(*back == cursor);
    }
}

TEST_CASE("text that is no cursor is refused") {
    const auto good = to_text(SqliteCursor{});
    REQUIRE(cursor_from(good).has_value());
    for (const Cursor& text :
         {Cursor{}, Cursor{"x"}, good + ";", "2" + good.substr(1), Cursor{"1;f;x;;;0;0;"}, Cursor{"1;f;0;;;0;;"},
          Cursor{"1;f;0;;;0;0;1e3"}, Cursor{"1;f;99999999999999999999;;;0;0;"}}) {
        CAPTURE(text);
        CHECK_FALSE(cursor_from(text).has_value());
    }
}

}  // namespace syndicated::store
