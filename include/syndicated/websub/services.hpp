// Search engines that are told of articles' addresses. Plain values, made by app from the settings; a service is off
// while its key or token is empty.
#pragma once

#include <string>

namespace syndicated::websub {

inline constexpr const char* indexnow_name = "indexnow";
inline constexpr const char* baidu_name = "baidu";

struct IndexNow {  // https://www.indexnow.org/documentation
    std::string endpoint = "https://api.indexnow.org/indexnow";
    std::string key;           // a file at the site's host shows it to everyone: no secret
    std::string key_location;  // that file's address; empty: /KEY.txt of `site`
    std::string site;          // whose addresses are told, unless key_location says so

    friend bool operator==(const IndexNow&, const IndexNow&) = default;
};

struct Baidu {  // 百度搜索资源平台, 普通收录, API 提交
    std::string endpoint = "http://data.zz.baidu.com/urls";
    std::string site;   // as it is registered there: "https://www.example.cn"
    std::string token;  // a secret

    friend bool operator==(const Baidu&, const Baidu&) = default;
};

struct Services {
    IndexNow indexnow;
    Baidu baidu;

    friend bool operator==(const Services&, const Services&) = default;
};

}  // namespace syndicated::websub
