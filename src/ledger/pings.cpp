#include "ledger/pings.hpp"

namespace syndicated::ledger {

std::vector<Ping> read_pings(Connection& connection) {
    Query query = connection.query(
        "SELECT hub, topic, told, tried, attempts, next_try, given_up, last_answer FROM told ORDER BY hub, topic");
    std::vector<Ping> out;
    while (query.step()) {
        Ping ping;
        ping.hub = query.text(0);
        ping.topic = query.text(1);
        ping.told = static_cast<Revision>(query.number(2));
        ping.tried = static_cast<Revision>(query.number(3));
        ping.attempts = static_cast<int>(query.number(4));
        ping.next_try = query.instant(5);
        ping.given_up = query.flag(6);
        ping.last_answer = query.text(7);
        out.push_back(std::move(ping));
    }
    return out;
}

void write_ping(Connection& connection, const Ping& ping) {
    Transaction transaction(connection, Transaction::Kind::write);
    connection
        .query(
            "INSERT OR REPLACE INTO told (hub, topic, told, tried, attempts, next_try, given_up, last_answer) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(ping.hub, ping.topic, static_cast<std::int64_t>(ping.told), static_cast<std::int64_t>(ping.tried),
              ping.attempts, ping.next_try, ping.given_up, ping.last_answer)
        .run();
    transaction.commit();
}

}  // namespace syndicated::ledger
