import { readFileSync } from "node:fs";
import path from "node:path";

const FOLDER = path.join(import.meta.dirname, "written");

/** One kind as it is written: its lines, and how many texts it gives together with the combined ones. */
export interface WrittenKind {
  readonly kind: string;
  /** Null where a kind has written lines only. */
  readonly count: number | null;
  readonly profile: string;
  readonly lines: readonly string[];
}

function linesOf(file: string): readonly string[] {
  return readFileSync(path.join(FOLDER, file), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("% "));
}

/** `\u200b` in a list stands for the character itself, so that nobody has to write what cannot be seen. */
function unescaped(line: string): string {
  return line.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Lists of `## kind [count] profile` and their lines. A line that stands twice under a kind is a mistake. */
export function writtenKinds(...files: readonly string[]): readonly WrittenKind[] {
  const kinds: { kind: string; count: number | null; profile: string; lines: string[] }[] = [];
  for (const line of files.flatMap(linesOf)) {
    const heading = /^## (\S+)(?: (\d+))? (\S+)$/.exec(line);
    if (heading !== null) {
      const [, kind, count, profile] = heading;
      kinds.push({
        kind: kind!,
        count: count === undefined ? null : Number(count),
        profile: profile!,
        lines: [],
      });
      continue;
    }
    const last = kinds.at(-1);
    if (last === undefined) throw new Error(`\`${line}\` stands before the first heading`);
    last.lines.push(unescaped(line));
  }
  return kinds;
}

/** `slots.txt`: name → its choices. */
export function writtenSlots(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    linesOf("slots.txt").map((line) => {
      const colon = line.indexOf(": ");
      if (colon < 0) throw new Error(`\`${line}\` is no slot: write \`name: choice|choice\``);
      return [line.slice(0, colon), line.slice(colon + 2).split("|")];
    }),
  );
}

/** Lines of `table key rest`, by table. */
export function writtenTables(file: string): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, string[]>();
  for (const line of linesOf(file)) {
    const space = line.indexOf(" ");
    const table = line.slice(0, space);
    const rows = tables.get(table) ?? [];
    rows.push(line.slice(space + 1));
    tables.set(table, rows);
  }
  return tables;
}
