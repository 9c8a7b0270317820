import { isContext } from "./choose-matches.ts";
import { INITIALS, INNOCENT_WAYS } from "./find-terms.ts";
import type { ContextRule, Lexicon, LexiconGroup } from "./lexicon.ts";
import type { Quantity } from "./quantities.ts";
import type { RemarkContext, RemarkReason } from "./remark-reading.ts";
import { RULE_WORDS, type RuleName } from "./remark-words.ts";
import { weighPayment } from "./weigh-payment.ts";
import type { TermMatch } from "./whole-words.ts";

/** What the remark and its context say, as log-odds. */
export interface Weighed {
  readonly logOdds: number;
  /** The sum without what speaks against it. */
  readonly suspicion: number;
  readonly reasons: readonly RemarkReason[];
  readonly complaint: boolean;
  readonly official: boolean;
}

/** Log-odds of an order among payments with words of engagement in them, before anything is known. */
const BASE = -4.1;
/** Act and object with other words between them say less than written together. */
const APART = 0.85;
/** Units between an act and its object: 刷一下我的快手作品点赞. */
const APART_UNITS_MAX = 12;
/** Units between a number and what it counts. */
const COUNT_UNITS_MAX = 3;
/** A panel's smallest order is ten; below, numbers are everything. */
const ORDER_COUNT_MIN = 10;
const COUNTED = 2;
const ROUND = 0.4;
const FEW = 0.3;
/** Another kind of engagement in the same remark. */
const SECOND_OBJECT = 0.9;
const SECOND_OBJECTS_MAX = 2;
/** The platform stands directly at the object: 快手双击. */
const AT_PLATFORM = 1.1;
const TRADE_MAX = 5;
/** A trade word of this weight names what is delivered: mua like, 代刷. */
const NAMING_TRADE = 2;
const DISGUISE = 1.6;
/** Fidelity up to which a disguise may be chance, and from which on it is none. */
const DOUBTFUL = 0.48;
const DOUBTLESS = 0.8;
/** Of a disguise that is one character with no act, no platform and no trade word beside it. */
const LONE_DISGUISE = 0.5;
/** Acts below this weight are everyday words (加, 上, 买): their disguises are believed by the square of their fidelity. */
const STRONG_ACT = 3;
/** Letters for a platform and letters for an object explain each other. */
const LETTERS_AGREE = 2.3;
const LINK = 0.5;
const AGAINST_MAX = 10;
/** Of an object whose meaning the context takes away. */
const CANCELLED = 0.15;
const ITEM = /https?:\/\/|\bwww\.|\.com\b|@\w|(?:^|\D)\d{15,20}(?:\D|$)|作品(?:号|链接|id)|链接/iu;

/** Chosen matches, numbers and context → log-odds with the reasons. Pure; about 2 µs. */
export function weighRemark(
  remark: string,
  chosen: readonly TermMatch[],
  quantities: readonly Quantity[],
  context: RemarkContext,
  lexicon: Lexicon,
): Weighed {
  const reasons = new Map<string, RemarkReason>();
  const say = (rule: RuleName, value: number): void => {
    if (Math.abs(value) >= 0.05) reasons.set(rule, { rule, value, text: RULE_WORDS[rule] });
  };
  const sayGroup = (
    prefix: string,
    { id, text, weight }: ContextRule | LexiconGroup,
    value = weight,
  ): void => {
    const known = reasons.get(`${prefix}:${id}`)?.value ?? 0;
    if (Math.abs(value) > Math.abs(known))
      reasons.set(`${prefix}:${id}`, { rule: `${prefix}:${id}`, value, text });
  };

  // What takes meaning away.
  const cancelled = new Set<string>();
  const contexts = [matching(lexicon.scenes, context.scene), matching(lexicon.categories, context.category)];
  for (const [index, rules] of contexts.entries()) {
    for (const rule of rules) {
      sayGroup(index === 0 ? "scene" : "category", rule);
      for (const group of rule.cancels) cancelled.add(group);
    }
  }
  for (const { term } of chosen) {
    if (!isContext(term.class)) continue;
    sayGroup("context", term.group);
    for (const group of term.group.cancels) cancelled.add(group);
  }

  // Act, object and number.
  const begins = new Set(
    chosen.filter(({ ways }) => (ways & ~INNOCENT_WAYS) === 0).map(({ first }) => first),
  );
  const counts = quantities.filter(({ kind, otherUnitAt }) => kind === "count" || begins.has(otherUnitAt));
  const isLoneLetter = (match: TermMatch): boolean => match.term.short && match.term.chars === 1;
  // 10份 is ten portions: what counts is not read as another word by its sound.
  const isCounter = (match: TermMatch): boolean =>
    match.term.chars === 1 &&
    match.ways !== 0 &&
    quantities.some(({ last, otherUnitAt }) => match.first === last || match.first === otherUnitAt);
  const core = chosen.filter(
    (match) =>
      !isCounter(match) && (!isLoneLetter(match) || counts.some((count) => distance(match, count) <= 1)),
  );
  /** Units between an object and something else, without platforms and numbers that stand between. */
  const between = (a: Place, b: Place): number => {
    const from = Math.min(a.last, b.last);
    const to = Math.max(a.first, b.first);
    let gap = distance(a, b);
    for (const other of [...core, ...counts]) {
      const steps = other.first > from && other.last < to ? other.last - other.first + 1 : 0;
      if (
        steps > 0 &&
        (!("term" in other) || other.term.class === "platform" || other.term.class === "trade")
      )
        gap -= steps;
    }
    return gap;
  };
  const worth = (match: TermMatch, weight: number): number =>
    weight *
    match.fidelity *
    (cancelled.has(match.term.group.id) && match.term.group.keeps < 1 ? CANCELLED : 1);
  const objects = core.filter(({ term }) => term.class === "object" || term.class === "order");
  const actions = core.filter(({ term }) => term.class === "action");
  const platforms = core.filter(({ term }) => term.class === "platform");
  let best: TermMatch | null = null;
  let bestWorth = 0;
  let bestAct: TermMatch | null = null;
  for (const object of objects) {
    const everyday = object.term.action !== null && object.term.action.weight < STRONG_ACT;
    const alone = worth(object, object.term.weight) * (everyday ? object.fidelity : 1);
    let together = alone;
    let act: TermMatch | null = null;
    if (object.term.class === "object") {
      for (const action of actions) {
        if (distance(object, action) > APART_UNITS_MAX) continue;
        const pair =
          alone + worth(object, action.term.weight * object.term.group.keeps * sureness(action)) * APART;
        if (pair > together) {
          together = pair;
          act = action;
        }
      }
    }
    if (together > bestWorth) {
      bestWorth = together;
      best = object;
      bestAct = act;
    }
  }
  if (best !== null) {
    say(best.term.class === "order" || bestAct !== null ? "order_words" : "engagement_words", bestWorth);
    const kinds = new Set(
      objects.filter((object) => isClear(object) && worth(object, 1) > 0.5).map(({ term }) => term.group.id),
    );
    say("several_kinds", Math.min(Math.max(kinds.size - 1, 0), SECOND_OBJECTS_MAX) * SECOND_OBJECT);
  }
  const countable = [
    ...objects,
    ...core.filter(({ term }) => term.class === "trade" && term.weight >= NAMING_TRADE),
  ];
  if (countable.length > 0) {
    let counted = 0;
    for (const object of countable) {
      const sure = worth(object, object.term.group.keeps);
      for (const count of counts) {
        if (between(object, count) > (bestAct === null ? COUNT_UNITS_MAX : APART_UNITS_MAX)) continue;
        const value = count.value < ORDER_COUNT_MIN ? FEW : COUNTED + (isRound(count.value) ? ROUND : 0);
        counted = Math.max(counted, value * sure);
      }
    }
    say("counted", counted);
  }
  for (const platform of platforms) {
    sayGroup("platform", platform.term.group, platform.term.weight * platform.fidelity);
    if (countable.some((object) => between(object, platform) <= 1)) {
      say(
        "at_platform",
        AT_PLATFORM * Math.min(platform.term.weight, platform.fidelity, best === null ? 1 : worth(best, 1)),
      );
    }
  }
  let trade = 0;
  for (const match of core) {
    const { group } = match.term;
    if (match.term.class === "trade") {
      trade += worth(match, match.term.weight);
      if (group.attached > 0 && objects.some((object) => distance(object, match) <= 1)) {
        trade += worth(match, group.attached);
      }
    } else if (match.term.class === "action" && best === null) trade += worth(match, group.alone);
  }
  trade = Math.min(TRADE_MAX, trade);
  say("trade_words", trade);
  const isOrder = best !== null || trade >= 1;
  if (isOrder) {
    const disguised = [
      best,
      bestAct,
      ...core.filter(({ term }) => term.class === "platform" || term.class === "trade"),
    ];
    const surest = Math.max(
      0,
      ...disguised.map((match) => (match !== null && isDisguised(match) ? worth(match, 1) : 0)),
    );
    // One character by sound, with nothing beside it, is a word of its own before it is a disguise.
    const alone = best !== null && bestAct === null && !isClear(best) && platforms.length === 0 && trade < 1;
    const sure = Math.min(1, Math.max(0, (surest - DOUBTFUL) / (DOUBTLESS - DOUBTFUL)));
    say("disguised", DISGUISE * sure * (alone ? LONE_DISGUISE : 1));
    const shorts = new Set(
      core.filter(({ term, ways }) => term.short || (ways & INITIALS) !== 0).map(({ term }) => term.class),
    );
    if (shorts.size > 1 && counts.length > 0) say("letters_agree", LETTERS_AGREE);
    if (ITEM.test(remark)) say("item_named", LINK);
    weighPayment(
      context,
      countable.length === 0 ? null : (counts.find((count) => count.value >= ORDER_COUNT_MIN)?.value ?? null),
      say,
    );
  }

  let suspicion = BASE;
  let against = 0;
  for (const { value } of reasons.values()) {
    if (value > 0) suspicion += value;
    else against -= value;
  }
  return {
    logOdds: isOrder ? suspicion - Math.min(against, AGAINST_MAX) : BASE,
    suspicion: isOrder ? suspicion : BASE,
    reasons: isOrder ? [...reasons.values()].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)) : [],
    complaint: chosen.some(({ term }) => term.class === "complaint"),
    official: chosen.some(({ term }) => term.class === "official"),
  };
}

interface Place {
  readonly first: number;
  readonly last: number;
}
/** Units between two things; 0 when they touch or overlap. */
function distance(a: Place, b: Place): number {
  return a.last < b.first ? b.first - a.last - 1 : b.last < a.first ? a.first - b.last - 1 : 0;
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
function isRound(value: number): boolean {
  return value % 50 === 0;
}
function matching(rules: readonly ContextRule[], value: string | null | undefined): ContextRule[] {
  if (value === null || value === undefined || value === "") return [];
  const lower = value.toLowerCase();
  return rules.filter(({ words }) => words.some((word) => lower.includes(word)));
}
