/**
 * Made-up remarks for development: `node evaluate/remarks/generate-development.ts FOLDER [--seed N] [--per-text N]`.
 * Written beside the reader and read while tuning it, so no figure over it is an evaluation.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { pinyin } from "pinyin-pro";
import { createSfc32 } from "../../src/kernels/sfc32.ts";
import { HAN_READINGS } from "../../src/screen/remark/tables/han-readings.ts";
import {
  CODES,
  FOREIGN_ORDERS,
  HONEST,
  LETTER_ORDERS,
  OBJECTS,
  ORDERS,
  PLATFORMS,
  TRADE,
} from "./development-texts.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "1" }, "per-text": { type: "string", default: "12" } },
});
const folder = positionals[0];
if (folder === undefined) throw new Error("say the folder that the remarks go to");
const word = createSfc32(Number(values.seed), 7, 11);
const below = (n: number): number => word() % n;
const one = <T>(list: readonly T[]): T => list[below(list.length)]!;
const chance = (part: number): boolean => word() < part * 2 ** 32;

const bySyllable = new Map(HAN_READINGS.map((line) => [line.split(" ")[0]!, [...line.split(" ")[1]!]]));
/** Characters of the same sound that an input method offers early: the first of GB 2312's order would do; any will here. */
function homophone(char: string): string {
  const syllable = pinyin(char, { toneType: "none", v: true });
  const all = (bySyllable.get(syllable) ?? []).filter(
    (other) => other >= "一" && other <= "龥" && TYPED.has(other),
  );
  return all.length === 0 ? char : one(all);
}
const TYPED = new Set(
  "唰耍攒咱暂簪昝糌霜爽孀鸡机级及纷份芬氛焚坟分奋愤咝思斯司私撕嘶筷块脍守首首斗豆陡蚪因茵阴姻典店电碘殿惦伯拨波菠玻放芳方坊萍平苹坪屏抡伦沦仑撰篆赚砖发珐罚长张掌账仗佳嘉迦卖埋麦代带袋待戴任仁忍器汽弃企观惯贯注住柱驻注".split(
    "",
  ),
);
const SPLITS: Readonly<Record<string, string>> = {
  赞: "先先贝",
  粉: "米分",
  刷: "尸巾刂",
  代: "亻弋",
  双: "又又",
  评: "讠平",
  播: "扌番",
  转: "车专",
  收: "丩攵",
  涨: "氵张",
};
const TRADITIONAL: Readonly<Record<string, string>> = {
  赞: "讚",
  丝: "絲",
  双: "雙",
  击: "擊",
  评: "評",
  论: "論",
  转: "轉",
  发: "發",
  关: "關",
  点: "點",
  买: "買",
  涨: "漲",
  气: "氣",
};
const LOOKS: Readonly<Record<string, string>> = {
  a: "а",
  e: "е",
  o: "о",
  i: "1",
  l: "1",
  s: "5",
  c: "с",
  p: "р",
  k: "κ",
};
const EMOJI: Readonly<Record<string, string>> = {
  点赞: "👍",
  赞: "👍",
  小红心: "❤️",
  粉丝: "👥",
  涨: "📈",
  刷: "🖌",
};

type Disguise = (text: string) => string;
const han = /\p{Script=Han}/u;
const each = (text: string, part: number, change: (char: string) => string): string =>
  [...text].map((char) => (chance(part) ? change(char) : char)).join("");
const DISGUISES: Readonly<Record<string, Disguise>> = {
  plain: (text) => text,
  homophone: (text) => each(text, 0.6, (char) => (KEY.has(char) ? homophone(char) : char)),
  split: (text) => each(text, 0.7, (char) => SPLITS[char] ?? char),
  traditional: (text) => each(text, 1, (char) => TRADITIONAL[char] ?? char),
  separators: (text) =>
    [...text]
      .map((char) => (han.test(char) ? char + one([" ", ".", "·", "-", "*", "_", "/"]) : char))
      .join(""),
  invisible: (text) =>
    [...text].map((char) => char + one(["\u200b", "", "\u2060", "\ufeff", "\u200d"])).join(""),
  bidi: (text) => `\u202e${[...text].reverse().join("")}\u202c`,
  pinyin: (text) =>
    each(text, 1, (char) =>
      KEY.has(char) ? pinyin(char, { toneType: chance(0.3) ? "symbol" : "none" }) : char,
    ),
  mixed: (text) => each(text, 0.4, (char) => (KEY.has(char) ? pinyin(char, { toneType: "none" }) : char)),
  emoji: (text) =>
    Object.entries(EMOJI).reduce((now, [from, to]) => (chance(0.8) ? now.replace(from, to) : now), text),
  fullwidth: (text) => text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  decorated: (text) => `${one(["🌸", "~~", "【", "❗"])}${text}${one(["🌸", "~~", "】", "❗❗"])}`,
  repeated: (text) => each(text, 0.3, (char) => (KEY.has(char) ? char.repeat(2) : char)),
};
const KEY = new Set("刷赞粉丝双击点播放评论转发快手抖音代涨买人气关注");
const LETTER_DISGUISES: Readonly<Record<string, Disguise>> = {
  plain: (text) => text,
  upper: (text) => text.toUpperCase(),
  lookalike: (text) => each(text, 0.4, (char) => LOOKS[char] ?? char),
  spaced: (text) =>
    text.replace(/[a-z]+/g, (letters) => (letters.length > 3 ? [...letters].join(" ") : letters)),
  fullwidth: DISGUISES.fullwidth!,
};
const NUMBERS = [
  "50",
  "100",
  "200",
  "300",
  "500",
  "520",
  "1000",
  "1k",
  "1w",
  "2000",
  "5000",
  "一百",
  "1千",
  "100个",
  "10000",
  "1oo",
];
function fill(text: string, small: readonly string[]): string {
  return text
    .replaceAll("{n}", () => one(NUMBERS.filter((number) => small.length === 0 || !/个|k|w|oo/.test(number))))
    .replaceAll("{s}", () => one(["1", "2", "3", "5", "8", "10", "12", "两", "三"]))
    .replaceAll("{p}", () => one(PLATFORMS))
    .replaceAll("{o}", () => one(OBJECTS))
    .replaceAll("{t}", () => one(TRADE));
}

/** Model, part, seat and order numbers: any letters with any number, as often those of the trade as chance has it. */
function code(text: string): string {
  const letter = (): string => "abcdefghijklmnopqrstuvwxyz"[below(26)]!;
  const letters = (): string => {
    const some = Array.from({ length: 1 + below(3) }, letter).join("");
    return chance(0.6) ? some.toUpperCase() : some;
  };
  const number = (): string =>
    chance(0.4) ? String((1 + below(40)) * 50) : String(1 + below(10 ** (1 + below(4))));
  return text
    .replaceAll("{L}", letters)
    .replaceAll("{N}", number)
    .replaceAll("{X}", () => letter());
}

const lines: string[] = [];
const put = (remark: string, label: "bought" | "honest", kind: string): void => {
  const bought = label === "bought";
  const known = chance(0.7);
  lines.push(
    JSON.stringify({
      remark,
      label,
      kind,
      amount_minor: known
        ? one(
            bought
              ? [100, 300, 500, 660, 990, 1000, 2000, 5000]
              : [100, 350, 1000, 1280, 2600, 5000, 9900, 30_000, 150_000],
          )
        : null,
      currency: "CNY",
      payee_kind: known ? (chance(bought ? 0.8 : 0.5) ? "personal" : "merchant") : null,
    }),
  );
};
const times = Number(values["per-text"]);
for (let i = 0; i < times; i++) {
  for (const text of ORDERS) {
    const kind = one(Object.keys(DISGUISES));
    put(DISGUISES[kind]!(fill(text, [])), "bought", kind);
  }
  for (const text of LETTER_ORDERS) put(fill(text, []), "bought", "letters");
  for (const text of FOREIGN_ORDERS) {
    const kind = one(Object.keys(LETTER_DISGUISES));
    put(LETTER_DISGUISES[kind]!(fill(text, ["x"])), "bought", `foreign ${kind}`);
  }
  for (const text of HONEST) put(fill(text, ["x"]), "honest", "ordinary");
  for (const text of CODES) put(fill(code(text), []), "honest", "codes");
}
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, "development.ndjson"), `${lines.join("\n")}\n`);
process.stdout.write(`${lines.length} remarks\n`);
