// Turns files into raw articles: bytes to UTF-8, which form it is, the fields of JSON and front matter. Reads no HTML
// beyond the charset prescan. Pure but for read_file; any thread.
#pragma once

#include "syndicated/base/result.hpp"
#include "syndicated/model/article.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::intake {

struct Decoded {
    std::string text;              // valid UTF-8, byte order mark off
    std::string charset;           // WHATWG name in lower case: "utf-8", "gb18030", "big5", ...
    std::string rule;              // "bom", "valid_utf8", "declared", "detected", "fallback"
    std::int64_t undecodable = 0;  // bytes replaced by U+FFFD
};

// `declared`: a label or a whole Content-Type from outside the document; empty: only the document's own prescan.
// A declaration is a hint: bytes that are strictly valid UTF-8 are UTF-8, and one that does not fit the bytes loses.
// Never fails: illegal bytes become U+FFFD (one for a broken character), and no ASCII byte is lost with them.
[[nodiscard]] Decoded decode(std::string_view bytes, std::string_view declared = {});

// The bytes of UTF-8 text in GB18030, which GBK is a part of. Text that has no such bytes: empty.
[[nodiscard]] std::string encode_gb18030(std::string_view text);
// The way back, whatever else the bytes may pass for; U+FFFD for what is none.
[[nodiscard]] std::string decode_gb18030(std::string_view bytes);

struct Limits {
    std::int64_t document_bytes = std::int64_t{16} * 1024 * 1024;  // one document, one NDJSON line
};

struct FileReport {
    std::int64_t articles = 0;          // given to the sink
    std::vector<std::string> problems;  // one line each: "line 7: ...", "article 3: ..."; the first 20
    std::int64_t problem_count = 0;
};

using ArticleSink = std::function<Result<void>(RawArticle&&)>;
using ProgressSink = std::function<bool(std::int64_t bytes_done)>;  // false: stop here

// One file by its name's ending: .html .htm .shtml .xhtml (a page), .txt, .md .markdown (with front matter or without),
// .json (an object or an array of them), .ndjson .jsonl. `name` becomes the article's origin (unless the JSON or the
// front matter has one), and "file:" + name its guid unless those give a guid or an id; the articles of an array or of
// NDJSON get "#N" behind it (N: their index or line, from 1; also a single one, so that a second one changes no guid).
// Which keys JSON may have: docs/store.md, the columns of `article`; also "id", "content" and "body" for "html", arrays
// for "category", "author" and "source"; front matter: the same file. `store`, `key` and `added` are left to the store.
// Strings hold no NUL.
// A malformed article is a problem in the report and the rest goes on; so is an unreadable key of front matter, and its
// article goes on without it. NDJSON is read line by line in bounded memory.
// Error: the file can't be read at all (unavailable), is of no known kind, empty, not text, a .json that is not JSON,
// or front matter without an end (invalid_input), too large (limit_exceeded), or the sink's own error.
// `progress` is called after each megabyte of NDJSON; when it says stop, the report so far is returned.
[[nodiscard]] Result<FileReport> read_file(const std::filesystem::path& file, std::string_view name,
                                           const Limits& limits, const ArticleSink& sink,
                                           const ProgressSink& progress = {});

// Whether read_file knows the name's ending.
[[nodiscard]] bool is_known_kind(const std::filesystem::path& file);

}  // namespace syndicated::intake
