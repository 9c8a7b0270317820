import type { Both as Words } from "../../words/language.ts";
import { isTargetKind } from "./choose-type.ts";
import { type Column, sameThing } from "./column.ts";
import { type Answers, answeredColumn, answeredConstant, type FieldGuess, type Question } from "./guess.ts";
import type { Aspect } from "./header-meaning.ts";

/** What received the acts. */
export interface TargetChoice {
  /** Null: the file names no target, all of it is one. */
  readonly column: Column | null;
  readonly id: FieldGuess;
  readonly kind: string;
  readonly questions: readonly Question[];
  readonly notes: readonly Words[];
}

const ASPECT_SCORES: Readonly<Partial<Record<Aspect, number>>> = {
  id: 0.95,
  any: 0.9,
  handle: 0.85,
  url: 0.8,
  name: 0.55,
};
const SPOILT_MAX = 0.02;

/** Columns that are left → the target's; without any, one target for the whole file, called after it. */
export function chooseTarget(
  columns: readonly Column[],
  taken: readonly string[],
  answers: Answers,
  fileName: string,
): TargetChoice {
  const free = columns.filter((column) => !taken.includes(column.name));
  const constant = answeredConstant(answers, "target.id");
  if (constant !== null) {
    return one(constant, answers, { zh: "你指定的", en: "as you said" }, 1, [], columns, fileName);
  }
  const given = answeredColumn(answers, "target.id", columns);
  const scored = free
    .flatMap((column) => {
      const score = targetScore(column);
      return score === null ? [] : [{ column, score }];
    })
    .sort((a, b) => b.score - a.score);
  const best = given === null ? (scored[0] ?? unnamed(free)) : { column: given, score: 1 };
  const notes: Words[] = [];
  const spoilt = free.find(
    ({ meaning, spoiltShare }) => meaning?.entity === "target" && spoiltShare > SPOILT_MAX,
  );
  if (spoilt !== undefined && spoilt !== best?.column) {
    notes.push({
      zh: `\`${spoilt.name}\` 被电子表格改坏（例如 \`${spoilt.spoilt}\`），未使用`,
      en: `\`${spoilt.name}\` was spoilt by a spreadsheet (\`${spoilt.spoilt}\`) and is not used`,
    });
  }
  if (best === null) {
    return one(
      stem(fileName),
      answers,
      {
        zh: "没有一列说明行为的对象，整个文件视为同一个目标",
        en: "no column tells what received the acts: the whole file is one target",
      },
      0.6,
      notes,
      columns,
      fileName,
    );
  }
  const { column, score } = best;
  const questions: Question[] = [];
  const rivals = scored.filter(
    (other) =>
      other.column !== column &&
      other.score > score - 0.05 &&
      other.column.distinct > 1 &&
      !sameThing(other.column, column),
  );
  if (given === null && (rivals.length > 0 || score < 0.6)) {
    const names = [column, ...rivals.map((rival) => rival.column)].map(({ name }) => name);
    questions.push({
      name: "target.id",
      must: false,
      choices: names,
      ask: {
        zh: `行为的对象取 \`${column.name}\`；是否正确？`,
        en: `\`${column.name}\` is taken for what received the acts: is that right?`,
      },
    });
  }
  if (column.meaning?.aspect === "name" && column.distinct > 1) {
    notes.push({
      zh: `目标只有标题（\`${column.name}\`）：标题相同的会被合并`,
      en: `targets are known by their title alone (\`${column.name}\`): those that share one are joined`,
    });
  }
  return {
    column,
    kind: kindOf(column, answers, columns, fileName),
    id: {
      path: "target.id",
      value: { from: column.name },
      confidence: score,
      because: {
        zh: `列名如此，${column.distinct} 个不同的值`,
        en: `so its name says; ${column.distinct} different values`,
      },
    },
    questions,
    notes,
  };
}

function targetScore(column: Column): number | null {
  const meaning = column.meaning;
  if (meaning?.entity !== "target" || column.spoiltShare > SPOILT_MAX || column.filledShare < 0.5)
    return null;
  const base = ASPECT_SCORES[meaning.aspect];
  if (base === undefined) return null;
  const prose = meaning.aspect === "any" && column.proseShare > 0.5 ? 0.3 : 0;
  // Of two links to a work the one with fewer different values is the work's, not each row's.
  return base - prose - (column.placeholderShare > 0.5 ? 0.4 : 0);
}

/** The one column left whose name says nothing and whose values look like codes or addresses. */
function unnamed(free: readonly Column[]): { column: Column; score: number } | null {
  const left = free.filter(
    (column) =>
      column.meaning === null &&
      column.filledShare > 0.9 &&
      (column.codeShare >= 0.8 || column.urlShare >= 0.8) &&
      column.timeShare < 0.5 &&
      column.ipShare < 0.5 &&
      !column.counting &&
      column.distinctShare < 0.9,
  );
  return left.length === 1 ? { column: left[0]!, score: 0.5 } : null;
}

function one(
  id: string,
  answers: Answers,
  because: Words,
  confidence: number,
  notes: readonly Words[],
  columns: readonly Column[],
  fileName: string,
): TargetChoice {
  return {
    column: null,
    kind: kindOf(null, answers, columns, fileName),
    id: { path: "target.id", value: { constant: id }, confidence, because },
    questions: [],
    notes,
  };
}

/** A file's name without folder and endings, as the name of its only target. */
function stem(fileName: string): string {
  const bare = fileName
    .replace(/(?:\.(?:csv|tsv|txt|json|ndjson|jsonl|xlsx|xlsm|parquet|gz|gzip|zst|zstd))+$/i, "")
    .trim();
  return bare === "" ? "file" : bare.slice(0, 200);
}

const KIND_WORDS: readonly (readonly [string, RegExp])[] = [
  ["game", /游戏|\bgames?\b|gameid|\bapp\b|应用/],
  ["music", /歌曲|单曲|音乐|专辑|song|track|music|album/],
  ["place", /地点|门店|店铺|商户|餐厅|酒店|景点|\bplace|\bpoi\b|\bshop|\bstore\b|venue|restaurant/],
  ["product", /商品|宝贝|产品|product|goods|\bsku\b|\bspu\b|\basin\b/],
  ["live", /直播|房间|场次|\blive|\broom/],
  [
    "video",
    /视频|影片|短片|稿件|剧集|aweme|video|\bvid\b|bvid|\bbv\b|\baid\b|avid|\boid\b|reel|\bclip|shorts?|movie|episode|douyin|youtu|tiktok\.com|bilibili\.com\/video/,
  ],
  [
    "article",
    /笔记|帖子|文章|动态|微博|图文|专栏|note|post|article|tweet|weibo|mblog|thread|topic|status|xiaohongshu|explore|instagram\.com\/p\//,
  ],
  ["mini_program", /小程序|mini_?program/],
  ["account", /账号|主页|account|channel|profile/],
  ["link", /\brepo|\bpage\b|github\.com|starred|stargaz|网页/],
];

/**
 * The kind of target that a column's name, its values, or the names and links beside it speak of; `video` where none does.
 * Names of people's columns (`profile`, `账号`) say nothing of the target.
 */
function kindOf(
  column: Column | null,
  answers: Answers,
  columns: readonly Column[],
  fileName: string,
): string {
  const answer = answers.get("target.kind")?.replace(/^=/, "");
  if (answer !== undefined && isTargetKind(answer)) return answer;
  const first = (one: Column): string => one.values.find((value) => value !== null && value !== "") ?? "";
  const own = column === null ? [] : [column.name, first(column)];
  const told = own.flatMap((text) => kindWord(text, KIND_WORDS));
  if (told[0] !== undefined) return told[0];
  const beside = columns.filter(({ meaning }) => meaning?.entity === "target" || meaning?.entity === "event");
  const links = beside.filter(({ urlShare }) => urlShare > 0.5).map(first);
  const plain = KIND_WORDS.filter(([kind]) => kind !== "account");
  const others = [beside.map(({ name }) => name).join(" "), ...links, fileName];
  return others.flatMap((text) => kindWord(text, plain))[0] ?? "video";
}

function kindWord(text: string, words: typeof KIND_WORDS): string[] {
  const plain = text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.flatMap(([kind, pattern]) => (pattern.test(plain) ? [kind] : []));
}
