import type { Both as Words } from "../../words/language.ts";
import type { Column } from "./column.ts";
import { named, type Refusal } from "./guess.ts";

/** Fewest rows by which a list of works is told. */
const ROWS_MIN = 5;
/** Share of different works in a list that has a row for each. */
const OWN_ROW_SHARE = 0.95;
/** Names of numbers that say how often a row's act was done: taps in a live room, gifts of one combo, a tool's grouping. */
const HOW_OFTEN =
  /^(?:counts?|cnt|times|num|qty|quantity|combo(?:count)?|taps?|hits|次数|数量|个数|连击数?|票数|投票数|礼物数量?|(?:点赞|互动|浏览|播放|评论|转发|分享|送礼|礼物|操作|行为)(?:次数|个数)|(?:like|tap|click|view|play|gift)(?:times|num))$/i;

/** Numbers that sum up acts: a count, or whole numbers under the name of an act. */
export function isSum({ meaning, integerShare, codeShare, numberShare }: Column): boolean {
  if (meaning?.aspect === "count") return numberShare > 0.9;
  return meaning?.act !== undefined && integerShare > 0.9 && codeShare < 0.5;
}

/**
 * Why rows are no acts where each is a work of its own with counts of what it received: its author and the time it was published would pass
 * for who acted and when. Null where they may be acts. `target`: the column of the works.
 */
export function worksNotActs(columns: readonly Column[], target: Column | null): Refusal | null {
  if (target === null || target.filled < ROWS_MIN || target.distinctShare < OWN_ROW_SHARE) return null;
  const ofAct = columns.some(
    ({ meaning }) =>
      (meaning?.entity === "event" && (meaning.aspect === "id" || meaning.aspect === "url")) ||
      meaning?.moment === "act",
  );
  const sums = columns.filter(isSum);
  if (ofAct || sums.length < 2) return null;
  const names = named(sums.map(({ name }) => name));
  return {
    questions: [],
    refused: {
      zh: `每一行是一件作品（\`${target.name}\` 各不相同），${names} 是它收到的总数，没有“谁在何时做了什么”的明细；审计需要逐条的评论、点赞或关注记录`,
      en: `each row is a work of its own (no two alike in \`${target.name}\`), and ${names} sum up what it received; nothing says who acted when. An audit needs the single comments, likes or follows`,
    },
  };
}

/** A row that stands for several acts counts once: what to say of it. */
export function severalInARow(columns: readonly Column[]): Words[] {
  return columns.flatMap((column) => {
    const bare = column.name.normalize("NFKC").replace(/[\s_-]+/g, "");
    if (!HOW_OFTEN.test(bare) || column.integerShare < 0.95) return [];
    const numbers = column.values.map((value) => Number((value ?? "").replaceAll(",", "")));
    const sum = numbers.filter((number) => number > 0).reduce((all, number) => all + number, 0);
    if (!numbers.some((number) => number > 1)) return [];
    return [
      {
        zh: `\`${column.name}\` 说明一行可代表多次行为（样本 ${column.values.length} 行共 ${sum} 次）：这里每行只算一次，总数以平台显示的为准`,
        en: `\`${column.name}\` says that a row can stand for several acts (${sum} in the sample's ${column.values.length} rows): each row counts once here, so totals are below what the platform shows`,
      },
    ];
  });
}
