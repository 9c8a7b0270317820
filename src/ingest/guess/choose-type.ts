import { EVENT_TYPES, TARGET_KINDS } from "../../nouns/event.ts";
import type { Both as Words } from "../../words/language.ts";
import type { Column } from "./column.ts";
import { eventWord } from "./event-words.ts";
import { type Answers, answeredColumn, named, type Refusal } from "./guess.ts";
import { byReactions } from "./reactions.ts";
import type { TypeChoice, TypedRows } from "./typed-rows.ts";

/** A column of types has few words; above this it is text. */
const TYPE_WORDS_MAX = 40;
/** Kinds of comment or work that a column called `类型` tells, which are no acts. */
const NO_ACTS =
  /^(?:video|normal|image|photo|note|text|图文|图片|视频|笔记|文章|直播|主评论|子评论|一级评论|二级评论|一级|二级|root|child|main|carousel|reel|sidecar|pin|原创|普通)$/i;

/** Columns → what a row stands for. `fileName` is asked last: exports are often called after what they hold. */
export function chooseType(
  columns: readonly Column[],
  answers: Answers,
  fileName: string,
): TypeChoice | Refusal {
  const answer = answers.get("type");
  const given = answeredColumn(answers, "type", columns);
  const word = answer === undefined ? null : eventWord(answer.replace(/^=/, ""));
  if (word !== null && given === null) {
    return constant(word, 1, { zh: "你指定的", en: "as you said" });
  }
  // Where people wrote something, that is what the row is; a yes beside it is what somebody else thought of it.
  const written = columns.some(
    ({ meaning, flagShare, integerShare }) =>
      meaning?.aspect === "text" && flagShare < 0.5 && integerShare < 0.9,
  );
  const reactions = given === null && !written ? byReactions(columns) : null;
  if (reactions !== null) return reactions;
  const typed = given ?? columns.find(isTypeColumn) ?? columns.find(isWordColumn);
  if (typed !== undefined) return byColumn(typed, answers);
  const flags = written ? [] : columns.filter(isFlag);
  if (flags.length > 0) return byFlags(flags, columns);
  const passedOn = columns.filter((column) => isFlag(column) && column.meaning?.act === "share");
  const shares = written ? sharesAmong(passedOn) : null;
  if (shares !== null) return shares;
  const told = votes(columns, fileName);
  const codes = columns.find(isCodes);
  if (told !== null && (codes === undefined || told.confidence >= 0.8))
    return constant(told.type, told.confidence, told.because);
  if (codes !== undefined) return refuseCodes(codes);
  const choices = ["like", "view", "comment", "share", "follow", "favorite"];
  return {
    ...constant("like", 0.3, {
      zh: "文件里没有说明做了什么，按点赞处理",
      en: "nothing in the file says what was done: taken for likes",
    }),
    questions: [
      {
        name: "type",
        must: false,
        choices,
        ask: { zh: "这些行是什么行为？", en: "what did these people do?" },
      },
    ],
  };
}

function constant(type: string, confidence: number, because: Words): TypeChoice {
  return {
    events: [{ type, acts: [type], when: null }],
    columns: [],
    confidence,
    because,
    questions: [],
    notes: [],
  };
}

function isTypeColumn(column: Column): boolean {
  const aspect = column.meaning?.aspect;
  return (
    (aspect === "type" || aspect === "kind" || aspect === "act") &&
    wordy(column) &&
    column.eventWordShare >= 0.5 &&
    !isFlag(column)
  );
}

/** A column of nothing but words for acts, whatever it is called. */
function isWordColumn(column: Column): boolean {
  const aspect = column.meaning?.aspect;
  return (
    (column.meaning === null || aspect === "source") &&
    wordy(column) &&
    column.eventWordShare >= 0.95 &&
    column.filledShare > 0.95
  );
}

function wordy(column: Column): boolean {
  return column.distinct <= TYPE_WORDS_MAX && column.length <= 24 && column.integerShare < 0.5;
}

/** Yes and no under the name of an act. */
function isFlag(column: Column): boolean {
  const { meaning } = column;
  return (
    (meaning?.aspect === "act" || meaning?.aspect === "text") &&
    meaning.act !== undefined &&
    column.flagShare >= 0.95 &&
    column.distinct <= 4
  );
}

/** A column called the type of act that holds codes instead of words. */
function isCodes(column: Column): boolean {
  if (column.meaning?.aspect !== "type" || column.distinct < 2 || column.distinct > TYPE_WORDS_MAX)
    return false;
  return !column.values.every((value) => value === null || value === "" || NO_ACTS.test(value.trim()));
}

function byColumn(column: Column, answers: Answers): TypeChoice | Refusal {
  const words = new Map<string, string[]>();
  const left = new Map<string, number>();
  for (const value of column.values) {
    if (value === null || value.trim() === "") continue;
    const type = eventWord(answers.get(`type.${value}`) ?? value);
    if (type === null) left.set(value, (left.get(value) ?? 0) + 1);
    else {
      const known = words.get(type) ?? [];
      if (!known.includes(value)) known.push(value);
      words.set(type, known);
    }
  }
  if (words.size === 0) return refuseCodes(column);
  const notes: Words[] = [];
  if (left.size > 0) {
    const shown = named([...left.keys()]);
    const rows = [...left.values()].reduce((sum, count) => sum + count, 0);
    notes.push({
      zh: `\`${column.name}\` 中的 ${shown} 不是互动行为，这些行不读入（样本中 ${rows} 行）；若是，请用 --set type.词=like 说明`,
      en: `${shown} in \`${column.name}\` are no engagement: such rows are left out (${rows} of the sample); if they are, say \`--set type.WORD=like\``,
    });
  }
  const list = [...words].map(([type, values]) => `${values.join("/")} → ${type}`).join(", ");
  return {
    events: typedRows(column.name, words, [...left.keys()]),
    columns: [column.name],
    confidence: left.size === 0 ? 0.95 : 0.8,
    because: { zh: `\`${column.name}\`：${list}`, en: `\`${column.name}\`: ${list}` },
    questions: [],
    notes,
  };
}

/** A follow is of an account, whatever the other rows are of: its rows are an event of their own. */
function typedRows(
  name: string,
  words: ReadonlyMap<string, readonly string[]>,
  left: readonly string[],
): TypedRows[] {
  const follows = [...words].filter(([type]) => kindOfAct(type) === "account");
  const others = [...words].filter(([type]) => kindOfAct(type) !== "account");
  const events: TypedRows[] = [];
  const apart = [...left, ...(others.length === 0 ? [] : follows.flatMap(([, values]) => values))];
  if (others.length > 0) {
    events.push({
      type: { from: name, translate: dictionary(others) },
      acts: others.map(([type]) => type),
      when: apart.length === 0 ? null : { column: name, not: apart },
    });
  }
  if (follows.length > 0) {
    const values = follows.flatMap(([, all]) => all);
    const when = others.length === 0 && left.length === 0 ? null : { column: name, values };
    events.push({
      type: { from: name, translate: dictionary(follows) },
      acts: follows.map(([type]) => type),
      when,
    });
  }
  return events;
}

/** The words seen and, in the same script, the usual words for the other acts: rows further down may hold them. */
function dictionary(words: readonly (readonly [string, readonly string[]])[]): Record<string, string> {
  const seen = words.flatMap(([type, values]) => values.map((value) => [value, type] as const));
  const chinese = seen.some(([value]) => /[\u4e00-\u9fff]/.test(value));
  const usual = words.some(([type]) => kindOfAct(type) === "account") || !chinese ? [] : USUAL_CHINESE;
  return Object.fromEntries(
    [...usual.map((word) => [word, eventWord(word)!] as const), ...seen].filter(
      ([word, type]) => word !== type,
    ),
  );
}
const USUAL_CHINESE = [
  "点赞",
  "收藏",
  "评论",
  "转发",
  "分享",
  "浏览",
  "播放",
  "弹幕",
  "取消点赞",
  "取消收藏",
];

function refuseCodes(column: Column): Refusal {
  const values = [
    ...new Set(column.values.filter((value): value is string => value !== null && value.trim() !== "")),
  ];
  const example = values.map((value) => `--set type.${value}=…`).slice(0, 3);
  return {
    questions: [],
    refused: {
      zh: `\`${column.name}\` 用 ${named(values)} 表示做了什么，含义只有导出的人知道；请说明，例如 ${example.join(" ")}（like、comment、view …）`,
      en: `\`${column.name}\` says what was done by ${named(values)}, which only who exported it can read: say it, as in \`${example.join(" ")}\` (like, comment, view …)`,
    },
  };
}

function byFlags(flags: readonly Column[], columns: readonly Column[]): TypeChoice {
  const yes = (value: string | null): boolean => value !== null && YES.test(value.trim());
  const rows = flags[0]!.values.length;
  let bare = 0;
  for (let row = 0; row < rows; row++) if (!flags.some((flag) => yes(flag.values[row] ?? null))) bare++;
  const seen = flags.some((flag) => flag.meaning?.act === "view");
  const watched = columns.some(({ meaning }) => meaning?.aspect === "dwell" || meaning?.aspect === "ratio");
  const viewed = !seen && (bare > 0 || watched);
  const events: TypedRows[] = flags.map((flag) => ({
    type: flag.meaning!.act!,
    acts: [flag.meaning!.act!],
    when: { flag: flag.name },
  }));
  const names = named(flags.map(({ name }) => name));
  return {
    events: viewed ? [{ type: "view", acts: ["view"], when: null }, ...events] : events,
    columns: flags.map(({ name }) => name),
    confidence: 0.9,
    because: viewed
      ? {
          zh: `每行是一次浏览；${names} 为“是”时另有该行为`,
          en: `each row is a view, and an act besides where ${names} say yes`,
        }
      : { zh: `${names} 为“是”时是该行为`, en: `an act where ${names} say yes` },
    questions: [],
    notes: [],
  };
}

/** Texts of which columns of yes and no say that some were passed on: retweets and quotes are no comments. */
function sharesAmong(flags: readonly Column[]): TypeChoice | null {
  const yes = ({ values }: Column): string[] => [
    ...new Set(values.filter((value): value is string => value !== null && YES.test(value.trim()))),
  ];
  const used = flags.filter((flag) => yes(flag).length > 0);
  if (used.length === 0) return null;
  const [first, ...others] = used.map((flag) => ({ column: flag.name, not: yes(flag) }));
  const names = named(used.map(({ name }) => name));
  return {
    events: [
      ...used.map(({ name }) => ({ type: "share", acts: ["share"], when: { flag: name } })),
      { type: "comment", acts: ["comment"], when: first!, also: others },
    ],
    columns: used.map(({ name }) => name),
    confidence: 0.8,
    because: {
      zh: `${names} 为“是”的行是转发，其余是文字`,
      en: `rows where ${names} say yes were passed on, the others are texts`,
    },
    questions: [],
    notes: [],
  };
}
const YES = /^(?:1|1\.0|true|t|yes|y|是|有|√|✓)$/i;

interface Told {
  readonly type: string;
  readonly confidence: number;
  readonly because: Words;
}

/** What the names of columns and of the file say the rows are. */
function votes(columns: readonly Column[], fileName: string): Told | null {
  const sums = new Map<string, { weight: number; names: string[] }>();
  const vote = (type: string, weight: number, name: string): void => {
    const sum = sums.get(type) ?? { weight: 0, names: [] };
    sum.weight += weight;
    sum.names.push(name);
    sums.set(type, sum);
  };
  for (const column of columns) {
    const { meaning, name } = column;
    if (meaning === null) continue;
    const act = meaning.act;
    if (meaning.aspect === "text" && column.length >= 1 && column.integerShare < 0.9)
      vote(act ?? "comment", 0.6, name);
    else if (meaning.aspect === "time" && meaning.moment === "act" && act !== undefined) vote(act, 0.7, name);
    else if (
      meaning.entity === "event" &&
      act !== undefined &&
      (meaning.aspect === "id" || meaning.aspect === "url")
    )
      vote(act, 0.5, name);
    else if (
      meaning.entity === "event" &&
      meaning.aspect === "act" &&
      act !== undefined &&
      column.integerShare < 0.9
    )
      vote(act, 0.5, name);
    else if (meaning.entity === "actor" && act !== undefined) vote(act, 0.4, name);
    else if (meaning.aspect === "dwell" || meaning.aspect === "ratio") vote("view", 0.5, name);
  }
  const file = fileAct(fileName);
  if (file !== null) vote(file, 0.45, fileName);
  const best = [...sums].sort(([, a], [, b]) => b.weight - a.weight)[0];
  if (best === undefined) return null;
  const [type, { weight, names }] = best;
  const list = named(names);
  return {
    type,
    confidence: Math.min(0.95, 0.4 + weight / 2),
    because: { zh: `由 ${list} 得知`, en: `told by ${list}` },
  };
}

/** `评论_2026-11.csv`, `likes-nov.csv` → what the file says it holds; null where it says nothing or two things. */
function fileAct(name: string): string | null {
  const stem = name.replace(/\.(?:csv|tsv|txt|json|ndjson|jsonl|xlsx|parquet|gz|zst)+/gi, "");
  const found = new Set<string>();
  for (const part of stem.split(/[^\p{L}]+/u)) {
    const act = eventWord(part);
    if (act !== null && (EVENT_TYPES as readonly string[]).includes(act)) found.add(act);
  }
  return found.size === 1 ? [...found][0]! : null;
}

/** Kind of target that an act has where nothing else tells it. */
export function kindOfAct(type: string): string | null {
  if (/follow$/.test(type)) return "account";
  return type === "live_like" || type === "gift" ? "live" : null;
}

/** Whether a word is a kind of target of this version. */
export function isTargetKind(word: string): boolean {
  return (TARGET_KINDS as readonly string[]).includes(word);
}
