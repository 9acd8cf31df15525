#include "intake/han.hpp"

#include "intake/convert.hpp"
#include "syndicated/base/text.hpp"

#include <bitset>
#include <string>
#include <string_view>

namespace syndicated::intake {

namespace {

constexpr char32_t first_han = 0x4E00;
constexpr char32_t last_han = 0x9FFF;
using HanSet = std::bitset<last_han - first_han + 1>;

// The commonest characters of modern Chinese and those of news pages' own furniture; traditional forms behind.
constexpr std::string_view frequent_characters =
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
    "事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使"
    "情明性知"
    "全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给"
    "世位次度"
    "门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量"
    "再感建务"
    "做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设"
    "式色路记"
    "南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运首页娱乐热闻频网站版编辑责责源布击浏"
    "览登录注册"
    "讯京沪省县州村城亿元企商银股票价格百千六七八九零企投融消费者增升降调查研究医疗卫健康育校考就业农客户服务技术星球赛"
    "队员片影视"
    "演唱节目歌迷车房环境保护安全警察案法院判决近昨晚早晨午李刘陈杨黄赵周吴林男女父母孩友爱好吃喝玩买卖店街号楼层室"
    "這個們來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產話給門東聲員論處義幾條"
    "氣題爾別"
    "變總電數報結務場計資許統區隊決馬書則聽達強難權設記類據張該規萬覺術領確傳師觀讓識帶導爭運網編輯責錄頁聞熱線頻訊縣億"
    "價調醫療"
    "衛農戶服臺灣灣節護視樂車環黨委聯華僅單證券獲貿於";

// The commonest syllables of Korean.
constexpr std::string_view common_syllables =
    "이다는을의에가하고지를한은로기사자도어대시과나인해리서일정부수아그구들제게국전으라장만성원세스주있안상보여것조었회"
    "공선소"
    "오와년화동유경관비트분현계신위까연치중용할때모양거우미무진산업체방문행했생발적";

void add_level(HanSet& set, const Encoding& encoding, unsigned first, unsigned last) {
    std::string codes;
    for (unsigned code = first; code <= last; ++code) {
        const unsigned trail = code & 0xFFU;
        const bool low_trail = trail >= 0x40 && trail <= 0x7E && &encoding == &big5;
        if (!low_trail && (trail < 0xA1 || trail > 0xFE)) continue;
        codes += static_cast<char>(static_cast<unsigned char>(code >> 8U));
        codes += static_cast<char>(static_cast<unsigned char>(trail));
    }
    const Converted level = convert(codes, encoding);
    for (std::size_t pos = 0; pos < level.text.size();) {
        const char32_t c = next_code_point(level.text, pos);
        if (c >= first_han && c <= last_han) set.set(c - first_han);
    }
}

HanSet make_ordinary() {
    HanSet set;
    add_level(set, gb18030, 0xB0A1, 0xD7F9);  // GB 2312-80, level 1: 3,755
    add_level(set, big5, 0xA440, 0xC67E);     // Big5, level 1: 5,401
    return set;
}

std::bitset<11172> make_common_hangul() {
    std::bitset<11172> set;
    for (std::size_t pos = 0; pos < common_syllables.size();) set.set(next_code_point(common_syllables, pos) - 0xAC00);
    return set;
}

HanSet make_frequent() {
    HanSet set;
    for (std::size_t pos = 0; pos < frequent_characters.size();) {
        set.set(next_code_point(frequent_characters, pos) - first_han);
    }
    return set;
}

bool is_punctuation(char32_t c) {
    return (c >= 0x3000 && c <= 0x3002) || (c >= 0x3008 && c <= 0x3011) || (c >= 0x2013 && c <= 0x201D) ||
           c == 0x2026 || c == 0xB7 || c == 0xFF01 || c == 0xFF08 || c == 0xFF09 || c == 0xFF0C || c == 0xFF1A ||
           c == 0xFF1B || c == 0xFF1F || c == 0x300A;
}

}  // namespace

Rarity rarity_of(char32_t c) {
    static const HanSet frequent = make_frequent();
    static const HanSet ordinary = make_ordinary();
    static const std::bitset<11172> common = make_common_hangul();
    if (c >= first_han && c <= last_han) {
        if (frequent.test(c - first_han)) return Rarity::frequent;
        return ordinary.test(c - first_han) ? Rarity::ordinary : Rarity::rare;
    }
    if (is_punctuation(c)) return Rarity::punctuation;
    if (c >= 0x3041 && c <= 0x3096) return Rarity::hiragana;
    if (c >= 0x30A1 && c <= 0x30FC) return Rarity::foreign;
    if (c >= 0xAC00 && c <= 0xD7A3) return common.test(c - 0xAC00) ? Rarity::common_hangul : Rarity::foreign;
    if ((c >= 0x3400 && c < 0x4DC0) || c >= 0x20000) return Rarity::rare;
    if (c < 0x20 || (c >= 0x80 && c < 0xA0) || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xFFF0) return Rarity::wrong;
    return c >= 0x10000 ? Rarity::rare : Rarity::letter;
}

}  // namespace syndicated::intake
