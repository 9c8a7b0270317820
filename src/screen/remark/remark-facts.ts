import { isContext } from "./choose-matches.ts";
import { INITIALS, INNOCENT_WAYS, NEEDS_NUMBER, WAYS } from "./find-terms.ts";
import type { Unit } from "./fold-remark.ts";
import type { Bilingual, ContextRule, Lexicon, LexiconGroup } from "./lexicon.ts";
import { distance, orderPlaces } from "./order-places.ts";
import type { Quantity } from "./quantities.ts";
import type { RemarkContext } from "./remark-reading.ts";
import { RULE_WORDS } from "./remark-words.ts";
import type { StructureRule } from "./structure-weights.ts";
import { weighPayment } from "./weigh-payment.ts";
import type { TermMatch } from "./whole-words.ts";

/** One thing that a remark or its payment says: it adds `weight` × `part` to the log-odds. */
export interface RemarkFact {
  /** A rule's name, or what a group does and its id: `act:brush`, `object:like`, `context:food`. */
  readonly rule: string;
  readonly weight: number;
  /** How much of the weight counts here, 0 or more. */
  readonly part: number;
  readonly text: Bilingual;
}
export interface RemarkFacts {
  /** Empty where nothing names an order. */
  readonly facts: readonly RemarkFact[];
  readonly complaint: boolean;
  readonly official: boolean;
}

/** Act and object with other words between them say less than written together. */
const APART = 0.85;
/** Units between an act and its object: 刷一下我的快手作品点赞. */
const APART_UNITS_MAX = 12;
/** Units between a number and what it counts. */
const COUNT_UNITS_MAX = 3;
const ORDER_COUNT_MIN = 10;
/** The largest lots that are sold are some millions of views. */
const ORDER_COUNT_MAX = 10_000_000;
const COUNTED_IN_TENS = 100;
const ROUND_STEP = 50;
/** Numbers that people send for what they sound like: 520, 1314. */
const SPOKEN_NUMBERS = new Set([168, 520, 521, 1314, 5201314]);
/** So do those that end in a pair for luck: 66, 188, 1688. They are ordered as well, but prove less. */
const LUCKY_ENDS = new Set([66, 88, 99]);
const LUCKY_MAX = 99_999;
const SECOND_OBJECTS_MAX = 2;
/** A trade word of this weight names what is delivered: mua like, 代刷. */
const NAMING_TRADE = 2;
/** The second of several words of one class says less than the first, the third less again. */
const NEXT_PART = 0.6;
/** Of a text against an order, from the second on. */
const NEXT_AGAINST = 0.5;
/** Fidelity up to which a disguise may be chance, and from which on it is none. */
const DOUBTFUL = 0.48;
const DOUBTLESS = 0.8;
/** Of a disguise that is one character with no act, no platform and no trade word beside it. */
const LONE_DISGUISE = 0.5;
/** Acts below this weight are everyday words (加, 上, 买): their disguises are believed by the square of their fidelity. */
const STRONG_ACT = 3;
const NEGATIONS = new Set("不别没未勿莫非无拒反禁防戒");
const NEGATION_UNITS_MAX = 2;
/** Platforms that weigh less sell other things too: 淘宝, 花椒. With a number alone they say nothing. */
const PLATFORM_ALONE = 1;
/** Of an object whose meaning the context takes away. */
const CANCELLED = 0.15;
/** Words beside the order, from which on more say nothing more. */
const OTHER_WORDS_MAX = 8;
const ITEM =
  /https?:\/\/|\bwww\.|\.com\b|@\w|(?:^|\D)\d{15,20}(?:\D|$)|作品(?:号|链接|id)|链接|主页|\bid\b/iu;
const DISGUISES: Readonly<Partial<Record<(typeof WAYS)[number], StructureRule>>> = {
  invisible: "disguised_invisible",
  digits: "disguised_digits",
  initials: "disguised_mixed",
  mixed_script: "disguised_mixed",
  shape: "disguised_shape",
  homophone: "disguised_sound",
  split: "disguised_split",
  reversed: "disguised_reversed",
};

/** Chosen matches, numbers and the payment → what they say, each with its weight. Pure; about 2 µs. */
export function remarkFacts(
  remark: string,
  units: readonly Unit[],
  chosen: readonly TermMatch[],
  quantities: readonly Quantity[],
  context: RemarkContext,
  lexicon: Lexicon,
): RemarkFacts {
  if (!mayBeOrder(chosen, quantities)) return { facts: [], ...flagsOf(chosen) };
  const { structure } = lexicon;
  const facts = new Map<string, RemarkFact>();
  const say = (rule: StructureRule, part: number): void => {
    if (rule !== "base" && part > 0)
      facts.set(rule, { rule, weight: structure[rule], part, text: RULE_WORDS[rule] });
  };
  const sayGroup = (prefix: string, { id, text, weight }: ContextRule | LexiconGroup, part: number): void => {
    const rule = `${prefix}:${id}`;
    if (part > (facts.get(rule)?.part ?? 0)) facts.set(rule, { rule, weight, part, text });
  };

  // What takes meaning away.
  const cancelled = new Set<string>();
  const against = new Map<string, LexiconGroup>();
  for (const { term } of chosen) {
    if (!isContext(term.class)) continue;
    against.set(term.group.id, term.group);
    for (const group of term.group.cancels) cancelled.add(group);
  }
  const settings = [
    ...matching(lexicon.scenes, context.scene).map((rule) => ["scene", rule] as const),
    ...matching(lexicon.categories, context.category).map((rule) => ["category", rule] as const),
  ];
  const paidForElse = new Set(settings.flatMap(([, rule]) => rule.cancels));

  const flags = flagsOf(chosen);
  const { complaint } = flags;
  // A number in a complaint says what was lost, not what is ordered.
  const { core, counts, between } = orderPlaces(chosen, complaint ? [] : quantities);
  const worth = (match: TermMatch): number =>
    match.fidelity *
    (paidForElse.has(match.term.group.id) ||
    (cancelled.has(match.term.group.id) && match.term.group.keeps < 1)
      ? CANCELLED
      : 1);

  // Act and object: the pair that weighs most.
  const objects = core.filter(
    ({ term }) =>
      (term.class === "object" || term.class === "order") &&
      (term.group.keeps > NEEDS_NUMBER || counts.length > 0),
  );
  const actions = core.filter(({ term }) => term.class === "action");
  const platforms = core.filter(({ term }) => term.class === "platform");
  const trades = core.filter(({ term }) => term.class === "trade");
  let best: TermMatch | null = null;
  let bestAct: TermMatch | null = null;
  let bestParts = { worth: 0, object: 0, act: 0 };
  for (const object of objects) {
    const { group, action } = object.term;
    const everyday = action !== null && action.weight < STRONG_ACT;
    const whole = worth(object);
    const own = whole * (everyday ? object.fidelity : 1);
    const joined = action === null ? 0 : own * group.keeps;
    let parts = { worth: group.weight * own + (action?.weight ?? 0) * joined, object: own, act: joined };
    let act: TermMatch | null = null;
    if (action === null) {
      for (const other of actions) {
        if (distance(object, other) > APART_UNITS_MAX) continue;
        const part = whole * group.keeps * sureness(other) * APART;
        const both = group.weight * own + other.term.weight * part;
        if (both > parts.worth && part > 0) {
          parts = { worth: both, object: own, act: part };
          act = other;
        }
      }
    }
    if (parts.worth > bestParts.worth) {
      bestParts = parts;
      best = object;
      bestAct = act;
    }
  }
  const actGroup = best === null ? null : (best.term.action ?? bestAct?.term.group ?? null);
  if (best !== null) {
    sayGroup("object", best.term.group, bestParts.object);
    if (actGroup !== null) {
      sayGroup("act", actGroup, bestParts.act);
      say("act_and_object", bestParts.act);
    }
    const act = best.term.action === null ? bestAct : best;
    if (act !== null && counts.length === 0 && isNegated(units, act.first)) say("negated", 1);
    const kinds = new Set(
      objects.filter((object) => isClear(object) && worth(object) > 0.5).map(({ term }) => term.group.id),
    );
    say("several_kinds", Math.min(Math.max(kinds.size - 1, 0), SECOND_OBJECTS_MAX));
  }

  // Numbers.
  const naming = trades.filter(({ term }) => term.weight >= NAMING_TRADE);
  const countable = [...objects, ...naming];
  const counted = { whole: 0, round: 0, spoken: 0, few: 0 };
  for (const object of countable) {
    const sure = worth(object) * object.term.group.keeps;
    for (const count of counts) {
      if (between(object, count) > (bestAct === null ? COUNT_UNITS_MAX : APART_UNITS_MAX)) continue;
      if (isSpoken(count.value)) counted.spoken = Math.max(counted.spoken, sure);
      else if (!isOrderCount(count)) counted.few = Math.max(counted.few, sure);
      else if (count.value % ROUND_STEP === 0) counted.round = Math.max(counted.round, sure);
      if (isOrderCount(count)) counted.whole = Math.max(counted.whole, sure);
    }
  }
  say("counted", counted.whole);
  say("counted_round", counted.round);
  if (counted.whole === 0) say("counted_spoken", counted.spoken);
  if (counted.whole === 0 && counted.spoken === 0) say("counted_few", counted.few);
  if (counts.length === 0) say("not_counted", 1);

  // Where, and the trade's own words.
  for (const platform of platforms) {
    sayGroup("platform", platform.term.group, platform.fidelity);
    if (countable.some((object) => between(object, platform) <= 1)) {
      const near = Math.min(1, platform.fidelity, best === null ? 1 : worth(best));
      if (near > (facts.get("at_platform")?.part ?? 0)) say("at_platform", near);
    }
  }
  const platformCounted =
    countable.length === 0 && counts.some(isOrderCount)
      ? Math.max(
          0,
          ...platforms.filter(({ term }) => term.weight >= PLATFORM_ALONE).map(({ fidelity }) => fidelity),
        )
      : 0;
  say("platform_counted", platformCounted);
  const surestOf = new Map<LexiconGroup, number>();
  for (const match of trades) {
    const { group } = match.term;
    surestOf.set(group, Math.max(surestOf.get(group) ?? 0, worth(match)));
    if (group.attached > 0 && objects.some((object) => distance(object, match) <= 1))
      say(
        "trade_at_object",
        Math.max(facts.get("trade_at_object")?.part ?? 0, group.attached * worth(match)),
      );
  }
  inOrder(surestOf, NEXT_PART, (group, part) => sayGroup("trade", group, part));
  if (best === null) {
    const alone = Math.max(0, ...actions.map((match) => worth(match) * match.term.group.alone));
    say("act_alone", alone);
  }
  const trade = Math.max(0, ...[...surestOf].map(([group, part]) => group.weight * part));
  const isOrder = best !== null || trades.length > 0 || facts.has("act_alone") || platformCounted > 0;
  if (!isOrder) return { facts: [], ...flags };
  const nearNumber = Math.max(counted.whole, counted.spoken, counted.few, platformCounted) > 0;
  if (!nearNumber && counts.some(isOrderCount)) say("counted_apart", 1);

  // How it is written.
  const lone = best !== null && bestAct === null && !isClear(best) && platforms.length === 0 && trade < 1;
  for (const match of [best, bestAct, ...platforms, ...trades]) {
    if (match === null || !isDisguised(match)) continue;
    const sure = Math.min(1, Math.max(0, (worth(match) - DOUBTFUL) / (DOUBTLESS - DOUBTFUL)));
    const rule = DISGUISES[WAYS[31 - Math.clz32(match.ways & ~INNOCENT_WAYS)]!];
    const part = sure * (lone ? LONE_DISGUISE : 1);
    if (rule !== undefined && part > (facts.get(rule)?.part ?? 0)) say(rule, part);
  }
  const letters = core.filter(({ term, ways }) => term.short || (ways & INITIALS) !== 0);
  if (new Set(letters.map(({ term }) => term.class)).size > 1 && counts.length > 0) say("letters_agree", 1);
  if (letters.length > 0 && core.every(({ term }) => term.short))
    say(core.length > 1 ? "only_letters" : "lone_letters", 1);
  const told = toldOf(units, core, counts);
  say("all_told", told.part);
  say("other_words", Math.log2(1 + Math.min(told.others, OTHER_WORDS_MAX)));
  if (ITEM.test(remark)) say("item_named", 1);

  // The payment.
  const pieces = counts.find(isOrderCount)?.value ?? null;
  const sure = Math.max(counted.whole, platformCounted);
  const goodsFrom = Math.max(0, ...core.map(({ term }) => goodsFromOf(term)));
  weighPayment(context, countable.length === 0 ? null : pieces, goodsFrom, (rule, part) =>
    say(rule, rule === "price_fits" ? part * sure : part),
  );
  for (const [prefix, rule] of settings) sayGroup(prefix, rule, 1);
  inOrder(new Map([...against.values()].map((group) => [group, 1])), NEXT_AGAINST, (group, part) =>
    sayGroup("context", group, part),
  );
  return { facts: [...facts.values()], ...flags };
}

/** Whether anything was chosen that can name an order: most remarks with a word of the lexicon have none. */
function mayBeOrder(chosen: readonly TermMatch[], quantities: readonly Quantity[]): boolean {
  return chosen.some(({ term: { class: kind, group } }) => {
    if (kind === "platform") return quantities.length > 0;
    return kind === "action" ? group.alone > 0 : !isContext(kind);
  });
}
function flagsOf(chosen: readonly TermMatch[]): Pick<RemarkFacts, "complaint" | "official"> {
  return {
    complaint: chosen.some(({ term }) => term.class === "complaint"),
    official: chosen.some(({ term }) => term.class === "official"),
  };
}

/** Yuan apiece from which a term's thing is goods; acts and platforms are no things. */
function goodsFromOf({ class: kind, group }: TermMatch["term"]): number {
  return kind === "action" || kind === "platform" ? 0 : group.goodsFrom;
}

/** Groups, the heaviest first, with parts that fall by `step`: three words for one thing are not three facts. */
function inOrder(
  groups: ReadonlyMap<LexiconGroup, number>,
  step: number,
  say: (group: LexiconGroup, part: number) => void,
): void {
  const heaviest = [...groups].sort(
    ([a, x], [b, y]) => Math.abs(b.weight * y) - Math.abs(a.weight * x) || (a.id < b.id ? -1 : 1),
  );
  let left = 1;
  for (const [group, part] of heaviest) {
    say(group, part * left);
    left *= step;
  }
}

/** How much of the remark its order makes up: 1 for all, 0 for half; and units of text that belong to nothing. */
function toldOf(
  units: readonly Unit[],
  core: readonly TermMatch[],
  counts: readonly Quantity[],
): { readonly part: number; readonly others: number } {
  const told = new Float64Array(units.length);
  for (const { first, last } of counts) told.fill(1, first, last + 1);
  // What is read in doubt tells as little as the doubt leaves.
  for (const { first, last, fidelity } of core) told.fill(fidelity, first, last + 1);
  let all = 0;
  let known = 0;
  for (const [at, { kind }] of units.entries()) {
    if (kind === "mark" || kind === "emoji") continue;
    all++;
    known += told[at]!;
  }
  return { part: all === 0 ? 0 : Math.max(0, (known / all) * 2 - 1), others: all - known };
}

/** Whether a number may be what an order asks for: from ten, in tens from a hundred on; 1806 and 73522348 are something's number. */
function isOrderCount({ value }: Quantity): boolean {
  if (value < ORDER_COUNT_MIN || value > ORDER_COUNT_MAX || isSpoken(value)) return false;
  return value < COUNTED_IN_TENS || value % 10 === 0;
}
function isSpoken(value: number): boolean {
  return SPOKEN_NUMBERS.has(value) || (value <= LUCKY_MAX && LUCKY_ENDS.has(value % 100));
}
/** Whether a word of no stands at most `NEGATION_UNITS_MAX` units before: 不要再刷. */
function isNegated(units: readonly Unit[], at: number): boolean {
  for (let i = at - 1; i >= 0 && i >= at - 1 - NEGATION_UNITS_MAX; i--) {
    if (units[i]!.kind !== "han") return false;
    if (NEGATIONS.has(units[i]!.char)) return true;
  }
  return false;
}
function isDisguised({ ways, term }: TermMatch): boolean {
  return (ways & ~INNOCENT_WAYS) !== 0 && !term.short;
}
/** Read in a way that leaves little doubt: written so, or more than one character in disguise. */
function isClear({ term, ways }: TermMatch): boolean {
  return term.chars > 1 || (ways & ~INNOCENT_WAYS) === 0;
}
/** Everyday acts (加, 上, 买) that stand apart are believed as they are written only. */
function sureness({ term, fidelity, ways }: TermMatch): number {
  return term.weight < STRONG_ACT && (ways & ~INNOCENT_WAYS) !== 0 ? 0 : fidelity;
}
function matching(rules: readonly ContextRule[], value: string | null | undefined): ContextRule[] {
  if (value === null || value === undefined || value === "") return [];
  const lower = value.toLowerCase();
  return rules.filter(({ words }) => words.some((word) => lower.includes(word)));
}
