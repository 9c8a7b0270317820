/**
 * Writes `bought.ndjson`, `honest.ndjson` and `grey.ndjson` from the lists in `written/`.
 *
 * `node evaluate/remarks/unseen/make-texts.ts`. The same lists give the same bytes.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Chance, chanceOf } from "./chance.ts";
import { DISGUISES, type DisguiseName, widened } from "./disguises.ts";
import { fillSlots } from "./fill-slots.ts";
import { orderPhrase } from "./order-phrases.ts";
import { type PaymentContext, paymentContext } from "./payment-context.ts";
import { type WrittenKind, writtenKinds, writtenSlots } from "./written-lists.ts";

const SEED = "remarks nobody tuned on, 2026-11-30";
/** Combined texts for each single disguise. */
const SINGLE_COUNT = 35;
/** Combined texts of plain orders, of two disguises at once, and of three. */
const PLAIN_COUNT = 60;
const DOUBLE_COUNT = 220;
const TRIPLE_COUNT = 110;
/** Honest texts that wear a disguise: writing oddly is no proof. */
const HONEST_DISGUISED_COUNT = 260;
/** Draws for one text before the lists are said to be too short. */
const TRIES_MAX = 400;

/** One line of a file. */
export interface UnseenText extends PaymentContext {
  readonly remark: string;
  readonly label: "bought" | "honest" | "grey";
  readonly kind: string;
  /** `written`: by hand, as it stands; else the pattern or the disguises that it comes from. */
  readonly from: string;
}

interface Draw {
  readonly remark: string;
  readonly from: string;
  readonly amountMinor?: number;
}

/** Draws until `count` texts are there that no other text equals. */
function drawn(
  kind: string,
  label: UnseenText["label"],
  profile: string,
  count: number,
  taken: Set<string>,
  draw: (chance: Chance) => Draw | null,
): readonly UnseenText[] {
  const chance = chanceOf(`${SEED} ${label} ${kind}`);
  const texts: UnseenText[] = [];
  for (let tries = 0; texts.length < count; tries += 1) {
    if (tries > count * TRIES_MAX) throw new Error(`\`${kind}\` has only ${texts.length} of ${count} texts`);
    const one = draw(chance);
    if (one === null || taken.has(one.remark)) continue;
    taken.add(one.remark);
    texts.push({
      remark: one.remark,
      ...paymentContext(profile, chance, one.amountMinor),
      label,
      kind,
      from: one.from,
    });
  }
  return texts;
}

function handWritten(
  list: WrittenKind,
  label: UnseenText["label"],
  taken: Set<string>,
): readonly UnseenText[] {
  const chance = chanceOf(`${SEED} ${label} written ${list.kind}`);
  return list.lines
    .filter((line) => !/\{\w+\}/.test(line))
    .map((remark) => {
      if (taken.has(remark)) throw new Error(`\`${remark}\` under ${list.kind} is written twice`);
      taken.add(remark);
      return { remark, ...paymentContext(list.profile, chance), label, kind: list.kind, from: "written" };
    });
}

/** Changes the wording but hides nothing by itself: what two and three disguises start from. */
const WORDS: readonly DisguiseName[] = [
  "homophone",
  "dialect-homophone",
  "look-alike",
  "split-characters",
  "traditional",
  "emoji",
  "mixed-script",
  "initials",
  "pinyin",
];
const SIGNS: readonly DisguiseName[] = [
  "separators",
  "zero-width",
  "full-width",
  "bidi",
  "repeated-and-stuttered",
];
const NAMES: readonly DisguiseName[] = ["platform-cloaked", "numbers-as-words"];

/** A plain order in these disguises, or null where one of them changed nothing. */
function disguised(names: readonly DisguiseName[], chance: Chance): Draw | null {
  const { remark, amountMinor } = orderPhrase(chance);
  let text = remark;
  for (const name of names) {
    const next = DISGUISES[name](text, chance);
    if (next === text) return null;
    text = next;
  }
  return { remark: text, amountMinor, from: names.length === 0 ? "order" : names.join("+") };
}

function boughtTexts(taken: Set<string>): readonly UnseenText[] {
  const texts = writtenKinds("bought.txt").flatMap((list) => handWritten(list, "bought", taken));
  const add = (kind: string, count: number, draw: (chance: Chance) => Draw | null): void => {
    texts.push(...drawn(kind, "bought", "small", count, taken, draw));
  };
  add("plain-words", PLAIN_COUNT, (chance) => disguised([], chance));
  for (const name of Object.keys(DISGUISES) as DisguiseName[])
    add(name, SINGLE_COUNT, (chance) => disguised([name], chance));
  add("two-disguises", DOUBLE_COUNT, (chance) => {
    const [first, second] = chance.pick([
      [NAMES, WORDS],
      [WORDS, SIGNS],
      [NAMES, SIGNS],
    ] as const);
    return disguised([chance.pick(first), chance.pick(second)], chance);
  });
  add("three-disguises", TRIPLE_COUNT, (chance) =>
    disguised([chance.pick(NAMES), chance.pick(WORDS), chance.pick(SIGNS)], chance),
  );
  return texts;
}

const HONEST_DISGUISES: readonly DisguiseName[] = [
  "traditional",
  "full-width",
  "zero-width",
  "separators",
  "bidi",
  "numbers-as-words",
];

function honestTexts(taken: Set<string>): readonly UnseenText[] {
  const lists = writtenKinds("honest-1.txt", "honest-2.txt", "honest-3.txt");
  const slots = writtenSlots();
  const texts = lists.flatMap((list) => handWritten(list, "honest", taken));
  for (const list of lists) {
    const patterns = list.lines.filter((line) => /\{\w+\}/.test(line));
    const count = list.count! - texts.filter(({ kind }) => kind === list.kind).length;
    if (count < 0) throw new Error(`\`${list.kind}\` has more written lines than its count ${list.count}`);
    texts.push(
      ...drawn(list.kind, "honest", list.profile, count, taken, (chance) => {
        const from = chance.pick(patterns);
        return { remark: fillSlots(from, slots, chance), from };
      }),
    );
  }
  const plain = texts.filter(({ remark }) => /[\u4e00-\u9fff]/.test(remark));
  texts.push(
    ...drawn("honest-in-disguise", "honest", "everyday", HONEST_DISGUISED_COUNT, taken, (chance) => {
      const name = chance.pick(HONEST_DISGUISES);
      const before = chance.pick(plain).remark;
      const remark = name === "full-width" ? widened(before) : DISGUISES[name](before, chance);
      return remark === before ? null : { remark, from: name };
    }),
  );
  return texts;
}

/** File name → its lines, in the order in which they are written. */
export function makeTexts(): ReadonlyMap<string, readonly UnseenText[]> {
  const taken = new Set<string>();
  const bought = boughtTexts(taken);
  const grey = writtenKinds("grey.txt").flatMap((list) => handWritten(list, "grey", taken));
  const honest = honestTexts(taken);
  return new Map([
    ["bought.ndjson", bought],
    ["honest.ndjson", honest],
    ["grey.ndjson", grey],
  ]);
}

/** One file's bytes: an object a line. */
export function ndjson(texts: readonly UnseenText[]): string {
  return texts.map((text) => `${JSON.stringify(text)}\n`).join("");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [file, texts] of makeTexts()) {
    writeFileSync(path.join(import.meta.dirname, file), ndjson(texts));
    process.stdout.write(`${file}: ${texts.length} texts\n`);
  }
}
