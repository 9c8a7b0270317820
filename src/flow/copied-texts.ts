import type { CommentTable } from "../detect/texts/comment-table.ts";
import {
  copiedTextHeadline,
  textEvidenceWords,
  textUnknownWords,
} from "../detect/texts/copied-text-words.ts";
import { type CopiedTextGroup, findCopiedTexts } from "../detect/texts/find-copied-texts.ts";
import { maskComment } from "../detect/texts/mask-comment.ts";
import type { Sentence } from "../detect/texts/sentences.ts";
import type { CopiedSentence, CopiedTextReport, CopiedTextsReport } from "../nouns/copied-text-report.ts";
import { EVENT_TYPES } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { hashHex } from "../nouns/hash.ts";
import { wilsonInterval } from "../statistics/wilson.ts";

/** Comments held: a popular creator's year. The first of a file, in order of time; the rest is counted. */
const COMMENTS_MAX = 500_000;
/** Characters of distinct texts, ids and names held, two bytes each at the most: 256 MB. */
const CHARACTERS_MAX = 128_000_000;
/** Fewer comments with a text cannot hold three sentences by five accounts beside an audience. */
const COMMENTS_MIN = 30;
/** Unclear sentences listed. */
const UNCLEAR_SHOWN = 20;
/** Score by points of evidence: an order, no probability; below every threshold that acts by itself. */
const SCORES: readonly (readonly [points: number, score: number])[] = [
  [6, 0.95],
  [5, 0.9],
  [4, 0.85],
  [0, 0.75],
];

const COMMENT = EVENT_TYPES.indexOf("comment");
const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const OWNER = keyColumn("owner");
const CONTENT = keyColumn("content");

export interface CopiedTextsLimits {
  readonly comments: number;
  readonly characters: number;
}

/** Collects the texts of comments while events pass, and tells at the end which were handed out. */
export interface CopiedTexts {
  /** Takes an event; all but comments are passed over. `row` may be reused. About 1 µs a comment. */
  add(row: EventRow): void;
  /** What the texts tell: see `findCopiedTexts`. */
  finish(): CopiedTextsReport;
}

/** A collector that holds nothing yet, and at most what `limits` say. */
export function createCopiedTexts(
  limits: CopiedTextsLimits = { comments: COMMENTS_MAX, characters: CHARACTERS_MAX },
): CopiedTexts {
  const actors = createNames();
  const targets = createNames();
  const owners = createNames();
  const texts = createNames();
  const ids: string[] = [];
  const atMs: number[] = [];
  const columns = { actor: [] as number[], target: [] as number[], text: [] as number[] };
  const ownerOf: number[] = [];
  const targetOf: { readonly kind: string; readonly id: string }[] = [];
  let comments = 0;
  let withText = 0;
  let characters = 0;

  return {
    add(row) {
      if (row.kind !== COMMENT) return;
      comments++;
      const text = keyText(row, CONTENT);
      if (text === null || text === "") return;
      withText++;
      if (ids.length >= limits.comments || characters >= limits.characters) return;
      const id = keyText(row, ID) ?? "";
      const actor = keyText(row, ACTOR) ?? "";
      const kind = keyText(row, TARGET_KIND) ?? "";
      const targetId = keyText(row, TARGET) ?? "";
      const owner = keyText(row, OWNER);
      const before = texts.list.length + actors.list.length;
      const target = targets.numberOf(`${kind}/${targetId}`);
      if (target === targetOf.length) targetOf.push({ kind, id: targetId });
      ownerOf[target] = owner === null ? (ownerOf[target] ?? -1) : owners.numberOf(owner);
      columns.actor.push(actors.numberOf(actor));
      columns.target.push(target);
      columns.text.push(texts.numberOf(text));
      ids.push(id);
      atMs.push(row.occurredAtMs);
      characters += id.length;
      if (texts.list.length + actors.list.length > before) characters += text.length + actor.length;
    },
    finish() {
      const table: CommentTable = {
        count: ids.length,
        actor: Int32Array.from(columns.actor),
        target: Int32Array.from(columns.target),
        text: Int32Array.from(columns.text),
        atMs: Float64Array.from(atMs),
        texts: texts.list,
        actorCount: actors.list.length,
        targetCount: targets.list.length,
        ownerOf: Int32Array.from(ownerOf),
      };
      const counts = { comments, with_text: withText, not_held: withText - ids.length };
      if (ids.length < COMMENTS_MIN) {
        const why = comments === 0 ? "no_comments" : withText === 0 ? "no_texts" : "too_few";
        return {
          groups: [],
          ...counts,
          too_short: 0,
          unclear: [],
          unclear_count: 0,
          memes: 0,
          not_measurable: why,
        };
      }
      const { groups, unclear, memes, short } = findCopiedTexts(table);
      const names = { ids, actors: actors.list, targetOf };
      return {
        groups: groups.map((group) => reportOf(table, group, names)),
        ...counts,
        too_short: short,
        unclear: unclear.slice(0, UNCLEAR_SHOWN).map((sentence) => shown(table, sentence)),
        unclear_count: unclear.length,
        memes: memes.length,
        not_measurable: null,
      };
    },
  };
}

/** Texts numbered by first appearance. */
function createNames() {
  const numbers = new Map<string, number>();
  const list: string[] = [];
  return {
    list,
    numberOf(name: string): number {
      let number = numbers.get(name);
      if (number === undefined) {
        number = list.length;
        numbers.set(name, number);
        list.push(name);
      }
      return number;
    },
  };
}

interface Names {
  readonly ids: readonly string[];
  readonly actors: readonly string[];
  readonly targetOf: readonly { readonly kind: string; readonly id: string }[];
}

function reportOf(table: CommentTable, group: CopiedTextGroup, names: Names): CopiedTextReport {
  const { comments, accounts, sentences, evidence, notMeasurable, points } = group;
  const events = [...comments].map((comment) => names.ids[comment]!);
  const { elsewhere, byOthers } = notCounted(table, group);
  return {
    id: `texts-${hashHex(events.slice(0, 3).join("\n")).slice(0, 10)}`,
    score: SCORES.find(([least]) => points >= least)![1],
    window: {
      from: new Date(table.atMs[comments[0]!]!).toISOString(),
      to: new Date(table.atMs[comments.at(-1)!]!).toISOString(),
    },
    members: [...accounts].map((actor) => names.actors[actor]!),
    targets: group.targets.map((target) => {
      const all = table.target.reduce((sum, one) => sum + (one === target ? 1 : 0), 0);
      const copied = comments.reduce((sum, comment) => sum + (table.target[comment] === target ? 1 : 0), 0);
      const [low, high] = wilsonInterval(copied, all).map(rounded) as [number, number];
      return {
        ...names.targetOf[target]!,
        comments: all,
        copied,
        share: { estimate: rounded(copied / all), low, high },
      };
    }),
    elsewhere: elsewhere.map(({ target, count }) => ({ ...names.targetOf[target]!, comments: count })),
    by_others: byOthers,
    events,
    events_at_ms: [...comments].map((comment) => table.atMs[comment]!),
    headline: copiedTextHeadline(accounts.size, sentences.length, comments.length),
    reasons: evidence.map((one) => ({ ...one, usual: rounded(one.usual), text: textEvidenceWords(one) })),
    texts: sentences.map((sentence) => shown(table, sentence)),
    not_measurable: notMeasurable.map(textUnknownWords),
  };
}

/** Comments of a group's sentences that are none of the group's, by where they stand; most first. */
function notCounted(table: CommentTable, { comments, sentences, targets }: CopiedTextGroup) {
  const counted = new Set(comments);
  const counts = new Map<number, number>();
  for (const sentence of sentences)
    for (const comment of sentence.comments) {
      if (counted.has(comment)) continue;
      const target = table.target[comment]!;
      counts.set(target, (counts.get(target) ?? 0) + 1);
    }
  let byOthers = 0;
  for (const target of targets) {
    byOthers += counts.get(target) ?? 0;
    counts.delete(target);
  }
  const elsewhere = [...counts].map(([target, count]) => ({ target, count }));
  return { elsewhere: elsewhere.sort((a, b) => b.count - a.count || a.target - b.target), byOthers };
}

function shown(table: CommentTable, sentence: Sentence): CopiedSentence {
  return {
    text: maskComment(table.texts[sentence.wording]!),
    accounts: sentence.accounts.length,
    comments: sentence.comments.length,
    shared: rounded(sentence.framePart),
  };
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
