#include "ledger/write_back.hpp"

#include "syndicated/base/priority.hpp"

#include <system_error>

#include <pthread.h>

namespace syndicated::ledger {

WriteBack::~WriteBack() {
    if (thread_.joinable()) thread_.join();
}

bool WriteBack::begin() {
    if (under_way_.load()) return false;
    if (thread_.joinable()) thread_.join();
    if (connection_ == nullptr) connection_ = std::make_unique<Connection>(path_, Connection::Mode::existing);
    under_way_ = true;
    try {
        thread_ = std::thread([this] {
            stand_back(10);
            connection_->write_back();
            under_way_ = false;
        });
        pthread_setname_np(thread_.native_handle(), "write-back");
    } catch (const std::system_error&) {  // the system has no more threads for us
        connection_->write_back();
        under_way_ = false;
    }
    return true;
}

}  // namespace syndicated::ledger
