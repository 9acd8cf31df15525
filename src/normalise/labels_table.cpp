// The labels, folded (glyphs.hpp): simplified, lower case, half width. A new spelling is a row here.
#include "normalise/labels.hpp"

#include <initializer_list>

namespace syndicated::normalise {

namespace {

void add(std::vector<LabelRow>& rows, Field field, LabelUse use, std::initializer_list<std::u32string_view> words) {
    for (const auto word : words) rows.push_back({word, field, use});
}

void add_source(std::vector<LabelRow>& rows) {
    add(rows, Field::source, LabelUse::plain,
        {U"来源",     U"文章来源", U"稿源",     U"稿件来源", U"新闻来源", U"信息来源", U"内容来源", U"本文来源",
         U"消息来源", U"出处",     U"文章出处", U"来源网站", U"来源媒体", U"来源单位", U"转载来源", U"原文来源",
         U"资讯来源", U"文稿来源", U"首发",     U"本文首发", U"原载",     U"source",   U"via"});
    add(rows, Field::source, LabelUse::prefix,
        {U"来源于", U"本文来源于", U"文章来源于", U"来自", U"本文来自", U"文章来自", U"转自", U"转载自", U"本文转自",
         U"本文转载自", U"文章转自", U"摘自", U"本文摘自", U"首发于", U"本文首发于", U"原载于", U"来源自",
         U"消息来源于"});
    add(rows, Field::source, LabelUse::colon, {U"from"});
}

void add_times(std::vector<LabelRow>& rows) {
    add(rows, Field::published, LabelUse::plain,
        {U"发布时间", U"发布日期", U"发布",      U"发表时间",  U"发表日期",     U"发表",         U"时间",
         U"日期",     U"上传时间", U"上传日期",  U"添加时间",  U"添加日期",     U"录入时间",     U"录入日期",
         U"入库时间", U"入库日期", U"刊登",      U"刊登时间",  U"刊登日期",     U"刊发",         U"刊发时间",
         U"刊发日期", U"发稿",     U"发稿时间",  U"发稿日期",  U"推送时间",     U"创建时间",     U"创建日期",
         U"提交时间", U"首发时间", U"公布时间",  U"公布日期",  U"公开日期",     U"公开时间",     U"信息时间",
         U"信息日期", U"文章时间", U"文章日期",  U"新闻时间",  U"新闻日期",     U"上线时间",     U"上传",
         U"刊出时间", U"刊出日期", U"published", U"posted",    U"publish date", U"publish time", U"pubdate",
         U"date",     U"time",     U"post time", U"post date", U"release date", U"published at", U"date published",
         U"created",  U"added"});
    add(rows, Field::published, LabelUse::prefix,
        {U"发布于", U"发表于", U"刊登于", U"刊发于", U"上传于", U"创建于", U"发布在", U"发表在", U"网络版发布于",
         U"本文发布于", U"文章发布于", U"posted on", U"published on", U"posted at", U"posted in"});
    add(rows, Field::updated, LabelUse::plain,
        {U"更新",         U"更新时间",     U"更新日期",     U"最后更新",      U"最后更新时间",  U"最后更新日期",
         U"最近更新",     U"最近更新时间", U"最近更新日期", U"最新更新",      U"最新更新时间",  U"更新日",
         U"异动时间",     U"异动日期",     U"最后异动日期", U"最后异动时间",  U"资料更新",      U"修改",
         U"修改时间",     U"修改日期",     U"最后修改",     U"最后修改时间",  U"最后修改日期",  U"最后编辑",
         U"最后编辑时间", U"最后编辑日期", U"编辑时间",     U"编辑日期",      U"本文更新",      U"updated",
         U"last updated", U"update",       U"modified",     U"last modified", U"date modified", U"updated at",
         U"last update",  U"update time"});
    add(rows, Field::updated, LabelUse::prefix,
        {U"编辑于", U"最后编辑于", U"更新于", U"最后更新于", U"最近更新于", U"修改于", U"最后修改于", U"updated on",
         U"last updated on", U"last modified on", U"edited"});
    add(rows, Field::other_time, LabelUse::plain,
        {U"成文日期",     U"成文时间",  U"生效日期", U"生效时间", U"施行日期", U"实施日期", U"执行日期",
         U"有效期至",     U"有效期",    U"有效日期", U"有效时间", U"失效日期", U"失效时间", U"废止日期",
         U"审核时间",     U"审核日期",  U"审批时间", U"活动时间", U"活动日期", U"报名截止", U"报名截止时间",
         U"报名截止日期", U"报名时间",  U"报名日期", U"截止时间", U"截止日期", U"截至",     U"截止",
         U"截止至",       U"开奖",      U"开奖时间", U"开奖日期", U"开始时间", U"结束时间", U"开始日期",
         U"结束日期",     U"当前时间",  U"发文日期", U"发文时间", U"印发日期", U"制发日期", U"签发日期",
         U"生成日期",     U"比赛时间",  U"开庭时间", U"会议时间", U"举办时间", U"出生日期", U"注册时间",
         U"登录时间",     U"播出时间",  U"上映时间", U"上市时间", U"上市日期", U"考试时间", U"开放时间",
         U"营业时间",     U"办公时间",  U"服务时间", U"工作时间", U"阅读时间", U"预计阅读", U"预计阅读时间",
         U"阅读时长",     U"评论时间",  U"回复时间", U"生产日期", U"交易日期", U"首映",     U"首播",
         U"落款日期",     U"copyright", U"expires"});
    add(rows, Field::other_time, LabelUse::word,
        {U"上一篇", U"下一篇", U"上一条", U"下一条", U"上一页", U"下一页", U"今天是", U"今日是", U"现在是", U"版权所有",
         U"有效期至", U"©"});
}

void add_people(std::vector<LabelRow>& rows) {
    add(rows, Field::author, LabelUse::plain,
        {U"作者",      U"文章作者",  U"本文作者",   U"原文作者",   U"记者",       U"本报记者",  U"本网记者",
         U"本刊记者",  U"本台记者",  U"特约记者",   U"实习记者",   U"见习记者",   U"首席记者",  U"文字记者",
         U"采访记者",  U"通讯员",    U"特约通讯员", U"特约撰稿",   U"特约撰稿人", U"撰稿人",    U"文",
         U"文/图",     U"图/文",     U"图文",       U"文图",       U"文|图",      U"文、图",    U"文字",
         U"撰文",      U"撰稿",      U"采写",       U"采访",       U"执笔",       U"原创",      U"作者/编辑",
         U"文字/图片", U"撰文/摄影", U"文/摄影",    U"文字/摄影",  U"摄影/撰文",  U"采写/摄影", U"图文/摄影",
         U"author",    U"authors",   U"writer",     U"written by", U"posted by",  U"by",        U"笔者",
         U"作者姓名",  U"投稿人"});
    add(rows, Field::editor, LabelUse::plain,
        {U"责任编辑", U"责编", U"编辑", U"网络编辑", U"值班编辑", U"本文编辑", U"实习编辑", U"见习编辑", U"执行编辑",
         U"文字编辑", U"新媒体编辑", U"本期编辑", U"本版编辑", U"文章编辑", U"责任编缉", U"网编", U"特约编辑",
         U"editor", U"edited by"});
    add(rows, Field::views, LabelUse::plain,
        {U"播放",     U"播放量",    U"播放数",   U"播放次数", U"浏览",     U"浏览量", U"浏览数", U"浏览次数",
         U"浏览人数", U"浏览人次",  U"阅读人次", U"访问人次", U"点击人次", U"总浏览", U"阅读",   U"阅读量",
         U"阅读数",   U"阅读次数",  U"阅读人数", U"已阅读",   U"点击",     U"点击量", U"点击数", U"点击次数",
         U"人气",     U"人气值",    U"访问",     U"访问量",   U"访问次数", U"查看",   U"查看数", U"查看次数",
         U"围观",     U"围观数",    U"点阅",     U"点阅数",   U"点阅次数", U"点阅率", U"观看",   U"观看次数",
         U"观看量",   U"阅览",      U"阅览次数", U"浏览热度", U"views",    U"view",   U"hits",   U"reads",
         U"pv",       U"page views"});
    add(rows, Field::category, LabelUse::plain,
        {U"分类",     U"分类于",   U"归类于",   U"栏目",     U"所属分类", U"所属栏目",   U"频道",
         U"所属频道", U"文章分类", U"新闻分类", U"所在栏目", U"文章栏目", U"类别",       U"文章类别",
         U"信息类别", U"类目",     U"分类目录", U"归类",     U"category", U"categories", U"filed under"});
}

void add_others(std::vector<LabelRow>& rows) {
    add(rows, Field::other, LabelUse::plain,
        {U"图片来源", U"照片来源", U"资料来源", U"数据来源",  U"视频来源", U"题图来源", U"封面来源", U"图源",
         U"图",       U"图片",     U"摄",       U"摄影",      U"摄影师",   U"摄影记者", U"摄像",     U"供图",
         U"配图",     U"制图",     U"绘图",     U"漫画",      U"责任校对", U"校对",     U"校审",     U"审核",
         U"审校",     U"审读",     U"策划",     U"统筹",      U"监制",     U"终审",     U"初审",     U"复审",
         U"一审",     U"二审",     U"三审",     U"一校",      U"二校",     U"三校",     U"主编",     U"总编",
         U"总编辑",   U"副主编",   U"美编",     U"图片编辑",  U"视频编辑", U"美术编辑", U"摄影编辑", U"版式编辑",
         U"视觉编辑", U"图编",     U"编审",     U"签发",      U"编译",     U"翻译",     U"译者",     U"剪辑",
         U"排版",     U"美工",     U"美术设计", U"视觉设计",  U"版面设计", U"美术",     U"插画",     U"设计",
         U"配音",     U"海报",     U"素材",     U"后期",      U"出品",     U"供稿",     U"通讯",     U"发布者",
         U"发布人",   U"发布机构", U"发布单位", U"发布部门",  U"发布会",   U"发文机关", U"发文单位", U"录入",
         U"录入者",   U"录入人",   U"责任录入", U"供稿单位",  U"责任单位", U"索引号",   U"文号",     U"发文字号",
         U"主题词",   U"关键词",   U"关键字",   U"标签",      U"tags",     U"tag",      U"评论次数", U"comments",
         U"回复",     U"赞",       U"喜欢",     U"电话",      U"联系电话", U"热线",     U"地址",     U"邮箱",
         U"邮编",     U"网址",     U"链接",     U"原文链接",  U"本文链接", U"本文地址", U"文章地址", U"声明",
         U"免责声明", U"版权",     U"版权声明", U"标题",      U"原标题",   U"副标题",   U"题图",     U"封面",
         U"摘要",     U"导读",     U"简介",     U"核心提示",  U"编者按",   U"版次",     U"版面",     U"原作者",
         U"作者简介", U"作者单位", U"关于作者", U"作者介绍",  U"收入来源", U"投稿",     U"投稿邮箱", U"微信",
         U"微博",     U"qq",       U"责任",     U"网站编辑部"});
    add(rows, Field::other, LabelUse::colon, {U"译"});
    add(rows, Field::other, LabelUse::word,
        {U"分享到",   U"分享至",   U"分享给",   U"参与互动", U"举报",     U"原创稿",   U"我要评论",
         U"我要分享", U"打印本页", U"我要打印", U"列印",     U"关闭窗口", U"加入收藏", U"我要纠错",
         U"打印",     U"关闭",     U"字号",     U"小字号",   U"大字号",   U"字体",     U"字体大小",
         U"大小",     U"评论",     U"评论数",   U"收藏",     U"分享",     U"纠错",     U"推荐",
         U"点赞",     U"转发",     U"扫一扫",   U"用手机看", U"手机看"});
    // words that begin like a label and are none
    add(rows, Field::other, LabelUse::colon,
        {U"编辑部",     U"编辑器",   U"编辑室",     U"编辑整理", U"作者授权", U"作者最新文章", U"作者系",   U"作者声明",
         U"作者观点",   U"作者投稿", U"作者供图",   U"作者文集", U"作者团队", U"优质原创作者", U"原创作者", U"签约作者",
         U"代表作者",   U"阅读全文", U"阅读原文",   U"阅读更多", U"继续阅读", U"相关阅读",     U"延伸阅读", U"推荐阅读",
         U"点击查看",   U"点击图片", U"点击阅读",   U"点击进入", U"点击下载", U"点击关注",     U"点击收听", U"阅读排行",
         U"阅读排行榜", U"点击排行", U"点击排行榜", U"查看全文", U"查看原文", U"查看更多",     U"查看详情", U"文化",
         U"文章",       U"文件",     U"文明",       U"文旅",     U"文艺",     U"文学",         U"图文直播", U"文字实录",
         U"评论员",     U"时间轴",   U"时间表",     U"来源广泛", U"原创文章", U"有记者",       U"答记者",   U"答记者问",
         U"记者从",     U"记者在",   U"记者会",     U"记者问",   U"记者证",   U"记者站",       U"记者节",   U"更新换代",
         U"发布会",     U"图书",     U"图书馆",     U"访问学者"});
}

std::vector<LabelRow> make_rows() {
    std::vector<LabelRow> rows;
    add_source(rows);
    add_times(rows);
    add_people(rows);
    add_others(rows);
    return rows;
}

}  // namespace

const std::vector<LabelRow>& label_rows() {
    static const std::vector<LabelRow> rows = make_rows();
    return rows;
}

}  // namespace syndicated::normalise
