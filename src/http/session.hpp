// One connection: reads requests with limits, answers them in order, ends. It does what can be done when its loop says
// that something has come or may go out, and never waits; a connection between requests is little more than its socket.
#pragma once

#include "syndicated/http/maker.hpp"
#include "syndicated/http/server.hpp"

#include "http/body_skipper.hpp"
#include "http/descriptor.hpp"
#include "http/head_end.hpp"
#include "http/reactor.hpp"
#include "http/request.hpp"
#include "http/respond.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::http {

class Loop;

class Session final : public Watcher, public std::enable_shared_from_this<Session> {
public:
    // Any thread.
    Session(Loop& loop, Descriptor socket, std::optional<ClientKey> client);
    [[nodiscard]] std::optional<ClientKey> client() const { return client_; }

    // For the loop; begin() comes first.
    void begin();
    void on_ready(std::uint32_t events) override;
    [[nodiscard]] std::chrono::steady_clock::time_point deadline() const { return deadline_; }
    [[nodiscard]] const void* held_body() const { return unsent_ ? unsent_->owner.get() : nullptr; }  // or null
    void expire();          // the deadline is past
    void wind_up();         // the server stops: ends unless a request has come or begun
    void end();             // at once; leaves the loop
    std::size_t place = 0;  // the loop's: where it keeps this session

private:
    enum class State : std::uint8_t {
        head,       // reads a request's head, or waits for one
        body,       // reads held_'s body past
        making,     // waits for the document that held_ asks for, or for what becomes of its content
        writing,    // waits until unsent_ can go on
        lingering,  // has answered for the last time and throws away what comes
        ended
    };
    // Of a request that cannot be answered at once.
    struct Held {
        Request request;
        BodySkipper body;
        const Receiver* receiver = nullptr;                            // null: the body is read past
        std::string content{};                                         // for it
        std::shared_ptr<const void> waits = std::make_shared<char>();  // see Need::client
    };

    template <class Step>
    void guarded(Step step);
    void read(std::uint32_t events);
    void handle();
    [[nodiscard]] bool has_request_begun();
    void begin_request();
    bool take_head();
    bool take_body();
    void answer(Request& request);
    void judge_persistence(Request& request) const;
    void refuse_with(int status);
    void take_framed(Request& request);
    [[nodiscard]] const Receiver* receiver_of(const Request& request) const;
    void say_continue();
    void make(const Request& request, const Need& need);
    void receive(const Request& request, const Receiver& receiver);
    bool begin_making();
    void stop_make_timer();
    template <class Result>
    [[nodiscard]] auto take_later();
    template <class Result>
    void take_made(std::uint32_t number, const Result& made);
    void send(Response& response);
    bool write(Response& response);
    void hold(Response& response, std::size_t body_bytes);
    void let_go();
    void write_on();
    void finish(bool close);
    [[nodiscard]] bool has_come() const;
    void linger();
    void throw_away(std::size_t bytes);

    void give_up();
    void keep_unread();
    void wait_for(std::uint32_t events);
    void allow(std::chrono::milliseconds span);

    Loop& loop_;
    Descriptor socket_;
    State state_ = State::head;
    bool between_requests_ = true;
    bool more_may_come_ = false;  // behind the last request
    bool told_all_ = true;        // nothing can have come before what watched_ will tell of
    std::optional<std::uint32_t> watched_;
    std::optional<Reactor::Timer> make_timer_;
    std::uint32_t makes_ = 0;  // counts what was asked for: an answer may be for one given up
    std::chrono::steady_clock::time_point deadline_{};
    std::optional<ClientKey> client_;
    HeadEnd head_end_{0, 0};  // begin_request() sets its limits, which are the loop's thread's

    std::string_view unread_;  // during a turn: what came and is not used; in kept_ or the loop's buffer
    std::string kept_;         // between turns
    std::unique_ptr<Held> held_;
    std::unique_ptr<Response> unsent_;
    std::size_t thrown_away_ = 0;
};

}  // namespace syndicated::http
