import type { Chance } from "./chance.ts";

const ZH = [
  ["这个", "那个", "刚买的", "朋友推荐的", "第三次买", "昨天到货的", "同款", "博主说的"],
  ["颜色", "质感", "味道", "做工", "剪辑", "封面", "音乐", "价格", "声音", "教程"],
  ["真不错", "一般般", "绝了", "有点贵", "超出预期", "看不太懂", "想要链接", "笑死我了", "学到了", "太治愈"],
  ["", "！", "～", "😂", "🎉🎉", "，蹲一个后续", "，已收藏", "，求同款", "，路过", "[赞][赞]"],
];
const EN = [
  ["this", "the new", "my second", "that", "your last", "the blue"],
  ["edit", "colour", "recipe", "soundtrack", "jacket", "tutorial", "thumbnail"],
  ["is lovely", "is so so", "made my day", "feels expensive", "confuses me", "saved me an hour"],
  ["", "!", " lol", " 😂", ", thanks", " - where can I buy it?"],
];
const DE = [
  ["Das", "Mein", "Euer", "Dieses"],
  ["Rezept", "Video", "Geräusch", "Kleid", "Menü"],
  ["gefällt mir", "ist schön", "überzeugt mich nicht", "ist für müde Köpfe", "war günstig"],
  ["", "!", ", grüße aus Köln", " – danke"],
];
const TW = [
  ["這個", "剛買的", "朋友推薦的", "昨天到貨的"],
  ["顏色", "質感", "味道", "剪輯", "價格", "聲音"],
  ["真不錯", "普普通通", "有點貴", "看不太懂", "想要連結", "學到了"],
  ["", "！", "，已收藏", "，求同款"],
];
const PARTS = { zh: ZH, en: EN, de: DE, tw: TW };

/** A remark as people write them, made up from parts: no text of anybody stands here. */
export function remark(chance: Chance, language: keyof typeof PARTS): string {
  const glue = language === "zh" || language === "tw" ? "" : " ";
  const parts = PARTS[language].map((list) => chance.pick(list));
  return parts.slice(0, 3).join(glue) + parts[3]!;
}

const SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗".split("");
const GIVEN = "小大阿老晓子雨思一佳梦文静宇航欣怡浩然晴天".split("");
const TAILS = ["", "同学", "_", "吃不胖", "今天早睡", "酱", "er", "在路上", "🌸", "Official"];
const NAMES_EN = ["maya", "noah", "lena", "omar", "ivy", "theo", "zoe", "kai", "anna", "leo", "ruth", "sam"];
const NAMES_TW = ["小陳", "阿明", "雅婷", "志豪", "淑芬", "家豪", "怡君"];

/** The nickname of person `who`: no two people of a file share one, as its number is in it. */
export function nickname(who: number, language: keyof typeof PARTS): string {
  const number = who.toString(36);
  if (language === "en" || language === "de") return `${NAMES_EN[who % NAMES_EN.length]!}.${number}`;
  if (language === "tw") return `${NAMES_TW[who % NAMES_TW.length]!}${number}`;
  const surname = SURNAMES[who % SURNAMES.length]!;
  return `${surname}${GIVEN[(who * 7) % GIVEN.length]!}${number}${TAILS[(who * 3) % TAILS.length]!}`;
}
