#include "websub/courier.hpp"

#include "syndicated/base/text.hpp"
#include "websub/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <sys/socket.h>

namespace syndicated::websub {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_connect{5000};
constexpr std::size_t most_head_bytes = 16UL * 1024;
constexpr std::size_t most_ignored_bytes = 1024;  // of a body that nobody reads
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
    explicit Exchange(const CourierOptions& options) : easy_(curl_easy_init()) {
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
        curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDS, parcel_->body().data());
        curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(parcel_->body().size()));
    }

    void ask() {
        is_post_ = false;
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
        const bool cut_off = code == CURLE_WRITE_ERROR && (is_post_ || out.too_long);
        if (status >= 200 && (code == CURLE_OK || cut_off)) {
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
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // else giving up waits for a name to be resolved
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                         static_cast<long>(std::min(options.timeout, longest_connect).count()));
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
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    static int on_request(void* self, char* address, char*, int, int) {
        auto& exchange = *static_cast<Exchange*>(self);
        const auto read = address_of(std::string(address));
        if (read && may_connect(*read, exchange.options_->allowed)) return CURL_PREREQFUNC_OK;
        exchange.refused_address_ = true;
        return CURL_PREREQFUNC_ABORT;
    }

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
}

Courier::~Courier() {
    for (const auto& [handle, exchange] : on_their_way_) curl_multi_remove_handle(multi_.get(), handle);
}

std::unique_ptr<Courier::Exchange> Courier::free_exchange() {
    if (free_.empty()) return std::make_unique<Exchange>(options_);
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
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
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
        if (free_.size() < most_free) free_.push_back(std::move(exchange));
        done(std::move(reply));
    }
    for (auto& [done, reply] : std::exchange(failed_at_once_, {})) done(std::move(reply));
}

void Courier::wait(milliseconds most) {
    if (!failed_at_once_.empty()) return;
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(most.count()), nullptr);
}

void Courier::reconfigure(CourierOptions options) {
    options_ = std::move(options);
    free_.clear();  // they have the old options
}

}  // namespace syndicated::websub
