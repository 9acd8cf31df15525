// Family names, outlets' endings, places, jobs: the words names.hpp tells names by. All folded (glyphs.hpp).
#include "normalise/names.hpp"

#include <algorithm>
#include <array>

namespace syndicated::normalise {

namespace {

constexpr std::u32string_view single_surnames =
    U"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢傅钟姜"
    U"崔谭廖范"
    U"汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃赖武莫孔汤向常温康施文牛樊葛邢安齐易乔伍"
    U"庞颜倪"
    U"庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁"
    U"蒲房"
    U"滕屈饶解牟艾尤阳穆司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬仇栾隋"
    U"刁"
    U"沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝储闻茅吾练迮丘岩宦艳封衣伏窑楼栗鹿牧幸居闫奚巴冀浦屠胥"
    U"匡党茹鞠沃邰尧咸雍鄂晁贝湛亓庾南荆鄢逄宣亢撒訾禹籍";

constexpr auto compound_surnames = std::to_array<std::u32string_view>(
    {U"欧阳", U"司马", U"上官", U"诸葛", U"东方", U"皇甫", U"尉迟", U"公孙", U"慕容", U"令狐", U"司徒", U"夏侯",
     U"长孙", U"宇文", U"端木", U"轩辕", U"百里", U"呼延", U"南宫", U"东郭", U"西门", U"独孤", U"澹台", U"完颜"});

constexpr auto nobodies = std::to_array<std::u32string_view>(
    {U"admin",    U"administrator", U"root",     U"webmaster",  U"manager",   U"editor",     U"author",     U"user",
     U"test",     U"guest",         U"system",   U"name",       U"anonymous", U"unknown",    U"佚名",       U"匿名",
     U"未知",     U"小编",          U"本站",     U"本站编辑",   U"本站小编",  U"本网",       U"本网编辑",   U"本站原创",
     U"网络整理", U"网络",          U"网络转载", U"系统管理员", U"管理员",    U"超级管理员", U"网站管理员", U"原创",
     U"转载",     U"整理",          U"编辑",     U"责任编辑",   U"作者",      U"记者",       U"无",         U"暂无",
     U"不详",     U"佚名整理",      U"互联网",   U"网友",       U"站长",      U"本报",       U"本刊",       U"未署名",
     U"匿名用户", U"系统",          U"后台",     U"网编",       U"发布员",    U"信息员",     U"佚 名",      U"采编"});

constexpr auto jobs = std::to_array<std::u32string_view>(
    {U"教授", U"副教授", U"研究员", U"记者",   U"主任",   U"副主任", U"院长", U"主编",   U"总编辑",
     U"编辑", U"博士",   U"学者",   U"律师",   U"专家",   U"所长",   U"会长", U"书记",   U"局长",
     U"经理", U"董事长", U"总裁",   U"创始人", U"分析师", U"工程师", U"作家", U"评论员", U"讲师",
     U"院士", U"医师",   U"医生",   U"顾问",   U"秘书长", U"校长",   U"主席", U"委员",   U"处长",
     U"部长", U"科长",   U"老师",   U"硕士",   U"研究生", U"撰稿人", U"理事", U"合伙人"});

constexpr auto outlet_endings = std::to_array<std::u32string_view>(
    {U"央视",   U"央广", U"网",   U"报",   U"社",     U"台",   U"刊",   U"周刊", U"新闻", U"在线",
     U"客户端", U"杂志", U"传媒", U"融媒", U"融媒体", U"网站", U"电视", U"广播", U"晚报", U"号",
     U"资讯",   U"媒体", U"财经", U"日报", U"频道",   U"时报", U"快讯", U"评论"});

constexpr auto places = std::to_array<std::u32string_view>(
    {U"北京",  U"上海",     U"天津",   U"重庆",     U"香港",   U"澳门",     U"台北",   U"台湾",   U"高雄",
     U"台中",  U"台南",     U"新北",   U"桃园",     U"基隆",   U"新竹",     U"嘉义",   U"花莲",   U"台东",
     U"屏东",  U"彰化",     U"南投",   U"云林",     U"苗栗",   U"宜兰",     U"澎湖",   U"金门",   U"广州",
     U"深圳",  U"成都",     U"杭州",   U"武汉",     U"西安",   U"南京",     U"沈阳",   U"大连",   U"哈尔滨",
     U"长春",  U"济南",     U"青岛",   U"郑州",     U"长沙",   U"合肥",     U"福州",   U"厦门",   U"南昌",
     U"昆明",  U"贵阳",     U"南宁",   U"海口",     U"三亚",   U"太原",     U"石家庄", U"兰州",   U"西宁",
     U"银川",  U"乌鲁木齐", U"拉萨",   U"呼和浩特", U"苏州",   U"无锡",     U"宁波",   U"温州",   U"珠海",
     U"东莞",  U"佛山",     U"雄安",   U"河北",     U"山西",   U"辽宁",     U"吉林",   U"黑龙江", U"江苏",
     U"浙江",  U"安徽",     U"福建",   U"江西",     U"山东",   U"河南",     U"湖北",   U"湖南",   U"广东",
     U"广西",  U"海南",     U"四川",   U"贵州",     U"云南",   U"西藏",     U"陕西",   U"甘肃",   U"青海",
     U"宁夏",  U"新疆",     U"内蒙古", U"华盛顿",   U"纽约",   U"伦敦",     U"巴黎",   U"东京",   U"莫斯科",
     U"柏林",  U"首尔",     U"日内瓦", U"布鲁塞尔", U"联合国", U"开罗",     U"曼谷",   U"新加坡", U"吉隆坡",
     U"悉尼",  U"堪培拉",   U"罗马",   U"维也纳",   U"新德里", U"耶路撒冷", U"内罗毕", U"平壤",   U"河内",
     U"雅加达"});

template <class Words>
bool ends_with_one(const Words& words, std::u32string_view word) {
    return std::any_of(words.begin(), words.end(), [word](std::u32string_view ending) {
        return word.size() > ending.size() && ends_with(word, ending);
    });
}

template <class Words>
bool is_one_of(const Words& words, std::u32string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool ends_with(std::u32string_view word, std::u32string_view ending) {
    return word.size() >= ending.size() && word.substr(word.size() - ending.size()) == ending;
}

std::size_t surname_length(std::u32string_view word) {
    if (word.empty()) return 0;
    if (word.size() > 2 && is_one_of(compound_surnames, word.substr(0, 2))) return 2;
    return single_surnames.find(word[0]) != std::u32string_view::npos ? 1 : 0;
}

bool is_person_name(std::u32string_view word) {
    const std::size_t dot = word.find_first_of(U"\u00B7\u2022\u30FB");
    if (dot != std::u32string_view::npos) {
        return dot > 0 && dot + 1 < word.size() && word.size() <= 20 &&
               std::all_of(word.begin(), word.end(), [](char32_t c) { return is_han(c) || !is_letter(c); });
    }
    if (!std::all_of(word.begin(), word.end(), is_han)) return false;
    if (word.size() > 2 && (word.back() == U'网' || word.back() == U'报' || word.back() == U'社')) return false;
    if (word == U"周刊" || word == U"周报") return false;
    const std::size_t family = surname_length(word);
    return family > 0 && word.size() >= family + 1 && word.size() <= family + 2 && !is_nobody(word);
}

bool is_nobody(std::u32string_view word) {
    return is_one_of(nobodies, word);
}

bool ends_with_job(std::u32string_view word) {
    return is_one_of(jobs, word) || ends_with_one(jobs, word);
}

bool ends_like_outlet(std::u32string_view word) {
    constexpr auto short_names = std::to_array<std::u32string_view>(
        {U"央视", U"央广", U"总台", U"澎湃", U"每经", U"新浪", U"腾讯", U"网易", U"搜狐", U"凤凰", U"虎嗅", U"36氪"});
    return ends_with_one(outlet_endings, word) || is_one_of(short_names, word);
}

bool is_known_place(std::u32string_view word) {
    if (is_one_of(places, word)) return true;
    return word.size() > 2 && (word.back() == U'市' || word.back() == U'省' || word.back() == U'县') &&
           is_one_of(places, word.substr(0, word.size() - 1));
}

}  // namespace syndicated::normalise
