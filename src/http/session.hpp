// One connection: reads requests with limits, answers them in order, ends. A coroutine that never leaves its loop's
// thread.
#pragma once

#include "syndicated/http/maker.hpp"

#include "http/asio.hpp"
#include "http/head_end.hpp"
#include "http/request.hpp"
#include "http/respond.hpp"

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::http {

class Loop;

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Loop& loop, Stream::socket socket);

    static asio::awaitable<void> run(std::shared_ptr<Session> self);

    // For the loop. What waits is interrupted when the deadline is past.
    [[nodiscard]] std::chrono::steady_clock::time_point deadline() const { return deadline_; }
    void interrupt();
    void wind_up();  // the server stops: ends at once if no request has begun
    void abandon();  // ends at once

    std::size_t place = std::numeric_limits<std::size_t>::max();  // the loop's: where it keeps this session

private:
    enum class Next { answer, end };
    enum class Filled { bytes, ended, too_late };

    asio::awaitable<Next> read_request();
    asio::awaitable<Next> skip_body();
    asio::awaitable<Filled> fill();
    asio::awaitable<void> make_and_answer(std::string key);
    asio::awaitable<bool> write_response();
    asio::awaitable<void> linger();

    Next parse_head();
    Next refuse_with(int status);
    // The key of what has to be made before there is an answer; empty: there is one.
    std::string answer();
    void make_room();
    void allow(std::chrono::milliseconds span);
    [[nodiscard]] std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }
    void take(std::size_t bytes);

    Loop& loop_;
    Stream::socket socket_;
    std::chrono::steady_clock::time_point deadline_{};
    bool between_requests_ = false;

    std::string buffer_;  // bytes [begin_, end_) were read and not used yet
    std::size_t begin_ = 0, end_ = 0;
    HeadEnd head_end_;
    Request request_;
    int refusal_ = 0;  // the status that answers what is no request
    Response response_;

    std::optional<asio::steady_timer> making_;  // runs out when a document that was asked of the Maker is too late
    std::optional<Made> made_;
};

}  // namespace syndicated::http
