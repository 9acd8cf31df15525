#include "normalise/line_kinds.hpp"

#include "normalise/char_set.hpp"
#include "normalise/credit_line.hpp"
#include "normalise/info_line.hpp"
#include "normalise/word_table.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_line = 400;  // bytes; what is longer is text

bool starts_with(std::string_view text, std::string_view word) {
    return text.substr(0, word.size()) == word;
}
bool ends_with_word(std::string_view text, std::string_view word) {
    return text.size() >= word.size() && text.substr(text.size() - word.size()) == word;
}
bool has(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}
template <class Words>
bool is_among(std::string_view text, const Words& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

// Words of a page's own controls. The strong ones make a line of such words a line of controls.
constexpr WordTable strong_controls(std::to_array<std::string_view>(
    {"字体",          "字号",          "字體",          "字號",           "打印",           "打印本页",   "打印本文",
     "列印",          "关闭",          "关闭窗口",      "关闭本页",       "關閉",           "分享到",     "分享",
     "分享至",        "收藏",          "加入收藏",      "返回顶部",       "返回列表",       "返回首页",   "返回",
     "扫一扫",        "顶一下",        "踩一下",        "点赞",           "举报",           "纠错",       "我要纠错",
     "我要评论",      "我要留言",      "发表评论",      "点击收藏",       "复制链接",       "推荐给好友", "阅读全文",
     "阅读原文",      "展开全文",      "点击查看原文",  "一键分享",       "手机看新闻",     "二维码",     "图集",
     "我要反馈",      "意见反馈",      "高清图集",      "請繼續往下閱讀", "请继续往下阅读", "廣告",       "广告",
     "Advertisement", "ADVERTISEMENT", "advertisement", "Sponsored",      "微信扫一扫",     "返回上一页", "内容纠错"}));
constexpr WordTable weak_controls(std::to_array<std::string_view>(
    {"LINE",     "Line",     "FB",       "Facebook", "臉書", "Twitter", "推特",   "放大字體",   "縮小字體", "放大字体",
     "缩小字体", "複製連結", "大",       "中",       "小",   "加大",    "缩小",   "默认",       "放大",     "微信",
     "微博",     "新浪微博", "腾讯微博", "QQ空间",   "QQ",   "QQ好友",  "朋友圈", "微信朋友圈", "人人网",   "豆瓣",
     "此页",     "本页",     "本文",     "窗口",     "评论", "繁体",    "繁體",   "简体",       "更多",     "复制",
     "邮件",     "赞",       "踩",       "顶",       "我要", "取消",    "空间",   "网",         "到"}));

// A list of other articles: 相关阅读, 最新快讯, one word of each kind; the whole words below beside them.
constexpr WordTable list_kinds(std::to_array<std::string_view>({"相关", "相關", "延伸", "推荐", "推薦", "热门",
                                                                "熱門", "热点", "熱點", "最新", "最热", "精彩",
                                                                "编辑", "今日", "图片", "图文", "点击", "阅读",
                                                                "更多", "其他", "猜你", "猜您", "近期", "精选"}));
constexpr auto list_things = std::to_array<std::string_view>(
    {"阅读", "閱讀", "新闻", "新聞", "文章", "推荐", "推薦", "链接", "連結",  "资讯", "資訊",
     "内容", "報導", "报道", "报导", "稿件", "专题", "信息", "话题", "评论",  "評論", "标签",
     "排行", "热点", "喜欢", "快讯", "动态", "消息", "公告", "视频", "排行榜"});
constexpr WordTable list_headings(std::to_array<std::string_view>({"热文推荐", "你可能喜欢", "您可能感兴趣",
                                                                   "你可能感兴趣", "大家都在看", "大家还在看",
                                                                   "为您推荐", "为你推荐", "网友评论", "用户评论",
                                                                   "全部评论", "新闻排行榜", "一周热门", "本周热点"}));
constexpr WordTable bare_headings(std::to_array<std::string_view>({"排行榜", "焦点", "更多", "更多精彩", "更多内容",
                                                                   "查看更多", "更多新闻", "更多资讯", "更多推荐",
                                                                   "評論", "评论", "more"}));

constexpr WordTable pagers(std::to_array<std::string_view>({"上一篇", "下一篇", "上一条", "下一条", "上一頁",
                                                            "下一頁", "上一页", "下一页", "上篇",   "下篇",
                                                            "前一篇", "后一篇", "後一篇", "上一則", "下一則",
                                                            "上一章", "下一章", "上一个", "下一个", "没有了"}));

// Needs a separator behind it.
constexpr WordTable credits(std::to_array<std::string_view>(
    {"责任编辑", "责编",   "编辑",       "网络编辑", "值班编辑", "本文编辑", "责任校对", "校对",     "审核",
     "审校",     "终审",   "初审",       "复审",     "编审",     "监制",     "责任人",   "签发",     "統籌",
     "统筹",     "策划",   "作者",       "来源",     "文章来源", "稿源",     "本文来源", "信息来源", "稿件来源",
     "新闻来源", "原标题", "原文标题",   "責任編輯", "編輯",     "來源",     "文章來源", "责任编缉", "标签",
     "关键词",   "关键字", "文章关键词", "文章标签", "tags",     "标签Tags"}));

bool is_separator(char32_t c) {
    return c == U':' || c == U'：' || c == U'/' || c == U'／' || c == U'|' || c == U'∶' || c == U'﹕' || c == U'】' ||
           c == U']' || c == U'丨' || c == U'｜' || c == U'∕' || c == U'⁄';
}

// 纠错】 责任编辑：A: the controls in brackets before it, of which the first was taken off already.
std::string_view behind_controls(std::string_view line) {
    for (const std::string_view close : {"】", "]"}) {
        const std::size_t at = line.find(close);
        if (at != std::string_view::npos && strong_controls.has(trim(line.substr(0, at)))) {
            return strip_decoration(line.substr(at + close.size()));
        }
    }
    return line;
}

bool asks(std::string_view value) {
    value = trim(value);
    return ends_with_word(value, "？") || ends_with_word(value, "?");
}

bool is_credit(std::string_view line) {
    line = behind_controls(line);
    const bool ascii = !line.empty() && static_cast<unsigned char>(line[0]) < 0x80;  // maybe in capitals
    if (!ascii && !credits.may_begin(line)) return false;
    const std::string lower = to_lower_ascii(line);
    const auto separated = [&lower](std::string_view label) {
        if (!starts_with(lower, label)) return false;
        std::size_t pos = label.size();
        while (pos < lower.size()) {
            const char32_t c = next_code_point(lower, pos);
            if (is_blank(c)) continue;
            return is_separator(c) && !asks(std::string_view(lower).substr(pos));  // 编辑：…？ of an interview
        }
        return false;
    };
    return std::any_of(credits.words().begin(), credits.words().end(), separated);
}

bool is_word_break(char32_t c) {
    return is_blank(c) || c < U'0' || (c > U'9' && c < U'A') || (c > U'Z' && c < U'a') || (c > U'z' && c < 0xC0) ||
           (c >= 0x2000 && c < 0x2E80) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF0F) ||
           (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65);
}

bool is_number(std::string_view word) {
    return word.find_first_not_of("0123456789") == std::string_view::npos;
}

// All its words are names of controls, at least one of them a strong one.
bool is_controls(std::string_view line) {
    bool strong = false;
    std::size_t words = 0;
    std::size_t begin = 0;
    for (std::size_t pos = 0; begin < line.size();) {
        const std::size_t at = pos;
        const bool end = pos >= line.size();
        if (!end && !is_word_break(next_code_point(line, pos))) continue;
        const std::string_view word = line.substr(begin, at - begin);
        begin = end ? line.size() : pos;
        if (word.empty() || is_number(word)) continue;
        ++words;
        if (strong_controls.has(word)) {
            strong = true;
        } else if (!weak_controls.has(word)) {
            return false;
        }
    }
    return strong && words <= 20;
}

// 【1】【2】【3】: the article's further pages.
bool is_page_numbers(std::string_view text) {
    std::size_t numbers = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next_code_point(text, pos);
        if (c >= U'0' && c <= U'9') continue;
        if (c == U'】' || c == U']') {
            ++numbers;
        } else if (c != U'【' && c != U'[' && !is_blank(c)) {
            return false;
        }
    }
    return numbers >= 2;
}

// 下載海島時報APP 好康天天抽, 打开山海新闻客户端: a short line that asks to install something.
bool is_app_promotion(std::string_view text) {
    static constexpr WordTable apps(
        std::to_array<std::string_view>({"APP", "App", "app", "客户端", "用戶端", "客戶端"}));
    static constexpr auto asks_to = std::to_array<std::string_view>({"下载", "下載", "打开", "打開", "安装", "安裝"});
    const auto among = [text](std::string_view w) { return has(text, w); };
    return apps.occurs_in(text) && count_code_points(text) <= 45 && !has(text, "。") &&
           std::any_of(asks_to.begin(), asks_to.end(), among);
}

// 廣告　全年訂閱八折; not 广告业去年的收入增长两成。
bool is_advertisement(std::string_view text) {
    if (count_code_points(text) > 60 || ends_with_word(text, "。")) return false;
    for (const std::string_view word : {"广告通知", "广告", "廣告", "推广", "Advertisement", "Sponsored"}) {
        if (!starts_with(text, word) || text.size() == word.size()) continue;
        std::size_t pos = word.size();
        const char32_t next = next_code_point(text, pos);
        return is_blank(next) || is_separator(next);
    }
    return false;
}

// 扫一扫，关注“山海”公众号，回复“作业”免费领取
bool is_scan_promotion(std::string_view text) {
    static constexpr WordTable scans(std::to_array<std::string_view>(
        {"扫一扫", "扫码", "扫描", "长按", "微信搜索", "微信扫", "掃一掃", "掃描", "关注微信公众号", "点击关注"}));
    static constexpr auto offers = std::to_array<std::string_view>(
        {"关注", "公众号", "二维码", "小程序", "客户端", "加入", "加群", "领取", "訂閱", "追蹤"});
    const auto among = [text](std::string_view w) { return has(text, w); };
    return scans.begins(text) && count_code_points(text) <= 60 && std::any_of(offers.begin(), offers.end(), among);
}

// 您的浏览器不支持 video 标签。: what stands in a player for those who cannot play it.
bool is_fallback_of_player(std::string_view text) {
    static constexpr WordTable starts(
        std::to_array<std::string_view>({"您的浏览器", "你的浏览器", "当前浏览器", "您当前的浏览器", "抱歉，您的浏览器",
                                         "对不起，您的浏览器", "您的瀏覽器", "Your browser", "Sorry, your browser"}));
    static constexpr auto lacks = std::to_array<std::string_view>(
        {"不支持", "不支援", "版本过低", "版本太低", "does not support", "doesn't support"});
    const auto among = [text](std::string_view w) { return has(text, w); };
    return starts.begins(text) && count_code_points(text) <= 60 && std::any_of(lacks.begin(), lacks.end(), among);
}

// Ends as nothing but running text does.
bool is_sentence(std::string_view text) {
    static constexpr auto ends = std::to_array<std::string_view>({"。", "！", "？", "”", "」"});
    return std::any_of(ends.begin(), ends.end(), [text](std::string_view w) { return ends_with_word(trim(text), w); });
}

// 上一篇：…, 下一页 2 3; but 下一个春天，银杏就要长到一人高了。
bool is_pager(std::string_view line) {
    if (!pagers.may_begin(line)) return false;
    const auto& words = pagers.words();
    const auto word =
        std::find_if(words.begin(), words.end(), [line](std::string_view w) { return starts_with(line, w); });
    if (word == words.end() || !is_sentence(line)) return word != words.end();
    std::size_t pos = word->size();
    const char32_t next = next_code_point(line, pos);
    return is_blank(next) || is_separator(next) || next == U'。';
}

// 声明：本文不代表本站观点。; but 声明：该消息不属实 of a company that the news is about.
bool is_disclaimer(std::string_view text) {
    static constexpr WordTable names(
        std::to_array<std::string_view>({"免责声明", "版权声明", "特别声明", "郑重声明", "免責聲明", "声明"}));
    static constexpr WordTable subjects(std::to_array<std::string_view>(
        {"本文", "本站", "本网", "本網", "本平台", "本号", "转载", "轉載", "稿件", "文章", "作者",
         "观点", "觀點", "立场", "来源", "图片",   "投资", "侵权", "版权", "仅供", "用户", "网友"}));
    const auto& words = names.words();
    const auto name =
        std::find_if(words.begin(), words.end(), [text](std::string_view w) { return starts_with(text, w); });
    if (name == words.end()) return false;
    const std::string_view rest = text.substr(name->size());
    if (trim(rest).empty()) return true;
    std::size_t pos = 0;
    const char32_t next = next_code_point(rest, pos);
    return (is_blank(next) || is_separator(next)) && subjects.occurs_in(rest);
}

bool is_boilerplate(std::string_view text) {
    static constexpr WordTable marks(std::to_array<std::string_view>(
        {"ICP备", "ICP證", "公网安备", "All Rights Reserved", "互联网新闻信息服务许可", "信息网络传播视听节目许可",
         "增值电信业务经营许可", "未经许可不得转载", "未经允许不得转载", "未经允许，不得转载", "更多原创资讯请下载",
         "未经授权不得转载", "未经书面授权", "凡本网注明", "技术支持：", "扫描下方二维码", "长按识别二维码",
         "长按二维码", "扫码关注"}));
    static constexpr WordTable loose_marks(
        std::to_array<std::string_view>({"版权所有", "版權所有", "Copyright", "copyright"}));
    static constexpr WordTable starts(std::to_array<std::string_view>({"本网站所有", "转载请注明", "轉載請註明"}));
    if (marks.occurs_in(text) || starts.begins(text) || is_disclaimer(text)) return true;
    return !is_sentence(text) && (starts_with(text, "关于我们") || loose_marks.occurs_in(text));
}

// 1,307条评论, 20人参与
bool counts_comments(std::string_view line) {
    const std::size_t digits = line.find_first_not_of("0123456789,. ");
    if (digits == 0 || digits == std::string_view::npos) return false;
    const std::string_view rest = line.substr(digits);
    static constexpr auto words =
        std::to_array<std::string_view>({"条评论", "條評論", "条跟帖", "条跟贴", "人参与", "条留言", "則留言"});
    return std::any_of(words.begin(), words.end(), [rest](std::string_view w) { return starts_with(rest, w); });
}

bool names_list(std::string_view head) {
    const auto fits = [head](std::string_view kind) {
        return starts_with(head, kind) && is_among(head.substr(kind.size()), list_things);
    };
    return list_kinds.may_begin(head) && std::any_of(list_kinds.words().begin(), list_kinds.words().end(), fits);
}

bool is_list_heading(std::string_view line) {
    if (line.size() > 60) return false;
    if (counts_comments(line)) return true;
    const bool ascii = !line.empty() && static_cast<unsigned char>(line[0]) < 0x80;  // maybe in capitals
    if (!ascii && !list_headings.may_begin(line) && !bare_headings.may_begin(line) && !list_kinds.may_begin(line))
        return false;
    std::string lower = to_lower_ascii(line);
    for (const std::string_view gap : {" · ", "·", " "}) {  // 延伸 · 推荐
        for (std::size_t at = lower.find(gap); at != std::string::npos; at = lower.find(gap))
            lower.erase(at, gap.size());
    }
    std::string_view head = lower;
    for (const std::string_view more : {"更多", "more", "进入", "查看"}) {
        if (head.size() > more.size() && ends_with_word(head, more)) {
            head = strip_decoration(head.substr(0, head.size() - more.size()));
        }
    }
    return list_headings.has(head) || bare_headings.has(head) || names_list(head);
}

constexpr CharSet decorations(U"【】[]（）()「」：:>＞»›<＜•·●■◆▪▎|｜-—…*←→▲▼★☆+");

bool is_decoration(char32_t c) {
    return decorations.has(c) || is_blank(c);
}

}  // namespace

std::string_view strip_decoration(std::string_view text) {
    return trim_if(text, is_decoration);
}

LineKind kind_of_line(std::string_view text) {
    if (text.size() > longest_line) return LineKind::body;
    if (is_template_residue(text)) return LineKind::residue;
    const std::string_view line = strip_decoration(text);
    if (line.empty()) return LineKind::body;
    if (is_page_numbers(trim(text))) return LineKind::pager;
    if (line.size() <= 200 && (is_controls(line) || is_app_promotion(line) || is_scan_promotion(line) ||
                               is_advertisement(line) || is_fallback_of_player(line)))
        return LineKind::controls;
    if (is_way_out(trim(text))) return LineKind::controls;
    if (is_list_heading(line)) return LineKind::list_heading;
    if (is_pager(line)) return LineKind::pager;
    if (line.size() <= 200 && (is_credit(line) || names_who_made_it(line))) return LineKind::credit;
    return is_boilerplate(line) ? LineKind::boilerplate : LineKind::body;
}

bool begins_with_list_heading(std::string_view text) {
    for (const std::string_view mark : {"：", ":", "】", "]", "」", "|", "｜", "／"}) {
        const std::size_t at = text.find(mark);
        if (at != std::string_view::npos && at <= 40 && is_list_heading(strip_decoration(text.substr(0, at))))
            return true;
    }
    return false;
}

bool is_way_out(std::string_view text) {
    static constexpr auto ends =
        std::to_array<std::string_view>({">>", "＞＞", "»", "，查看更多", ",查看更多", "专题：", "专题:"});
    static constexpr WordTable starts(std::to_array<std::string_view>({"点击进入", "点击查看", "返回", "进入专题"}));
    const auto ends_text = [text](std::string_view w) { return ends_with_word(text, w); };
    return starts.begins(text) && count_code_points(text) <= 30 && std::any_of(ends.begin(), ends.end(), ends_text);
}

bool ends_article(std::string_view credit) {
    const std::string_view line = behind_controls(strip_decoration(credit));
    static constexpr auto editors =
        std::to_array<std::string_view>({"责任编辑", "责编", "编辑", "責任編輯", "編輯", "值班编辑", "网络编辑"});
    return std::any_of(editors.begin(), editors.end(), [line](std::string_view w) { return starts_with(line, w); });
}

bool breaks_off(std::string_view text) {
    text = trim(text);
    if (text.empty() || (text.back() != '.' && text.back() != ']' && !text.ends_with("…"))) return false;
    return ends_with_word(text, " ...") || ends_with_word(text, " …") || ends_with_word(text, "......") ||
           ends_with_word(text, "...]") || ends_with_word(text, "[…]") || ends_with_word(text, "[详细]") ||
           ends_with_word(text, "[详情]");
}

bool ends_sentence(std::string_view text) {
    static constexpr CharSet ends(U"。！？”」；：.!?）)…\":;，");
    text = trim(text);
    std::size_t last = text.size();
    while (last > 0 && (static_cast<unsigned char>(text[--last]) & 0xC0U) == 0x80U) {
    }
    return !text.empty() && ends.has(next_code_point(text, last));
}

}  // namespace syndicated::normalise
