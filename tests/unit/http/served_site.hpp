// A server on a free port of the loopback with a few documents, for tests with sockets.
#pragma once

#include "syndicated/http/maker.hpp"
#include "syndicated/http/server.hpp"

#include "support/fake_clock.hpp"

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace syndicated::http::testing {

inline const std::string get_small = "GET /small HTTP/1.1\r\nHost: h\r\n\r\n";
inline const std::string get_big = "GET /big HTTP/1.1\r\nHost: h\r\n\r\n";

// More than the kernel takes without a reader.
inline constexpr std::size_t big_bytes = 32UL * 1024UL * 1024UL;

class ServedSite {
public:
    explicit ServedSite(Limits limits = {}, int threads = 1, const std::string& listen = "127.0.0.1:0",
                        std::vector<Network> trusted_proxies = {}, Maker* maker = nullptr, Receivers receivers = {})
        : clock_(std::chrono::sys_days{std::chrono::days{20000}}) {
        put("/small", "small");
        Options options;
        options.listen = {listen};
        options.threads = threads;
        options.trusted_proxies = std::move(trusted_proxies);
        options.limits = limits;
        Handlers handlers{{"/healthz", [] { return HandlerResponse{200, "text/plain", "ok\n"}; }}};
        server_ =
            Server::start(options, publication_, std::move(handlers), clock_, maker, std::move(receivers)).value();
    }

    // The path's next version; its coded forms come when put_forms() is called, if at all.
    void put(const std::string& path, std::string bytes) {
        publish::Body body;
        body.forms[publish::Coding::identity] = std::make_shared<const std::string>(std::move(bytes));
        ++puts_;
        put_body(path, std::move(body));
    }
    void put_forms(const std::string& path) {
        const auto now = publication_.current()->find(path);
        put_body(path, publish::complete_body(now->body.forms[publish::Coding::identity], publish::all_codings));
    }

    void put_big() { put("/big", std::string(big_bytes, 'b')); }

    [[nodiscard]] const std::string& address() const { return server_->addresses().front(); }
    Server& server() { return *server_; }
    syndicated::testing::FakeClock& clock() { return clock_; }

    // Moves the clock on, a second every few milliseconds, until `done`: the server looks at it now and then, and on a
    // busy machine not soon. False: it never came to that.
    template <class Done>
    bool advance_until(Done done) {
        for (int i = 0; i < 2000; ++i) {
            if (done()) return true;
            clock_.advance(std::chrono::seconds{1});
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return false;
    }

private:
    void put_body(const std::string& path, publish::Body body) {
        auto resource = std::make_shared<publish::Resource>();
        resource->head.content_type = "text/plain";
        resource->head.content.bytes[0] = static_cast<unsigned char>(puts_);
        resource->body = std::move(body);
        const std::vector<publish::Change> changes{{path, std::move(resource)}};
        publication_.swap_in(publication_.current()->with(changes, true));
    }

    syndicated::testing::FakeClock clock_;
    publish::Publication publication_;
    int puts_ = 0;
    std::unique_ptr<Server> server_;
};

}  // namespace syndicated::http::testing
