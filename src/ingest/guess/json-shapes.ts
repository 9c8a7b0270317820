import type { Both as Words } from "../../words/language.ts";

/** Deepest object looked into for rows that stand under keys. */
const DEPTH_MAX = 4;
/** Fewest entries that make a table of what could be one object. */
const ENTRIES_MIN = 3;

/**
 * JSON values read as rows → why they are none, where their shape is that of a table written another way: lists without names, a
 * list or an object a column (pandas), rows under keys of their own (a database's export). Null: they may be rows. Pure.
 */
export function notRows(values: readonly unknown[]): Words | null {
  const [first] = values;
  if (Array.isArray(first)) {
    return {
      zh: `每一行是没有列名的数组（第一行 \`${shown(first)}\`）；请导出为带列名的对象，或另存为带表头的 CSV`,
      en: `its rows are lists without names (the first is \`${shown(first)}\`): export objects, or a CSV with a header`,
    };
  }
  if (values.length > 1 || !isObject(first)) return null;
  return inside(first, "", 1);
}

function inside(object: Readonly<Record<string, unknown>>, path: string, depth: number): Words | null {
  const entries = Object.entries(object);
  const where = path === "" ? { zh: "文件", en: "the file" } : { zh: `\`${path}\` `, en: `\`${path}\`` };
  const columns = columnNames(entries);
  if (columns !== null) {
    return {
      zh: `${where.zh}按列存放（${columns}），而不是一行一个对象；请按行导出（pandas：orient="records"），或另存为 CSV`,
      en: `${where.en} holds a column under each name (${columns}) where rows are read: export one object a row (in pandas orient="records"), or a CSV`,
    };
  }
  if (keyedRows(entries)) {
    const [key] = entries[0]!;
    return {
      zh: `${where.zh}的每一行放在自己的键下（例如 \`${key.slice(0, 40)}\`），而不是一个列表；请导出为对象的列表，或另存为 CSV`,
      en: `${where.en} holds each row under a key of its own (\`${key.slice(0, 40)}\` for one) where a list is read: export a list of objects, or a CSV`,
    };
  }
  if (depth >= DEPTH_MAX) return null;
  for (const [key, value] of entries) {
    if (!isObject(value)) continue;
    const found = inside(value, path === "" ? key : `${path}.${key}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Names of columns, where two or more entries are lists of as many plain values, or objects of them under the same numbers. */
function columnNames(entries: readonly (readonly [string, unknown])[]): string | null {
  const keysOf = (value: unknown): string | null => {
    if (Array.isArray(value)) return value.every(isPlain) ? `list of ${value.length}` : null;
    if (!isObject(value)) return null;
    const keys = Object.keys(value);
    return keys.every((key) => /^\d+$/.test(key)) && Object.values(value).every(isPlain) ? keys.join() : null;
  };
  const long = entries.filter(([, value]) => {
    const size = Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;
    return size >= ENTRIES_MIN && keysOf(value) !== null;
  });
  if (long.length < 2 || new Set(long.map(([, value]) => keysOf(value))).size > 1) return null;
  return long
    .slice(0, 4)
    .map(([name]) => `\`${name.slice(0, 40)}\``)
    .join(", ");
}

/** Whether entries are objects alike under keys that are ids or numbers. */
function keyedRows(entries: readonly (readonly [string, unknown])[]): boolean {
  if (entries.length < ENTRIES_MIN || !entries.every(([key]) => /\d/.test(key) || /^-[\w-]{15,}$/.test(key)))
    return false;
  const shapes = new Set(
    entries.map(([, value]) => (isObject(value) ? Object.keys(value).sort().join() : "")),
  );
  return !shapes.has("") && shapes.size <= Math.max(1, entries.length / ENTRIES_MIN);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => value === null || typeof value !== "object";
const shown = (value: unknown): string => JSON.stringify(value).slice(0, 60);
