import { readFlagText } from "../../kernels/text/read-flag-text.ts";
import { readNumberText } from "../../kernels/text/read-number-text.ts";
import { trimCell } from "../../kernels/text/trim-cell.ts";
import { readTimeText } from "../../kernels/time/read-time-text.ts";
import { timeZone } from "../../kernels/time/time-zone.ts";
import { FOLLOWERS_MAX } from "../../learn/batches/batch-limits.ts";
import type { Follower } from "../../learn/batches/follower.ts";
import { type Rejection, TouchstoneError } from "../../nouns/codes.ts";
import { readTableRows } from "./account-rows.ts";
import { findId } from "./account-table.ts";
import { type FollowerField, type FollowerPlaces, followerPlaces } from "./follower-columns.ts";
import { namesNoAccount } from "./no-account.ts";

export interface FollowerTableOptions {
  readonly idColumn?: string;
  /** Columns by field, where they are not named as usual. */
  readonly columns: ReadonlyMap<FollowerField, string>;
  /** Values read as missing, besides the empty one. */
  readonly missing: readonly string[];
  readonly rejected: (rejection: Rejection, input: string) => void;
  readonly progress?: (bytesRead: number) => void;
}

export interface FollowerTable {
  readonly followers: readonly Follower[];
  /** Column of each field that was found. */
  readonly columns: Readonly<Partial<Record<FollowerField, string>>>;
  /** Values of times and counts that were none, by column: read as missing. */
  readonly odd: ReadonlyMap<string, number>;
}

/** Words that say there is none, besides those of any flag. */
const NOTHING = new Set(["", "null", "none", "default"]);

/**
 * Reads a follower list: one row an account. A row whose account is empty, that is a total or came before is rejected (`missing_field`, `duplicate_account`). Throws what
 * `readTableRows` throws, `bad_schema` for a column asked for that is not there, and `out_of_range` past `FOLLOWERS_MAX`.
 */
export async function readFollowerTable(path: string, options: FollowerTableOptions): Promise<FollowerTable> {
  const { missing, rejected } = options;
  const missingWords = new Set(["", ...missing.map((word) => word.toLowerCase())]);
  const followers: Follower[] = [];
  const known = new Set<string>();
  const odd = new Map<string, number>();
  let columns: readonly string[] = [];
  let places: FollowerPlaces | null = null;
  let idAt = -1;
  for await (const run of readTableRows(path)) {
    for (const rejection of run.rejections) rejected(rejection, path);
    // Rows of NDJSON may bring new columns.
    if (places === null || run.columns.length !== columns.length) {
      if (run.columns.length === 0) continue;
      columns = [...run.columns];
      places = followerPlaces(columns, options.columns, path);
      idAt = findId(columns, options.idColumn, path);
    }
    const at = places;
    for (const { texts, line } of run.rows) {
      const id = idAt < 0 ? `row ${line}` : trimCell(texts[idAt] ?? "");
      if (id === "" || known.has(id)) {
        rejected(
          {
            code: id === "" ? "missing_field" : "duplicate_account",
            line,
            field: columns[idAt]!,
            value: id,
            hint: id === "" ? "every row names its account" : "one row an account; the first was kept",
          },
          path,
        );
        continue;
      }
      if (idAt >= 0 && namesNoAccount(id, texts)) {
        const hint = "a total or a remark below the table, no account";
        rejected({ code: "missing_field", line, field: columns[idAt]!, value: id, hint }, path);
        continue;
      }
      if (followers.length >= FOLLOWERS_MAX) {
        throw new TouchstoneError(
          "out_of_range",
          `\`${path}\` has more than ${FOLLOWERS_MAX} accounts: split it`,
        );
      }
      known.add(id);
      const textOf = (field: FollowerField): string | null => {
        const text = at[field] < 0 ? null : trimCell(texts[at[field]] ?? "");
        return text === null || (text !== "" && missingWords.has(text.toLowerCase())) ? null : text;
      };
      const numberOf = (field: FollowerField, read: (text: string) => number): number => {
        const text = textOf(field);
        if (text === null || text === "") return Number.NaN;
        const value = read(text);
        if (Number.isNaN(value)) {
          const column = columns[at[field]]!;
          odd.set(column, (odd.get(column) ?? 0) + 1);
        }
        return value;
      };
      followers.push({
        id,
        registeredAtMs: numberOf("registered", timeMs),
        followedAtMs: numberOf("followed", timeMs),
        lastActiveAtMs: numberOf("active", timeMs),
        name: textOf("name"),
        posts: numberOf("posts", count),
        followers: numberOf("followers", count),
        following: numberOf("following", count),
        hasPicture: flag(textOf("picture")),
        hasBio: flag(textOf("bio")),
      });
    }
    options.progress?.(run.bytesRead);
  }
  if (places === null || followers.length === 0) {
    throw new TouchstoneError("empty_input", `\`${path}\` has no accounts`);
  }
  const found = Object.entries(places).flatMap(([field, at]) => (at < 0 ? [] : [[field, columns[at]!]]));
  return { followers, columns: Object.fromEntries(found), odd };
}

const UTC = { zone: timeZone("UTC")! };

/** A time as text or number → ms since 1970, a text without a zone read as UTC: all that counts is which lie together. NaN when it is none. */
function timeMs(text: string): number {
  const read = readTimeText(text, UTC);
  return read.ok ? read.ms : Number.NaN;
}

/** `1,234`, `1.2万`, `3k` → number; NaN when it is none or below 0. */
function count(text: string): number {
  const read = readNumberText(text);
  return read === null || read.duration || read.percent || read.value < 0 ? Number.NaN : read.value;
}

/** Whether there is one: a flag, or the thing itself. Null where the list has no such column. */
function flag(text: string | null): boolean | null {
  if (text === null) return null;
  const word = text.toLowerCase();
  return readFlagText(word) ?? !NOTHING.has(word);
}
