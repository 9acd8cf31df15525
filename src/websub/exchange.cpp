#include "websub/exchange.hpp"

#include "websub/address.hpp"

#include <new>
#include <utility>

namespace syndicated::websub {

namespace {

constexpr std::size_t most_head_bytes = 16UL * 1024;
constexpr long received_at_once = 4096, sent_at_once = 16384;  // the smallest buffers: there are hundreds of handles

}  // namespace

Parcel::Parcel(std::shared_ptr<const std::string> body, const std::vector<std::string>& fields)
    : body_(std::move(body)), fields_(make_list(fields)) {}

Exchange::Exchange(const CourierOptions& options, Watched& watched, int generation)
    : watched_(watched), generation_(generation), resolve_(make_list(options.resolve)), easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    set_options(options);
}

void Exchange::set_options(const CourierOptions& options) {
    CURL* easy = easy_.get();
    set_common_options(easy, error_text_);
    set_timeout(easy, options.timeout);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, received_at_once);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, sent_at_once);
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

void Exchange::begin(const CourierOptions& options, Letter letter) {
    options_ = &options;
    letter_ = std::move(letter);
    body_bytes_ = head_bytes_ = 0;
    body_.clear();
    refused_address_ = false;
    error_text_[0] = '\0';
    began_ = std::chrono::steady_clock::now();
    curl_easy_setopt(easy_.get(), CURLOPT_URL, letter_.url.c_str());
    letter_.parcel ? carry() : ask();
}

// Names of fields stay in the parcel; this one's node leads to them.
void Exchange::carry() {
    const Parcel& parcel = *letter_.parcel;
    node_ = {letter_.field.data(), parcel.fields()};
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, letter_.field.empty() ? parcel.fields() : &node_);
    curl_easy_setopt(easy_.get(), CURLOPT_POST, 1L);
    curl_easy_setopt(easy_.get(), CURLOPT_FRESH_CONNECT, 0L);
    curl_easy_setopt(easy_.get(), CURLOPT_FORBID_REUSE, 0L);
    curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDS, parcel.body().data());
    curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(parcel.body().size()));
}

// On a connection of its own: libcurl repeats by itself what a used one breaks off, and a question is asked once. Nor
// is it kept for later: libcurl goes through all that are kept at the end of each request.
void Exchange::ask() {
    curl_easy_setopt(easy_.get(), CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy_.get(), CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, nullptr);
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPGET, 1L);
}

Reply Exchange::reply(CURLcode code) {
    const bool broke_off = code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR;
    Reply out;
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    out.refused_address = refused_address_;
    out.too_long = body_bytes_ > letter_.most_body_bytes;
    // Of a delivery the status says all, whatever the rest does; a verification's body has to be whole.
    const bool cut_off = code == CURLE_WRITE_ERROR && out.too_long;
    if (status >= 200 && !refused_address_ && (code == CURLE_OK || letter_.parcel || cut_off)) {
        out.answer.status = static_cast<int>(status);
        out.answer.text = std::to_string(status);
        if (status == 429 || status >= 500) out.answer.retry_after = retry_after();
    } else {
        out.answer.text = failure(code);
    }
    out.is_there = out.answer.status != 0 || broke_off;
    out.body = std::move(body_);
    return out;
}

Letter Exchange::end() {
    body_ = {};
    return std::exchange(letter_, {});
}

std::string Exchange::retry_after() const {
    curl_header* header = nullptr;
    if (curl_easy_header(easy_.get(), "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
    return std::string(header->value).substr(0, 64);
}

std::string Exchange::failure(CURLcode code) const {
    if (refused_address_) return "its address is not of the open Internet";
    if (code == CURLE_WRITE_ERROR) return "its answer is too long";
    const auto spent = std::chrono::steady_clock::now() - began_;
    return failure_of(code, error_text_, std::chrono::duration_cast<std::chrono::milliseconds>(spent));
}

std::size_t Exchange::on_header(char*, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    exchange.head_bytes_ += size * count;
    return exchange.head_bytes_ > most_head_bytes ? 0 : size * count;
}

std::size_t Exchange::on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    exchange.body_bytes_ += size * count;
    if (exchange.body_bytes_ > exchange.letter_.most_body_bytes) return 0;
    if (!exchange.letter_.parcel) exchange.body_.append(data, size * count);
    return size * count;
}

curl_socket_t Exchange::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(self);
    const auto read = address_of(address->addr);
    if (!read || !may_connect(*read, exchange.options_->allowed)) {
        exchange.refused_address_ = true;
        return CURL_SOCKET_BAD;
    }
    const curl_socket_t fd = open_socket(*address);
    if (fd >= 0) exchange.watched_.is_new(fd);
    return fd;
}

int Exchange::on_request(void* self, char* address, char*, int, int) {
    auto& exchange = *static_cast<Exchange*>(self);
    const auto read = address_of(std::string(address));
    // Refused before may be another address of the same name.
    exchange.refused_address_ = !read || !may_connect(*read, exchange.options_->allowed);
    return exchange.refused_address_ ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

}  // namespace syndicated::websub
