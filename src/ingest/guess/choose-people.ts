import type { Both as Words } from "../../words/language.ts";
import { type Column, sameThing } from "./column.ts";
import { type Answers, answeredColumn, named, type Question, type Refusal } from "./guess.ts";
import type { Aspect } from "./header-meaning.ts";
import { mayBePlatformAccount } from "./platform-account.ts";
import { isSum } from "./row-sums.ts";

/** Who acted, and who gains by it. */
export interface PeopleChoice {
  readonly actor: Column;
  readonly actorConfidence: number;
  readonly actorBecause: Words;
  readonly owner: Column | null;
  readonly questions: readonly Question[];
  readonly notes: readonly Words[];
}

/** How well each way of naming a person tells people apart. Nicknames are shared and changed. */
const ASPECT_SCORES: Readonly<Partial<Record<Aspect, number>>> = {
  id: 0.95,
  any: 0.9,
  handle: 0.86,
  url: 0.75,
  name: 0.6,
};
/** Candidates nearer than this are a draw. */
const DRAW = 0.08;
/** Share of rounded ids above which a column names nobody any more. */
const SPOILT_MAX = 0.02;

/** Columns, and whether the rows are texts people wrote → who acted; a refusal where it is nobody or two equally likely. */
export function choosePeople(
  columns: readonly Column[],
  taken: readonly string[],
  answers: Answers,
  written: boolean,
): PeopleChoice | Refusal {
  const free = columns.filter((column) => !taken.includes(column.name) && !isMoment(column));
  const given = answeredColumn(answers, "actor.id", columns);
  const scored = free
    .flatMap((column) => {
      const score = actorScore(column, written, free);
      return score === null ? [] : [{ column, score }];
    })
    .sort((a, b) => b.score - a.score);
  const best =
    given === null ? (accountOf(plainest(scored), free) ?? unnamed(free)) : { column: given, score: 1 };
  if (best === undefined || best === null) return nobody(columns, free);
  const rivals =
    given === null
      ? scored.filter(
          ({ column, score }) =>
            column !== best.column && score > best.score - DRAW && !sameThing(column, best.column),
        )
      : [];
  const likely = [best, ...rivals].map(({ column }) => column.name);
  const questions: Question[] =
    rivals.length === 0
      ? []
      : [
          {
            name: "actor.id",
            must: true,
            choices: likely,
            ask: {
              zh: `${named(likely)} 都可能是做出行为的人，取哪一列？`,
              en: `${named(likely)} are equally likely to be who acted: which one is it?`,
            },
          },
        ];
  const notes: Words[] = [];
  const aspect = best.column.meaning?.aspect;
  const names = aspect === "name" || (aspect === "any" && best.column.codeShare < 0.5);
  const spoilt = spoiltActor(columns);
  if (spoilt !== undefined) notes.push(spoiltNote(spoilt));
  if (names) {
    notes.push({
      zh: `只有昵称（\`${best.column.name}\`）可作为人的标识：同名的人会被合并，改名的人会被拆开；如有用户 ID 请一并导出`,
      en: `people are known by their nickname alone (\`${best.column.name}\`): who share one are joined, who change it are split; export the account's id if there is one`,
    });
  }
  return {
    actor: best.column,
    actorConfidence: best.score,
    actorBecause: becauseActor(best.column),
    owner: chooseOwner(free, best.column, answers, columns),
    questions,
    notes,
  };
}

/** Of the likeliest columns that name the same people the one that tells most of them apart: handles are masked, ids are not. */
function plainest<S extends { readonly column: Column; readonly score: number }>(
  scored: readonly S[],
): S | undefined {
  const first = scored[0];
  if (first === undefined) return undefined;
  const alike = scored.filter(
    ({ column, score }) =>
      score > first.score - DRAW && (column === first.column || sameThing(column, first.column)),
  );
  return alike.reduce((best, one) => (one.column.distinct > best.column.distinct ? one : best));
}

/** A nickname → the column beside it that numbers the same people, where its name alone says that or a post's id: `微博ID`. */
function accountOf<S extends { readonly column: Column; readonly score: number }>(
  best: S | undefined,
  free: readonly Column[],
): S | { readonly column: Column; readonly score: number } | undefined {
  if (best?.column.meaning?.aspect !== "name") return best;
  const account = free.find(
    (column) =>
      mayBePlatformAccount(column.name) &&
      column.distinct > 1 &&
      column.distinct >= best.column.distinct &&
      column.spoiltShare <= SPOILT_MAX &&
      sameThing(column, best.column),
  );
  return account === undefined ? best : { column: account, score: 0.85 };
}

/** The one column left whose name says nothing and whose values name many: links to people and their names are one. */
function unnamed(free: readonly Column[]): { column: Column; score: number } | null {
  const left = free.filter(
    (column) =>
      (column.meaning === null || column.meaning.aspect === "url") &&
      column.filledShare > 0.95 &&
      column.distinctShare > 0.5 &&
      column.distinct > 1 &&
      column.proseShare < 0.3 &&
      column.timeShare < 0.5 &&
      column.ipShare < 0.5 &&
      column.numberShare - column.codeShare < 0.5 &&
      column.spoiltShare <= SPOILT_MAX &&
      !column.counting,
  );
  const plain = left.find(({ meaning }) => meaning === null);
  if (plain === undefined || !left.every((column) => column === plain || sameThing(column, plain)))
    return null;
  return { column: plain, score: 0.5 };
}

function isMoment(column: Column): boolean {
  const aspect = column.meaning?.aspect;
  return (
    aspect !== undefined &&
    aspect !== "id" &&
    aspect !== "handle" &&
    aspect !== "name" &&
    aspect !== "url" &&
    aspect !== "any"
  );
}

function actorScore(column: Column, written: boolean, free: readonly Column[]): number | null {
  const meaning = column.meaning;
  if (meaning === null || column.spoiltShare > SPOILT_MAX) return null;
  const base = ASPECT_SCORES[meaning.aspect];
  if (base === undefined) return null;
  let score = base;
  if (meaning.entity === "author") {
    // Beside a list of people who acted, the author is whose work it is; in a list of comments it is who wrote them.
    if (!written && free.some((other) => other.meaning?.entity === "actor")) return null;
    score -= written ? 0.01 : 0.15;
  } else if (meaning.entity === "event" && meaning.aspect === "id" && /^_?id$|编号$/i.test(column.name)) {
    // A bare `id` beside nicknames names the person, if each has one.
    const person = free.find(
      (other) => other.meaning?.entity === "author" || other.meaning?.entity === "actor",
    );
    if (person === undefined || person.meaning?.aspect !== "name" || written || !sameThing(person, column))
      return null;
    score = 0.8;
  } else if (meaning.entity !== "actor") return null;
  if (column.numberShare > 0.95 && column.integerShare < 0.95) return null;
  // `粉丝` over small numbers counts them.
  if (
    meaning.aspect === "any" &&
    meaning.act !== undefined &&
    column.integerShare > 0.95 &&
    column.codeShare < 0.5
  ) {
    return null;
  }
  if (column.filledShare < 0.9) score -= 0.3;
  if (column.placeholderShare > 0.5) score -= 0.4;
  if (column.distinct === 1 && column.filled > 5) score -= 0.3;
  if (meaning.aspect === "any" && column.codeShare < 0.5) score -= 0.1;
  return score > 0 ? score : null;
}

function chooseOwner(
  free: readonly Column[],
  actor: Column,
  answers: Answers,
  columns: readonly Column[],
): Column | null {
  const given = answeredColumn(answers, "target.owner", columns);
  if (given !== null) return given;
  const candidates = free.filter(
    (column) =>
      column !== actor &&
      (column.meaning?.entity === "owner" || column.meaning?.entity === "author") &&
      ASPECT_SCORES[column.meaning.aspect] !== undefined &&
      column.spoiltShare <= SPOILT_MAX &&
      column.filledShare > 0.3 &&
      !(column.meaning.entity === "author" && column.distinct > 1 && sameThing(column, actor)),
  );
  return candidates.sort((a, b) => ownerScore(b) - ownerScore(a))[0] ?? null;
}

function ownerScore(column: Column): number {
  return (ASPECT_SCORES[column.meaning!.aspect] ?? 0) + (column.meaning!.entity === "owner" ? 0.1 : 0);
}

function becauseActor(column: Column): Words {
  const many = `${column.distinct}`;
  return column.meaning === null
    ? { zh: `${many} 个不同的值`, en: `${many} different values` }
    : { zh: `列名如此，${many} 个不同的值`, en: `so its name says; ${many} different values` };
}

function spoiltActor(columns: readonly Column[]): Column | undefined {
  return columns.find(({ meaning, spoiltShare }) => spoiltShare > SPOILT_MAX && meaning?.entity === "actor");
}

function spoiltNote({ name, spoilt, spoiltShare }: Column): Words {
  const share = Math.round(spoiltShare * 100);
  return {
    zh: `\`${name}\` 未使用：${share}% 的值被电子表格四舍五入（例如 \`${spoilt}\`），不同的人会被当成同一个人；请重新导出，并以“文本”格式打开该列`,
    en: `\`${name}\` is not used: ${share} % of its values were rounded by a spreadsheet (\`${spoilt}\`) and different people would become one; export it again and import that column as text`,
  };
}

/** Why nobody can be found who acted. */
function nobody(columns: readonly Column[], free: readonly Column[]): Refusal {
  const spoilt = spoiltActor(columns);
  if (spoilt !== undefined) {
    const share = Math.round(spoilt.spoiltShare * 100);
    return {
      questions: [],
      refused: {
        zh: `\`${spoilt.name}\` 被电子表格改坏了：${share}% 的值像 \`${spoilt.spoilt}\`，末尾的数字已丢失，不同的人会被当成同一个人。请重新导出，并以“文本”格式打开该列（不要用 Excel 直接双击打开 CSV）`,
        en: `\`${spoilt.name}\` was spoilt by a spreadsheet: ${share} % of its values read like \`${spoilt.spoilt}\`, the last digits are gone and different people would become one. Export it again and import that column as text`,
      },
    };
  }
  const running = columns.filter(
    ({ name, integerShare }) => /累计|total|cumulative/i.test(name) && integerShare > 0.9,
  );
  const counts = [...new Set([...columns.filter(isSum), ...running])];
  const names = named(
    free.filter(({ meaning }) => meaning === null || meaning.entity !== "target").map(({ name }) => name),
  );
  // One count beside days and works alone is a sum as well; beside unknown codes one of these may be who acted.
  const others = free.some(
    (column) => column.codeShare > 0.5 && column.meaning === null && !counts.includes(column),
  );
  if (counts.length >= 2 || (counts.length === 1 && !others)) {
    return {
      questions: [],
      refused: {
        zh: `每一行是一件作品或一天的汇总（${named(counts.map(({ name }) => name))}），没有“谁做了什么”的明细；审计需要逐条的评论、点赞或关注记录`,
        en: `each row sums up a work or a day (${named(counts.map(({ name }) => name))}); nothing says who acted. An audit needs the single comments, likes or follows`,
      },
    };
  }
  return {
    questions: [],
    refused: {
      zh: `没有一列像是做出行为的人${names === "" ? "" : `（剩下的列：${names}）`}；用 --set actor.id=列名 指定，或导出用户 ID、昵称`,
      en: `no column looks like who acted${names === "" ? "" : ` (left are ${names})`}: name it by \`--set actor.id=COLUMN\`, or export the account's id or name`,
    },
  };
}
