#include "websub/courier.hpp"

#include "syndicated/base/text.hpp"
#include "websub/address.hpp"
#include "websub/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <sys/epoll.h>
#include <sys/socket.h>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_connect{5000};
constexpr std::size_t most_head_bytes = 16UL * 1024;
constexpr std::size_t most_ignored_bytes = 1024;               // of a body that nobody reads
constexpr long received_at_once = 4096, sent_at_once = 16384;  // the smallest buffers: there are hundreds of handles
constexpr long kept_connections = 1024;
constexpr std::size_t most_free = 1024;

}  // namespace

Parcel::Parcel(std::shared_ptr<const std::string> body, const std::vector<std::string>& fields)
    : body_(std::move(body)) {
    for (const std::string& field : fields) {
        curl_slist* longer = curl_slist_append(fields_.get(), field.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        (void)fields_.release();
        fields_.reset(longer);
    }
}

// One request. Its handle keeps what all requests have alike.
class Courier::Exchange {
public:
    // `generation`: of the options.
    Exchange(const CourierOptions& options, Watched& watched, int generation)
        : watched_(watched), generation_(generation), easy_(curl_easy_init()) {
        if (!easy_) throw std::bad_alloc();
        for (const std::string& entry : options.resolve) {
            resolve_.reset(curl_slist_append(resolve_.release(), entry.c_str()));
        }
        set_options(options);
    }

    void begin(const CourierOptions& options, const std::string& url, std::size_t most_body_bytes, Done done) {
        options_ = &options;
        done_ = std::move(done);
        most_body_bytes_ = most_body_bytes;
        body_bytes_ = head_bytes_ = 0;
        body_.clear();
        refused_address_ = false;
        error_text_[0] = '\0';
        began_ = std::chrono::steady_clock::now();
        curl_easy_setopt(easy_.get(), CURLOPT_URL, url.c_str());
    }

    // Names of fields stay in the parcel; this one's node leads to them.
    void carry(std::shared_ptr<const Parcel> parcel, std::string field) {
        parcel_ = std::move(parcel);
        field_ = std::move(field);
        node_ = {field_.data(), parcel_->fields()};
        is_post_ = true;
        curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, field_.empty() ? parcel_->fields() : &node_);
        curl_easy_setopt(easy_.get(), CURLOPT_POST, 1L);
        curl_easy_setopt(easy_.get(), CURLOPT_FRESH_CONNECT, 0L);
        curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDS, parcel_->body().data());
        curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(parcel_->body().size()));
    }

    // On a connection of its own: libcurl repeats by itself what a used one breaks off, and a question is asked once.
    void ask() {
        is_post_ = false;
        curl_easy_setopt(easy_.get(), CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, nullptr);
        curl_easy_setopt(easy_.get(), CURLOPT_HTTPGET, 1L);
    }

    [[nodiscard]] Reply reply(CURLcode code) {
        Reply out;
        long status = 0;
        curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
        out.refused_address = refused_address_;
        out.too_long = body_bytes_ > most_body_bytes_;
        // Of a delivery the status says all, whatever the rest does; a verification's body has to be whole.
        const bool cut_off = code == CURLE_WRITE_ERROR && out.too_long;
        if (status >= 200 && !refused_address_ && (code == CURLE_OK || is_post_ || cut_off)) {
            out.answer.status = static_cast<int>(status);
            out.answer.text = std::to_string(status);
            if (status == 429 || status >= 500) out.answer.retry_after = retry_after();
        } else {
            out.answer.text = failure(code);
        }
        out.body = std::move(body_);
        return out;
    }

    void end() {
        parcel_.reset();
        body_ = {};
        done_ = {};
    }

    [[nodiscard]] int generation() const { return generation_; }
    [[nodiscard]] CURL* handle() const { return easy_.get(); }
    [[nodiscard]] Done take_done() { return std::move(done_); }

private:
    struct FreeEasy {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    };
    struct FreeList {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };

    void set_options(const CourierOptions& options) {
        CURL* easy = easy_.get();
        curl_easy_setopt(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
        // Only what the settings say: no proxy and no password file of whoever started the daemon.
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set_trust(easy);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // else giving up waits for a name to be resolved
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                         static_cast<long>(std::min(options.timeout, longest_connect).count()));
        curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, received_at_once);
        curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, sent_at_once);
        curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_.data());
        if (resolve_) curl_easy_setopt(easy, CURLOPT_RESOLVE, resolve_.get());
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_socket);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
        curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Exchange::on_request);
        curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    }

    [[nodiscard]] std::string retry_after() const {
        curl_header* header = nullptr;
        if (curl_easy_header(easy_.get(), "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
        return std::string(header->value).substr(0, 64);
    }

    [[nodiscard]] std::string failure(CURLcode code) const {
        if (refused_address_) return "its address is not of the open Internet";
        switch (code) {
            case CURLE_OPERATION_TIMEDOUT: {
                const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began_;
                return fmt::format("timed out after {:.1f} s", spent.count());
            }
            case CURLE_COULDNT_RESOLVE_HOST: return "its name does not resolve";
            case CURLE_COULDNT_CONNECT: return "no connection: " + quote(error_text_.data(), 120);
            case CURLE_GOT_NOTHING: return "the connection was closed without an answer";
            case CURLE_WRITE_ERROR: return "its answer is too long";
            default: break;
        }
        return quote(error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code), 120);
    }

    static std::size_t on_header(char*, std::size_t size, std::size_t count, void* self) {
        auto& exchange = *static_cast<Exchange*>(self);
        exchange.head_bytes_ += size * count;
        return exchange.head_bytes_ > most_head_bytes ? 0 : size * count;
    }

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
        auto& exchange = *static_cast<Exchange*>(self);
        exchange.body_bytes_ += size * count;
        if (exchange.body_bytes_ > exchange.most_body_bytes_) return 0;
        if (!exchange.is_post_) exchange.body_.append(data, size * count);
        return size * count;
    }

    static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address) {
        auto& exchange = *static_cast<Exchange*>(self);
        const auto read = address_of(address->addr);
        if (!read || !may_connect(*read, exchange.options_->allowed)) {
            exchange.refused_address_ = true;
            return CURL_SOCKET_BAD;
        }
        const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        if (fd >= 0) exchange.watched_.is_new(fd);
        return fd;
    }

    static int on_request(void* self, char* address, char*, int, int) {
        auto& exchange = *static_cast<Exchange*>(self);
        const auto read = address_of(std::string(address));
        // Refused before may be another address of the same name.
        exchange.refused_address_ = !read || !may_connect(*read, exchange.options_->allowed);
        return exchange.refused_address_ ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
    }

    Watched& watched_;
    int generation_;
    std::unique_ptr<curl_slist, FreeList> resolve_;
    std::unique_ptr<CURL, FreeEasy> easy_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    const CourierOptions* options_ = nullptr;
    Done done_;
    std::shared_ptr<const Parcel> parcel_;
    std::string field_;
    curl_slist node_{};
    bool is_post_ = false, refused_address_ = false;
    std::size_t most_body_bytes_ = 0, body_bytes_ = 0, head_bytes_ = 0;
    std::string body_;
    std::chrono::steady_clock::time_point began_;
};

Courier::Courier(CourierOptions options) : options_(std::move(options)) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error("libcurl can't be started");
    multi_.reset(curl_multi_init());
    if (!multi_) throw std::runtime_error("libcurl gives no multi handle");
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kept_connections);
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Courier::on_watch);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Courier::on_timer);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
    watched_.want(wake_.fd(), EPOLLIN);
}

Courier::~Courier() {
    for (const auto& [handle, exchange] : on_their_way_) curl_multi_remove_handle(multi_.get(), handle);
    on_their_way_.clear();
    free_.clear();
    multi_.reset();  // while what it calls is there
}

std::unique_ptr<Courier::Exchange> Courier::free_exchange() {
    if (free_.empty()) return std::make_unique<Exchange>(options_, watched_, generation_);
    auto out = std::move(free_.back());
    free_.pop_back();
    return out;
}

void Courier::post(const std::string& url, std::shared_ptr<const Parcel> parcel, std::string field, Done done) {
    auto exchange = free_exchange();
    exchange->begin(options_, url, most_ignored_bytes, std::move(done));
    exchange->carry(std::move(parcel), std::move(field));
    send(std::move(exchange));
}

void Courier::get(const std::string& url, std::size_t most_body_bytes, Done done) {
    auto exchange = free_exchange();
    exchange->begin(options_, url, most_body_bytes, std::move(done));
    exchange->ask();
    send(std::move(exchange));
}

void Courier::send(std::unique_ptr<Exchange> exchange) {
    CURL* handle = exchange->handle();
    if (curl_multi_add_handle(multi_.get(), handle) == CURLM_OK) {
        on_their_way_.emplace(handle, std::move(exchange));
        return;
    }
    Reply reply;
    reply.answer.text = "libcurl does not take the request (out of memory)";
    failed_at_once_.emplace_back(exchange->take_done(), std::move(reply));
}

void Courier::collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        CURL* handle = message->easy_handle;
        const CURLcode code = message->data.result;
        const auto found = on_their_way_.find(handle);
        auto exchange = std::move(found->second);
        on_their_way_.erase(found);
        curl_multi_remove_handle(multi_.get(), handle);
        Reply reply = exchange->reply(code);
        const Done done = exchange->take_done();
        exchange->end();
        const bool has_new_options = exchange->generation() == generation_;
        if (has_new_options && free_.size() < most_free) free_.push_back(std::move(exchange));
        done(std::move(reply));
    }
    for (auto& [done, reply] : std::exchange(failed_at_once_, {})) done(std::move(reply));
}

void Courier::wait(milliseconds most) {
    if (!failed_at_once_.empty()) most = milliseconds(0);
    if (timer_) {
        const auto left = std::chrono::ceil<milliseconds>(*timer_ - std::chrono::steady_clock::now());
        most = std::clamp(left, milliseconds(0), most);
    }
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
    if (!timer_ || *timer_ > std::chrono::steady_clock::now()) return;
    timer_.reset();  // libcurl sets another
    int running = 0;
    curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
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
    if (wait_ms >= 0) timer = std::chrono::steady_clock::now() + milliseconds(wait_ms);
    return 0;
}

void Courier::reconfigure(CourierOptions options) {
    options_ = std::move(options);
    free_.clear();  // they have the old options, as those have that are on their way
    ++generation_;
}

}  // namespace syndicated::websub
