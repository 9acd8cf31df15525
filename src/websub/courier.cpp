#include "websub/courier.hpp"

#include "syndicated/base/priority.hpp"
#include "syndicated/base/signals.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <pthread.h>
#include <sys/epoll.h>

namespace syndicated::websub {

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t most_ignored_bytes = 1024;  // of a body that nobody reads
constexpr long kept_connections = 1024;
constexpr std::size_t most_free = 1024;

}  // namespace

Courier::Courier(CourierOptions options) : options_(std::move(options)), multi_(make_multi()) {
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kept_connections);
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Courier::on_watch);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Courier::on_timer);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
    watched_.want(wake_.fd(), EPOLLIN);
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "hub-courier");
}

Courier::~Courier() {
    stopping_ = true;
    wake_.notify();
    thread_.join();
    for (const auto& [handle, exchange] : on_their_way_) curl_multi_remove_handle(multi_.get(), handle);
    on_their_way_.clear();
    free_.clear();
    multi_.reset();  // while what it calls is there
}

void Courier::post(const std::string& url, std::shared_ptr<const Parcel> parcel, std::string field, Done done) {
    hand_over({url, std::move(parcel), std::move(field), most_ignored_bytes, std::move(done)});
}

void Courier::get(const std::string& url, std::size_t most_body_bytes, Done done) {
    hand_over({url, nullptr, {}, most_body_bytes, std::move(done)});
}

void Courier::hand_over(Letter letter) {
    bool is_first = false;
    {
        const std::lock_guard lock(mutex_);
        is_first = letters_.empty();
        letters_.push_back(std::move(letter));
    }
    if (is_first) wake_.notify();
}

void Courier::wait(milliseconds most) {
    std::unique_lock lock(mutex_);
    answered_.wait_for(lock, most, [this] { return woken_ || !answers_.empty(); });
    woken_ = false;
}

void Courier::collect() {
    Answers answers;
    {
        const std::lock_guard lock(mutex_);
        answers.swap(answers_);
    }
    for (auto& [done, reply] : answers) done(std::move(reply));
}

void Courier::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    answered_.notify_one();
}

void Courier::reconfigure(CourierOptions options) {
    {
        const std::lock_guard lock(mutex_);
        new_options_ = std::move(options);
    }
    wake_.notify();
}

void Courier::run() {
    block_signals();
    stand_back(19);  // like the hub, whose work it is
    while (!stopping_) {
        take_letters();
        watch();
        give_answers();
    }
}

void Courier::take_letters() {
    std::vector<Letter> letters;
    std::optional<CourierOptions> new_options;
    {
        const std::lock_guard lock(mutex_);
        letters.swap(letters_);
        new_options.swap(new_options_);
    }
    if (new_options) {
        options_ = *std::move(new_options);
        free_.clear();  // they have the old options, as those have that are on their way
        ++generation_;
    }
    for (Letter& letter : letters) send(std::move(letter));
}

std::unique_ptr<Exchange> Courier::free_exchange() {
    if (free_.empty()) return std::make_unique<Exchange>(options_, watched_, generation_);
    auto out = std::move(free_.back());
    free_.pop_back();
    return out;
}

void Courier::send(Letter letter) {
    auto exchange = free_exchange();
    exchange->begin(options_, std::move(letter));
    CURL* handle = exchange->handle();
    if (curl_multi_add_handle(multi_.get(), handle) == CURLM_OK) {
        on_their_way_.emplace(handle, std::move(exchange));
        return;
    }
    Reply reply;
    reply.answer.text = "libcurl does not take the request (out of memory)";
    over_.emplace_back(exchange->end().done, std::move(reply));
}

void Courier::watch() {
    milliseconds most(-1);  // without end
    if (timer_) most = std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*timer_ - SteadyClock::now()));
    if (!over_.empty()) most = milliseconds(0);
    std::array<epoll_event, 256> events{};
    const int ready =
        ::epoll_wait(watched_.fd(), events.data(), static_cast<int>(events.size()), static_cast<int>(most.count()));
    for (int i = 0; i < ready; ++i) {
        const epoll_event& event = events.at(static_cast<std::size_t>(i));
        event.data.fd == wake_.fd() ? wake_.drain() : move(event.data.fd, event.events);
    }
    move_timed();
}

void Courier::move(int fd, std::uint32_t events) {
    if (!watched_.wants(fd)) return watched_.forget(fd);  // the other side closed what nobody uses
    unsigned what = 0;
    if ((events & (EPOLLIN | EPOLLHUP)) != 0) what |= CURL_CSELECT_IN;
    if ((events & EPOLLOUT) != 0) what |= CURL_CSELECT_OUT;
    if ((events & EPOLLERR) != 0) what |= CURL_CSELECT_ERR;
    int running = 0;
    curl_multi_socket_action(multi_.get(), fd, static_cast<int>(what), &running);
}

void Courier::move_timed() {
    if (!timer_ || *timer_ > SteadyClock::now()) return;
    timer_.reset();  // libcurl sets another
    int running = 0;
    curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
}

void Courier::give_answers() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        CURL* handle = message->easy_handle;
        const CURLcode code = message->data.result;
        const auto found = on_their_way_.find(handle);
        auto exchange = std::move(found->second);
        on_their_way_.erase(found);
        curl_multi_remove_handle(multi_.get(), handle);
        Reply reply = exchange->reply(code);
        over_.emplace_back(exchange->end().done, std::move(reply));
        const bool has_new_options = exchange->generation() == generation_;
        if (has_new_options && free_.size() < most_free) free_.push_back(std::move(exchange));
    }
    if (over_.empty()) return;
    bool are_first = false;
    {
        const std::lock_guard lock(mutex_);
        are_first = answers_.empty();
        std::move(over_.begin(), over_.end(), std::back_inserter(answers_));
    }
    over_.clear();
    if (are_first) answered_.notify_one();
}

int Courier::on_watch(CURL*, curl_socket_t fd, int what, void* self, void*) {
    std::uint32_t events = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) events |= EPOLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) events |= EPOLLOUT;
    static_cast<Courier*>(self)->watched_.want(fd, events);
    return 0;
}

int Courier::on_timer(CURLM*, long wait_ms, void* self) {
    auto& timer = static_cast<Courier*>(self)->timer_;
    timer.reset();
    if (wait_ms >= 0) timer = SteadyClock::now() + milliseconds(wait_ms);
    return 0;
}

}  // namespace syndicated::websub
