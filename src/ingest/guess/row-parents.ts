import type { Both as Words } from "../../words/language.ts";
import { headerMeaning } from "./header-meaning.ts";

/** Objects around the lists that hold the rows, which tell them apart. */
export interface RowParents {
  /** The key that names them, and the first two of its values. */
  readonly key: string;
  readonly examples: readonly [string, string];
  readonly count: number;
}

/** Names of what was liked or written about, where it is called nothing more. */
const BARE = /^(?:_?id|url|link|title|name|key|slug|shortcode)$/i;

/**
 * JSON values and the path of the lists in them → what names the objects that hold these lists, where there are several of different names: works, each
 * with its likes or comments. Null where one object holds all rows, or nothing tells them apart (the pages of an answer).
 */
export function rowParents(values: readonly unknown[], rowsAt: string): RowParents | null {
  const parents: Record<string, unknown>[] = [];
  const walk = (value: unknown, path: readonly string[], around: Record<string, unknown> | null): void => {
    if (Array.isArray(value)) {
      if (path.length === 0) {
        if (around !== null) parents.push(around);
      } else for (const one of value) walk(one, path, null);
      return;
    }
    if (typeof value !== "object" || value === null || path.length === 0) return;
    const object = value as Record<string, unknown>;
    walk(object[path[0]!], path.slice(1), { ...around, ...object });
  };
  for (const value of values) walk(value, rowsAt.split("."), null);
  if (parents.length < 2) return null;
  for (const key of Object.keys(parents[0]!)) {
    if (headerMeaning(key)?.entity !== "target" && !BARE.test(key)) continue;
    const names = new Set(
      parents
        .map((parent) => parent[key])
        .filter(isName)
        .map(String),
    );
    const [first, second] = names;
    if (second !== undefined && names.size > parents.length / 2)
      return { key, examples: [first!, second], count: parents.length };
  }
  return null;
}

const isName = (value: unknown): boolean => typeof value === "string" || typeof value === "number";

/** Why rows of several works are not read as one. */
export function parentsLost({ key, examples, count }: RowParents, rowsAt: string): Words {
  const [first, second] = examples.map((one) => `\`${one.slice(0, 40)}\``);
  return {
    zh: `行分别在 ${count} 个对象的列表 \`${rowsAt}\` 中（\`${key}\` 为 ${first}、${second} …），而行里没有说明属于哪一个，读入后会变成同一个目标；请把 \`${key}\` 写进每一行，或每个对象导出一个文件；若确为同一目标，用 --set target.id==名称`,
    en: `the rows stand in lists \`${rowsAt}\` of ${count} objects (\`${key}\` ${first}, ${second} …), and no row says of which: all would become one target; export \`${key}\` in each row or a file for each object, or say \`--set target.id==NAME\` if it is one`,
  };
}

/** Lists of an answer under keys of their own, as `{"v1":[…],"v2":[…]}`: fewest of them. */
const KEYED_MIN = 3;

/** Why rows under many keys are not read as those of the first; null where lists stand otherwise. */
export function keyedLists(paths: readonly string[]): Words | null {
  const byParent = new Map<string, string[]>();
  for (const path of paths) {
    const at = path.lastIndexOf(".") + 1;
    if (!/\d/.test(path.slice(at))) continue;
    const parent = path.slice(0, at);
    byParent.set(parent, [...(byParent.get(parent) ?? []), path.slice(at)]);
  }
  const keys = [...byParent.values()].find((found) => found.length >= KEYED_MIN);
  if (keys === undefined) return null;
  const shown = keys.slice(0, 3).map((key) => `\`${key}\``);
  return {
    zh: `行分别放在 ${keys.length} 个键下的列表里（${shown.join("、")} …），而不是一个列表；请导出为一个列表，并把键写进每一行`,
    en: `the rows stand in ${keys.length} lists, each under a key of its own (${shown.join(", ")} …), where one list is read: export one list with the key in each row`,
  };
}
