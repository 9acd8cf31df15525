#include "http/head_writer.hpp"

#include <array>
#include <charconv>

namespace syndicated::http {

std::string_view reason_of(int status) {
    switch (status) {
        case 200: return "OK";
        case 204: return "No Content";
        case 226: return "IM Used";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 417: return "Expectation Failed";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        default: return {};
    }
}

HeadWriter::HeadWriter(std::string& out, int status, std::string_view date) : out_(out) {
    out_ += "HTTP/1.1 ";
    number(static_cast<std::uint64_t>(status));
    out_ += ' ';
    out_ += reason_of(status);
    out_ += "\r\n";
    field("Date", date);
}

void HeadWriter::field(std::string_view name, std::string_view value) {
    out_ += name;
    out_ += ": ";
    out_ += value;
    out_ += "\r\n";
}

void HeadWriter::content_length(std::uint64_t bytes) {
    out_ += "Content-Length: ";
    number(bytes);
    out_ += "\r\n";
}

void HeadWriter::finish(bool close, bool http_1_0) {
    if (close) {
        out_ += "Connection: close\r\n";
    } else if (http_1_0) {
        out_ += "Connection: keep-alive\r\n";
    }
    out_ += "\r\n";
}

void HeadWriter::number(std::uint64_t value) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), end);
}

}  // namespace syndicated::http
