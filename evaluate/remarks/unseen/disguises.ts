import type { Chance } from "./chance.ts";
import { writtenTables } from "./written-lists.ts";

/** A text → the same in disguise; the text itself where the disguise finds nothing to take hold of. */
export type Disguise = (text: string, chance: Chance) => string;

const tables = writtenTables("disguises.txt");

function tableOf(name: string): ReadonlyMap<string, readonly string[]> {
  const rows = tables.get(name);
  if (rows === undefined) throw new Error(`disguises.txt lacks \`${name}\``);
  const pairs = rows.map((row) => {
    const [key, choices] = row.split(" ", 1).concat(row.slice(row.indexOf(" ") + 1));
    return [key!, choices!.split("|")] as const;
  });
  return new Map([...pairs].sort(([a], [b]) => b.length - a.length));
}

/** Each key found is replaced with chance `share`; at least one is, where there is any. Numbers only whole. */
function replacing(table: string, share: number): Disguise {
  const choices = tableOf(table);
  const any = new RegExp(`(?<!\\d(?=\\d))(?:${[...choices.keys()].join("|")})(?!(?<=\\d)\\d)`, "gu");
  return (text, chance) => {
    const found = [...text.matchAll(any)].length;
    const sure = found === 0 ? -1 : chance.whole(0, found - 1);
    let at = 0;
    return text.replace(any, (key) =>
      at++ === sure || chance.next() < share ? chance.pick(choices.get(key)!) : key,
    );
  };
}

const readings = tableOf("pinyin");

function reading(character: string): string | undefined {
  return readings.get(character)?.[0];
}

const pinyin: Disguise = (text, chance) => {
  const gap = chance.pick(["", "", " "]);
  return [...text]
    .map((letter) => (reading(letter) ?? letter) + (reading(letter) ? gap : ""))
    .join("")
    .trim();
};

const initials: Disguise = (text) => [...text].map((letter) => reading(letter)?.[0] ?? letter).join("");

/** One or two of the characters in Latin letters. */
const mixedScript: Disguise = (text, chance) => {
  const letters = [...text];
  const able = letters.flatMap((letter, index) => (/[刷赞粉涨双击活心播评点]/u.test(letter) ? [index] : []));
  for (let turn = 0; turn < 2 && able.length > 0; turn += 1) {
    const index = chance.pick(able);
    letters[index] = reading(letters[index]!) ?? letters[index]!;
  }
  return letters.join("");
};

const HIDDEN = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"];
const SIGNS = [".", "-", "*", "/", "~", "_", "·", "|", "、", " ", "^", "+", "。", "#", "…", "🌟"];

function between(signs: readonly string[], share: number): Disguise {
  return (text, chance) => {
    const sign = chance.pick(signs);
    return [...text].map((letter, at) => (at > 0 && chance.next() < share ? sign + letter : letter)).join("");
  };
}

const bidi: Disguise = (text, chance) =>
  chance.pick([
    `\u202e${[...text].reverse().join("")}\u202c`,
    `\u2067${text}\u2069`,
    `\u202a${text}\u202c`,
    `\u200f${text}`,
    `\u202d${text}\u202c`,
  ]);

/** Words turned round one by one, or the whole; numbers keep their order. */
const reversed: Disguise = (text) => (text.match(/\d+|[^\d]/gu) ?? []).reverse().join("").trim();

function shifted(from: string, to: string): Disguise {
  const letters = [...to];
  return (text) => [...text].map((letter) => letters[from.indexOf(letter)] ?? letter).join("");
}

const LATIN = "abcdefghijklmnopqrstuvwxyz";
const upsideDown: Disguise = (text, chance) =>
  [...shifted(LATIN, "ɐqɔpǝɟƃɥıɾʞlɯuodbɹsʇnʌʍxʎz")(pinyin(text, chance), chance)].reverse().join("");

function styled(text: string, chance: Chance): string {
  const letters = chance.pick([initials, pinyin])(text, chance);
  const base = chance.pick([0x24d0, 0x1d41a, 0x1d5ee, 0x1d68a, 0x1f170]);
  return [...letters]
    .map((letter) => {
      const index = LATIN.indexOf(letter);
      return index < 0 ? letter : String.fromCodePoint(base + index);
    })
    .join("");
}

const foreignLetters: Disguise = (text, chance) =>
  shifted("aceopxyshikjz", "асеорхуѕһіκјᴢ")(chance.pick([initials, pinyin])(text, chance), chance);

/** Every ASCII sign at full width: how many input methods write by themselves. */
export function widened(text: string): string {
  return text.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0));
}

const fullWidth: Disguise = (text, chance) =>
  widened(chance.pick([initials, pinyin, (plain: string) => plain])(text, chance));

const repeated: Disguise = (text, chance) =>
  text.replace(/[刷赞粉涨双击点买补]/gu, (letter) => letter.repeat(chance.whole(1, 3)));

/** Every disguise by the name of its kind. */
export const DISGUISES = {
  homophone: replacing("homophone", 0.6),
  "dialect-homophone": replacing("dialect", 0.6),
  "look-alike": replacing("lookalike", 0.6),
  "split-characters": replacing("split", 0.8),
  traditional: replacing("traditional", 1),
  emoji: replacing("emoji", 0.7),
  "platform-cloaked": replacing("platform", 1),
  "numbers-as-words": replacing("numeral", 1),
  "mixed-script": mixedScript,
  pinyin,
  initials,
  "full-width": fullWidth,
  "zero-width": between(HIDDEN, 0.7),
  separators: between(SIGNS, 1),
  bidi,
  reversed,
  "upside-down": upsideDown,
  "circled-and-maths": styled,
  "foreign-letters": foreignLetters,
  "repeated-and-stuttered": repeated,
} as const satisfies Readonly<Record<string, Disguise>>;

export type DisguiseName = keyof typeof DISGUISES;
