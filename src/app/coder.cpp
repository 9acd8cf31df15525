#include "app/coder.hpp"

#include "syndicated/base/priority.hpp"

#include <system_error>
#include <utility>

#include <pthread.h>

namespace syndicated::app {

Coder::~Coder() {
    wait();
}

void Coder::begin(std::vector<Document> batch, std::vector<publish::Coding> codings) {
    if (batch.empty()) return;
    batch_ = std::move(batch);
    coding_ = true;
    auto code = [this, codings = std::move(codings)] {
        for (auto& document : batch_) {
            document.body = publish::complete_body(std::move(document.body.forms[publish::Coding::identity]), codings);
        }
        coding_ = false;
        done_();
    };
    try {
        thread_ = std::thread([code] {
            stand_back(10);  // readers first, but hubs are told when it is done
            code();
        });
        pthread_setname_np(thread_.native_handle(), "code");
    } catch (const std::system_error&) {
        code();  // the system has no more threads for us
    }
}

void Coder::wait() {
    if (thread_.joinable()) thread_.join();
}

std::vector<Coder::Document> Coder::take() {
    wait();
    return std::exchange(batch_, {});
}

}  // namespace syndicated::app
