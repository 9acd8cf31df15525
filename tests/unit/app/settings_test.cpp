#include "app/settings.hpp"

#include "app/open_tables.hpp"
#include "support/temp_dir.hpp"

#include <toml++/toml.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace syndicated::app {

namespace {

using publish::Coding;

Result<Settings> parse(std::string_view toml) {
    return parse_settings(toml, "a.toml", "/state");
}

std::string complaint(std::string_view toml) {
    const auto settings = parse(toml);
    return settings ? "(no complaint)" : settings.error().detail;
}

}  // namespace

TEST_CASE("an empty file gives every default") {
    const auto settings = parse("").value();
    CHECK(settings.site.title == "syndicated");
    CHECK(settings.site.base_url == "http://127.0.0.1:8080");
    CHECK(settings.site.home == "http://127.0.0.1:8080");
    CHECK(settings.site.language == "zh-CN");
    CHECK(settings.site.zone.offset_at(sys_seconds{std::chrono::seconds(1'700'000'000)}) == std::chrono::hours(8));
    CHECK(settings.store.url == "sqlite:articles.db");
    CHECK(settings.store.inbox_keep == std::chrono::days(30));
    CHECK(settings.inbox_folder() == "/state/inbox");
    CHECK(settings.http.listen == std::vector<std::string>{"127.0.0.1:8080"});
    CHECK(settings.codings == std::vector{Coding::br, Coding::zstd, Coding::gzip});
    CHECK(settings.feeds.entries == 50);
    CHECK(settings.feeds.window == std::chrono::hours(6));
    CHECK(settings.feeds.max_bytes == 1024 * 1024);
    CHECK(settings.websub.debounce == std::chrono::milliseconds(500));
    CHECK(settings.websub.user_agent.rfind("syndicated/", 0) == 0);
    CHECK(settings.websub.services.indexnow.key.empty());
    CHECK(settings.websub.services.baidu.token.empty());
}

TEST_CASE("every setting is taken") {
    const auto settings = parse(R"(
[site]
title = "山海网"
id = "example.cn,2025"
base_url = "https://feeds.example.cn/"
home = "https://www.example.cn"
article_url = "https://www.example.cn/{category}/{key}.html"
language = "zh-TW"
time_zone = "+09:00"
[store]
name = "cms"
url = "sqlite:/var/lib/cms/a.db"
inbox = ""
inbox_keep = "1d"
guid = "https://www.example.cn/?p={key}"
[ledger]
url = "sqlite:/tmp/l.db"
[http]
listen = ["[::1]:80", "127.0.0.1:0"]
trusted_proxies = ["10.0.0.0/8"]
threads = 2
max_header = "32KiB"
idle_timeout = "5s"
[serve]
codings = ["gzip", "br", "gzip"]
max_age = "10m"
shared_max_age = "1m"
stale_while_revalidate = "2m"
[feeds]
entries = 20
window = "1h"
max_bytes = "64KiB"
featured = false
hot_entries = 10
hot_window = "7d"
hot_every = "1m"
[websub]
hubs = ["http://127.0.0.1:9000/hub"]
debounce = "0ms"
debounce_max = "1s"
[indexnow]
key = "0a1b-2c3d"
key_location = "https://www.example.cn/keys/now.txt"
endpoint = "https://yandex.com/indexnow"
[baidu]
token = "edk7yc4rEZP9pDQD"
site = "www.example.cn"
endpoint = "https://data.example.com/urls"
[category."娱乐"]
slug = "yule"
title = "娱乐新闻"
about = "影视"
parent = "文化"
[log]
level = "debug"
format = "json"
)")
                              .value();
    CHECK(settings.site.base_url == "https://feeds.example.cn");
    CHECK(settings.site.home == "https://www.example.cn");
    CHECK(settings.site.zone.offset_at(sys_seconds{}) == std::chrono::hours(9));
    CHECK(settings.store.name == "cms");
    CHECK(settings.http.threads == 2);
    CHECK(settings.http.trusted_proxies == std::vector{parse_network("10.0.0.0/8").value()});
    CHECK(settings.http.limits.header_bytes == 32 * 1024);
    CHECK(settings.http.limits.idle_timeout == std::chrono::seconds(5));
    CHECK(settings.codings == std::vector{Coding::br, Coding::gzip});
    CHECK(settings.cache_control() == "public, max-age=600, s-maxage=60, stale-while-revalidate=120");
    CHECK(settings.feeds.window == std::chrono::hours(1));
    CHECK_FALSE(settings.featured);
    CHECK(settings.hot_entries == 10);
    CHECK(settings.hot_window == std::chrono::days(7));
    CHECK(settings.hot_every == std::chrono::minutes(1));
    CHECK(settings.site.hubs == std::vector<std::string>{"http://127.0.0.1:9000/hub"});
    CHECK(settings.websub.services.indexnow == websub::IndexNow{"https://yandex.com/indexnow", "0a1b-2c3d",
                                                                "https://www.example.cn/keys/now.txt",
                                                                "https://www.example.cn"});
    CHECK(settings.websub.services.baidu ==
          websub::Baidu{"https://data.example.com/urls", "www.example.cn", "edk7yc4rEZP9pDQD"});
    REQUIRE(settings.site.categories.size() == 1);
    CHECK(settings.site.categories[0] == CategorySetting{"娱乐", "yule", "娱乐新闻", "影视", "文化"});
    CHECK(settings.log_level == log::Level::debug);
    CHECK(settings.log_format == log::Format::json);
}

TEST_CASE("categories are called as articles of them are; what no article can bring stays as it is written") {
    const auto settings =
        parse("[category.\"A&amp;B\"]\nparent = \" 新\u200b闻\"\n[category.\" 首页\"]\n[category.\"影 / 音\"]\n")
            .value();
    REQUIRE(settings.site.categories.size() == 3);
    CHECK(settings.site.categories[0].name == "首页");
    CHECK(settings.site.categories[1].name == "A&B");
    CHECK(settings.site.categories[1].parent == "新闻");
    CHECK(settings.site.categories[2].name == "影 / 音");
}

TEST_CASE("site rules and aliases are taken") {
    const auto site = parse(R"(
[site_rule."WWW.Example.cn"]
body = ["div.article > .text", "#content"]
title = "h1"
drop = [".ad", "#related"]
source = "山海晚报"
time_zone = "Asia/Tokyo"
[site_rule."WWW.Example.cn".labels]
published = ["上稿", "见报"]
views = "热度"
[site_rule."新闻.中国"]
labels.source = ["供稿单位"]
[source_alias]
"人民网-文化频道" = " 人民网 "
CCTV = "中央电视台"
)")
                          .value()
                          .site;
    REQUIRE(site.rules.size() == 2);
    SiteRule wanted;
    wanted.host = "www.example.cn";
    wanted.body = {"div.article > .text", "#content"};
    wanted.title = {"h1"};
    wanted.drop = {".ad", "#related"};
    wanted.source = "山海晚报";
    wanted.time_zone = "Asia/Tokyo";
    wanted.labels.published = {"上稿", "见报"};
    wanted.labels.views = {"热度"};
    CHECK(site.rules[0] == wanted);
    CHECK(site.rules[1].host == "xn--efvy88h.xn--fiqs8s");
    CHECK(site.rules[1].labels.source == std::vector<std::string>{"供稿单位"});
    CHECK(site.source_aliases == std::vector<SourceAlias>{{"CCTV", "中央电视台"}, {"人民网-文化频道", "人民网"}});
}

TEST_CASE("the settings page shows a site rule that works, and names each of its keys") {
    const auto page = testing::read_file(std::string(SYNDICATED_TEST_DATA) + "/../docs/settings.md");
    std::string examples;
    for (std::size_t at = page.find("```toml\n"); at != std::string::npos; at = page.find("```toml\n", at + 1)) {
        examples += page.substr(at + 8, page.find("```\n", at + 8) - at - 8);
    }
    const auto site = parse(examples).value().site;
    REQUIRE(site.rules.size() == 1);
    CHECK(site.rules[0].body.size() == 2);
    CHECK(site.rules[0].labels.source.size() == 2);
    CHECK(site.source_aliases.size() == 2);
    auto keys = site_rule_keys();
    for (const auto key : site_rule_label_keys()) keys.push_back(key);
    for (const auto key : keys) {
        INFO(key);
        CHECK(page.find("`" + std::string(key) + "`") != std::string::npos);
    }
}

TEST_CASE("codings may all be switched off") {
    CHECK(parse("[serve]\ncodings = []").value().codings.empty());
}

TEST_CASE("a Unix socket's path starts at the state directory, and feeds have the first port's address") {
    const auto settings = parse("[http]\nlisten = [\"unix:http.sock\", \"unix:/run/a.sock\", \"0.0.0.0:80\"]").value();
    CHECK(settings.http.listen == std::vector<std::string>{"unix:/state/http.sock", "unix:/run/a.sock", "0.0.0.0:80"});
    CHECK(settings.site.base_url == "http://localhost:80");
    CHECK(parse("[http]\nlisten = [\"unix:s\"]\n[site]\nbase_url = \"https://feeds.example.cn\"").has_value());
}

TEST_CASE("what caches are told follows from three settings") {
    CHECK(parse("").value().cache_control() == "public, max-age=300, s-maxage=30, stale-while-revalidate=600");
    CHECK(parse("[serve]\nmax_age = \"1m\"\nshared_max_age = \"0s\"\nstale_while_revalidate = \"0s\"")
              .value()
              .cache_control() == "public, max-age=60, s-maxage=0");
}

TEST_CASE("a store may stand in a list of one") {
    CHECK(parse("[[store]]\nname = \"cms\"").value().store.name == "cms");
    CHECK(complaint("[[store]]\n[[store]]\n").find("expected one store") != std::string::npos);
}

TEST_CASE("a wrong setting is one line with file, line, column, what is wrong and what was expected") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"[site]\ntitel = \"x\"", "a.toml:2:1: unknown key site.\"titel\"; did you mean title?"},
        {"[sites]", "a.toml:1:2: unknown key \"sites\"; did you mean site?"},
        {"[http]\nlisten = \"x\"", "a.toml:2:10: http.listen: expected a list of texts, [\"...\"]"},
        {"[http]\nlisten = [\"x\"]", "http.listen: \"x\" is no address, expected \"HOST:PORT\""},
        {"[http]\nlisten = []", "http.listen: is empty"},
        {"[http]\nlisten = [\"unix:\"]", "http.listen: \"unix:\" is no address"},
        {"[http]\nlisten = [\"unix:s\"]", "site.base_url: is empty beside Unix sockets alone"},
        {"[http]\ntrusted_proxies = [\"::1\", \"10/8\"]", "http.trusted_proxies: \"10/8\" is no address, expected"},
        {"[http]\ntrusted_proxies = \"::1\"", "a.toml:2:19: http.trusted_proxies: expected a list of texts"},
        {"[http]\nthreads = 0", "a.toml:2:11: http.threads: expected a whole number from 1 to 64"},
        {"[http]\nmax_connections_per_client = 10", "expected a whole number from 256 to 1000000"},
        {"[http]\nmax_body = \"64KB\"", "a.toml:2:12: http.max_body: expected a size with its unit"},
        {"[serve]\ncodings = [\"gzip\", \"deflate\"]",
         "a.toml:2:11: serve.codings: expected a list of \"br\", \"zstd\", \"gzip\""},
        {"[serve]\ncodings = [\"identity\"]", "serve.codings: expected a list of"},
        {"[serve]\ncodings = \"br\"", "a.toml:2:11: serve.codings: expected a list of texts"},
        {"[feeds]\nwindow = \"6 h\"", "a.toml:2:10: feeds.window: expected a time span of whole seconds"},
        {"[feeds]\nwindow = \"100ms\"", "expected a time span of whole seconds"},
        {"[feeds]\nwindow = 6", "expected a time span"},
        {"[site]\nid = \"example.cn\"", "a.toml:2:6: site.id: \"example.cn\" is no tagging entity"},
        {"[site]\nbase_url = \"feeds.example.cn\"", "site.base_url: \"feeds.example.cn\" is no address"},
        {"[site]\nbase_url = \"javascript:alert(1)\"", "is no address"},
        {"[site]\nlanguage = \"\"", "is no language tag"},
        {"[site]\ntime_zone = \"Asia/Peking\"", "\"Asia/Peking\" is no time zone"},
        {"[site]\narticle_url = \"https://a.example/x\"", "is no template"},
        {"[store]\nname = \"a b\"", "is no name"},
        {"[store]\nguid = \"https://site/\"", "has no {key}"},
        {"[store]\nurl = \"mysql:x\"", "a.toml:2:7: store.url: \"mysql:x\" is no database"},
        {"[ledger]\nurl = \"sqlite:articles.db\"", "is the article store"},
        {"[websub]\nhubs = [\"ftp://x\"]", "is no hub"},
        {"[hub]\nenabled = true\npath = \"/status\"", "is no path"},
        {"[websub]\ndebounce = \"9s\"", "websub.debounce_max: is less than debounce"},
        {"[log]\nlevel = \"loud\"", "expected \"debug\" or \"info\" or \"warning\" or \"error\""},
        {"[category.\"x\"]\nslug = \"All News\"", "is no slug"},
        {"[category.\"x\"]\nslug = \"all\"", "is reserved"},
        {"[category.\"x\"]\nparent = \"x\"", "its own parent"},
        {"[category.\"x\"]\nsulg = \"x\"", "did you mean slug?"},
        {"[category.\"x\"]\nslug = \"a\"\n[category.\"y\"]\nslug = \"a\"", "is taken by"},
        {"category = 1", "a.toml:1:12: category: expected tables, [category.\"NAME\"]"},
        {"site_rule = 1", "a.toml:1:13: site_rule: expected tables, [site_rule.\"www.example.cn\"]"},
        {"source_alias = []", "a.toml:1:16: source_alias: expected a table, [source_alias]"},
        {"[site_rule.\"x.cn\"]\nbody = \"div:has(p)\"",
         "a.toml:2:8: site_rule.\"x.cn\".body: \"div:has(p)\", character 4: \":has\" is not supported, expected "
         ":first"},
        {"[site_rule.\"x.cn\"]\ndrop = [\".a\",\n  \"> p\"]",
         "a.toml:3:3: site_rule.\"x.cn\".drop: \"> p\", character 1"},
        {"[site_rule.\"x.cn\"]\ntitle = 1", "a.toml:2:9: site_rule.\"x.cn\".title: expected a text in quotes"},
        {"[site_rule.\"x.cn\"]\ntitle = [1]", "a.toml:2:10: site_rule.\"x.cn\".title: expected a text in quotes"},
        {"[site_rule.\"x.cn\"]\ntime_zone = \"+9\"",
         "a.toml:2:13: site_rule.\"x.cn\".time_zone: \"+9\" is no time zone"},
        {"[site_rule.\"x.cn\"]\nbodi = \"p\"",
         "a.toml:2:1: unknown key site_rule.\"x.cn\".\"bodi\"; did you mean body?"},
        {"[site_rule.\"x.cn\"]\nwhatever = 1", "expected one of body, title, info, drop, source, time_zone, labels"},
        {"[site_rule.\"x.cn\".labels]\npublishd = []", "did you mean published?"},
        {"[site_rule.\"x.cn\".labels]\nsource = [\"：\"]",
         "a.toml:2:11: site_rule.\"x.cn\".labels.source: \"：\" is no label"},
        {"[site_rule.\"x.cn\"]\nlabels = \"x\"", "site_rule.\"x.cn\".labels: expected a table"},
        {"[site_rule.www.example.cn]\nbody = \"p\"", "expected the host in quotes, [site_rule.\"www.example.cn\"]"},
        {"[site_rule.\"*.x.cn\"]", "a.toml:1:12: site_rule: \"*.x.cn\" is no host, expected one such as"},
        {"[site_rule.\"x.cn\"]\n[site_rule.\"X.cn\"]", "site_rule: \"x.cn\" has a rule already, expected one"},
        {"[site_rule.\"x.cn\"]\ndrop = "
         "[\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\","
         "\"a\",\"a\"]",
         "a.toml:2:8: site_rule.\"x.cn\".drop: it has 17 texts, expected at most 16"},
        {"[site_rules.\"x.cn\"]", "did you mean site_rule?"},
        {"[source_alias]\n\"a\" = 1", "a.toml:2:7: source_alias.\"a\": expected a text in quotes"},
        {"[source_alias]\n\"a\" = \" \"", "a.toml:2:7: source_alias.\"a\": a name is empty"},
        {"[license]\npermits = [\"reading\"]", "license.permits: \"reading\" is no use, expected all, ai-all"},
        {"[license]\npayment = \"later\"", "license.payment: \"later\" is no kind of payment, expected purchase"},
        {"[license]\nterms = \"terms.html\"", "license.terms: \"terms.html\" is no address"},
        {"[feeds]\nhot_window = \"1m\"", "feeds.hot_window: is out of bounds, expected \"1h\""},
        {"[feeds]\nhot_every = \"0s\"", "feeds.hot_every: is too short"},
        {"[feeds]\nhot_entries = 201", "feeds.hot_entries"},
        {"[indexnow]\nkey = \"short\"",
         "a.toml:2:7: indexnow.key: is no key, expected 8 to 128 letters, digits or \"-\""},
        {"[indexnow]\nkey = \"0123456_\"", "indexnow.key: is no key"},
        {"[indexnow]\nkey_location = \"https://a.cn\"", "indexnow.key_location: \"https://a.cn\" is no file's address"},
        {"[indexnow]\nkey_location = \"https://a.cn/k.php?name=k.txt\"",
         "indexnow.key_location: \"https://a.cn/k.php?name=k.txt\" is no file's address"},
        {"[indexnow]\nkey_location = \"/k.txt\"", "indexnow.key_location: \"/k.txt\" is no file's address"},
        {"[indexnow]\nendpoint = \"ftp://a.cn/\"", "indexnow.endpoint: \"ftp://a.cn/\" is no address"},
        {"[baidu]\ntoken = \"edk7yc4rEZP9pDQD\"", "baidu.site: \"\" is no site, expected one such as"},
        {"[baidu]\ntoken = \"edk7yc4r&x=1\"\nsite = \"a.cn\"", "a.toml:2:9: baidu.token: is no token"},
        {"[baidu]\ntoken = \"edk7yc4rEZP9pDQD\"\nsite = \"a.cn&token=b\"", "a.toml:3:8: baidu.site: \"a.cn&token=b\""},
        {"[baidu]\nendpoint = \"http://a.cn/urls?x=1\"", "baidu.endpoint: \"http://a.cn/urls?x=1\" is no address"},
        {"[site\n", "a.toml:1:6: "},
        {"[site]\ntitle = \"a\"\ntitle = \"b\"", "a.toml:3:"},
    };
    for (const auto& [toml, expected] : cases) {
        INFO(toml);
        const auto line = complaint(toml);
        CHECK(line.find(expected) != std::string::npos);
        CHECK(line.rfind("a.toml:", 0) == 0);
        CHECK(line.find('\n') == std::string::npos);
        if (line.find(expected) == std::string::npos) WARN(line);
    }
}

TEST_CASE("no complaint shows a token") {
    CHECK(complaint("[baidu]\ntoken = \"edk7yc4rEZP9_DQD\"\nsite = \"a.cn\"").find("edk7") == std::string::npos);
    CHECK(complaint("[baidu]\ntoken = [\"edk7yc4rEZP9pDQD\"]").find("edk7") == std::string::npos);
}

TEST_CASE("the sample configuration has every setting at its default, explained on its line") {
    const auto text = testing::read_file(std::string(SYNDICATED_TEST_DATA) + "/../config/syndicated.toml");
    REQUIRE(parse(text).has_value());
    std::string table;
    std::vector<std::string> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.front() == '[') table = line.substr(1, line.find(']') - 1);
        const auto equals = line.find(" = ");
        if (line.empty() || line.front() == '#' || equals == std::string::npos) continue;
        const auto key = line.substr(0, equals);
        const auto docs = setting_docs();
        const auto doc = std::find_if(docs.begin(), docs.end(),
                                      [&](const SettingDoc& d) { return d.table == table && d.key == key; });
        INFO(line);
        REQUIRE(doc != docs.end());
        CHECK(line.rfind(key + " = " + std::string(doc->default_text) + " ", 0) == 0);
        CHECK(line.find("# " + std::string(doc->help)) != std::string::npos);
        found.push_back(table + "." + key);
    }
    CHECK(found.size() == setting_docs().size());
}

TEST_CASE("the defaults of the table are the defaults of an empty file") {
    const auto sample = testing::read_file(std::string(SYNDICATED_TEST_DATA) + "/../config/syndicated.toml");
    const auto written = parse(sample).value();
    const auto empty = parse("").value();
    CHECK(written.site.title == empty.site.title);
    CHECK(written.store.inbox_keep == empty.store.inbox_keep);
    CHECK(written.http.listen == empty.http.listen);
    CHECK(written.http.trusted_proxies == empty.http.trusted_proxies);
    CHECK(written.http.limits.header_bytes == empty.http.limits.header_bytes);
    CHECK(written.http.limits.target_bytes == empty.http.limits.target_bytes);
    CHECK(written.http.limits.body_bytes == empty.http.limits.body_bytes);
    CHECK(written.http.limits.connections == empty.http.limits.connections);
    CHECK(written.http.limits.connections_per_client == empty.http.limits.connections_per_client);
    CHECK(written.http.limits.header_timeout == empty.http.limits.header_timeout);
    CHECK(written.http.limits.idle_timeout == empty.http.limits.idle_timeout);
    CHECK(written.http.limits.write_timeout == empty.http.limits.write_timeout);
    CHECK(written.http.limits.drain_timeout == empty.http.limits.drain_timeout);
    CHECK(written.codings == empty.codings);
    CHECK(written.cache_control() == empty.cache_control());
    CHECK(written.feeds.entries == empty.feeds.entries);
    CHECK(written.feeds.window == empty.feeds.window);
    CHECK(written.feeds.max_bytes == empty.feeds.max_bytes);
    CHECK(written.websub.debounce == empty.websub.debounce);
    CHECK(written.websub.debounce_max == empty.websub.debounce_max);
}

TEST_CASE("every setting stands in the settings page") {
    const auto page = testing::read_file(std::string(SYNDICATED_TEST_DATA) + "/../docs/settings.md");
    for (const auto& doc : setting_docs()) {
        INFO(doc.table << "." << doc.key);
        CHECK(page.find("`" + std::string(doc.key) + "`") != std::string::npos);
    }
}

TEST_CASE("the state directory is the option's, systemd's, or the configuration's folder") {
    ::unsetenv("STATE_DIRECTORY");
    CHECK(state_folder("/etc/syndicated/a.toml", "") == "/etc/syndicated");
    ::setenv("STATE_DIRECTORY", "/var/lib/syndicated:/other", 1);
    CHECK(state_folder("/etc/syndicated/a.toml", "") == "/var/lib/syndicated");
    CHECK(state_folder("/etc/syndicated/a.toml", "/mine") == "/mine");
    ::unsetenv("STATE_DIRECTORY");
}

TEST_CASE("a missing configuration is named") {
    const auto settings = load_settings("/no/such.toml", "");
    REQUIRE_FALSE(settings.has_value());
    CHECK(settings.error().code == Errc::unavailable);
    CHECK(settings.error().detail.find("/no/such.toml: there is no such file") == 0);
    CHECK(load_settings("/", "").error().detail.find("/: it is no file") == 0);
}

}  // namespace syndicated::app
