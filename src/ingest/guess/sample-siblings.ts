import { SAMPLE_ROWS_MAX } from "./guess-limits.ts";
import { type ReadSample, readSample, type SampleWish } from "./read-sample.ts";
import type { TableSample } from "./table-sample.ts";

/** Files of one command, whose samples are looked at together where their tables are alike. */
export interface SampleSiblings {
  /** A file's own sample. Throws what opening and reading it throw. */
  read(path: string): Promise<ReadSample>;
  /** Rows of all files whose tables are like the one's, under its name; its own sample where none is. */
  joined(own: ReadSample): Promise<TableSample>;
}

/** Files looked at for the rows of the others, from all over the list: enough for days above 12 and words seldom used. */
const FILES_JOINED_MAX = 16;
/** Part of the keys of two JSON files that both have, above which they are one export: keys without a value are left out there. */
const SHARED_KEYS_MIN = 0.7;

/**
 * Siblings of one command (parts of one export share its name as well). `day.csv` alone may not say whether the day or the month comes first, or have a value in every
 * column: what one export means is told by all of its files, and each of them is read the same way. Each of the files that are looked at for the
 * others is read once.
 */
export function createSampleSiblings(files: readonly string[], wish: SampleWish): SampleSiblings {
  const step = Math.max(1, files.length / FILES_JOINED_MAX);
  const looked = new Set(
    Array.from({ length: Math.min(files.length, FILES_JOINED_MAX) }, (_, i) => files[Math.floor(i * step)]!),
  );
  const kept = new Map<string, Promise<ReadSample>>();
  const read = (path: string): Promise<ReadSample> => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const sample = readSample(path, wish);
    sample.catch(() => {}); // whoever asks for it hears of it
    if (looked.has(path)) kept.set(path, sample);
    return sample;
  };
  return {
    read,
    async joined(own) {
      if (looked.size < 2) return own.sample;
      const alike: TableSample[] = [];
      for (const path of looked) {
        // A file that cannot be read says so when its turn comes.
        const other = await read(path).catch(() => null);
        if (other !== null && !other.events && isAlike(own, other)) alike.push(other.sample);
      }
      return alike.length < 2 ? own.sample : joinedSample(own.sample, alike);
    },
  };
}

function isAlike(own: ReadSample, other: ReadSample): boolean {
  const [a, b] = [own.description.format, other.description.format];
  if (own.sample.named !== other.sample.named || own.rowsAt !== other.rowsAt) return false;
  const theirs = new Set(other.sample.columns);
  const shared = own.sample.columns.filter((name) => theirs.has(name)).length;
  const all = own.sample.columns.length + theirs.size - shared;
  const json = (format: string): boolean => format === "json" || format === "ndjson";
  return json(a) && json(b) ? shared >= SHARED_KEYS_MIN * all : shared === all;
}

/** As many rows of each, from all over it; keys that one of them lacks are absent in its rows. */
function joinedSample(own: TableSample, all: readonly TableSample[]): TableSample {
  const columns = [...new Set([...own.columns, ...all.flatMap((sample) => sample.columns)])];
  const share = Math.max(1, Math.floor(SAMPLE_ROWS_MAX / all.length));
  const rows = all.flatMap((sample) => {
    const places = columns.map((name) => sample.columns.indexOf(name));
    const step = Math.max(1, sample.rows.length / share);
    const count = Math.min(share, sample.rows.length);
    return Array.from({ length: count }, (_, i) => {
      const row = sample.rows[Math.floor(i * step)]!;
      return places.map((place) => (place < 0 ? null : (row[place] ?? null)));
    });
  });
  const names = [own.name, ...all.map(({ name }) => name)].sort();
  const parts = new Set(names.map(withoutPart)).size === 1;
  // Where no column names the work, the file does: parts of one export are of one work.
  return { name: parts ? names[0]! : own.name, columns, rows, named: own.named };
}

/** A day, or a number of up to three digits, as tools and browsers count parts; longer ones are ids of accounts and works. */
const PART = /(?:19|20)\d\d[-_.年]?[01]\d(?:[-_.月]?[0-3]\d日?)?(?!\d)|(?<!\d)\d{1,3}(?!\d)/g;

/** A file's name without what tells the parts of one export apart: `粉丝_2026-11-03 (2).csv` → `粉丝_ ().csv`. */
function withoutPart(name: string): string {
  const bare = name.replace(PART, "").replace(/\s*\(\)/g, "");
  return bare.replace(/[\s_-]*(?:副本|复制|备份|拷贝|\bcopy(?: of)?\b|\bbackup\b)[\s_-]*/gi, "");
}
