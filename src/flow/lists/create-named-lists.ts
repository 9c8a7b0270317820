import { TouchstoneError } from "../../nouns/codes.ts";
import { TARGET_KINDS } from "../../nouns/event.ts";
import type { NewEntry, Principal } from "../../nouns/ledger-entry.ts";
import { ID_BYTES_MAX } from "../../nouns/limits.ts";
import type { Policy } from "../../nouns/policy.ts";
import { LIST_SUBJECTS, type ListEntry, type ListItem, type ListSubject } from "../../nouns/subject-list.ts";
import { parseNetwork } from "../../policy/infrastructure.ts";
import type { ListChanged, NamedLists } from "../../ports/named-lists.ts";
import type { Records } from "../../ports/records.ts";
import {
  LIST_CHANGES_PER_ENTRY,
  LIST_ENTRIES_MAX,
  LIST_NAME_CHARS_MAX,
  LIST_NOTE_CHARS_MAX,
  LISTS_MAX,
} from "./list-limits.ts";
import type { ListRegistry } from "./list-registry.ts";

export interface NamedListsParts {
  readonly records: Records;
  readonly registry: ListRegistry;
  /** The policy in force. */
  readonly policy: () => Policy;
  /**
   * Does a work between the events that have come in and the next, whose position it is given: none of those is decided before the work
   * has ended.
   */
  readonly between: <T>(work: (position: number) => Promise<T>) => Promise<T>;
  readonly clock: () => number;
  /** Told of entries that ended and began. */
  readonly onChanged?: (change: {
    readonly ended: readonly { readonly entry: ListEntry; readonly until: number }[];
    readonly added: readonly ListEntry[];
  }) => void;
  /** Entries that may hold; default `LIST_ENTRIES_MAX`. */
  readonly entriesMax?: number;
}

/** Lists over the records and the judge's registry of lists. */
export function createNamedLists(parts: NamedListsParts): NamedLists {
  const { records, registry } = parts;
  const entriesMax = parts.entriesMax ?? LIST_ENTRIES_MAX;
  return {
    async summary() {
      const used = new Set(parts.policy().listUses.map(({ list }) => list));
      const lists = new Map<string, Record<ListSubject, number>>();
      const of = (list: string): Record<ListSubject, number> => {
        const sizes = lists.get(list) ?? { account: 0, target: 0, device: 0, network: 0 };
        lists.set(list, sizes);
        return sizes;
      };
      for (const list of used) of(list);
      for (const { list, kind, entries } of await records.lists.sizes()) of(list)[kind] = entries;
      return [...lists]
        .map(([list, entries]) => ({ list, used: used.has(list), entries }))
        .sort((a, b) => (a.list < b.list ? -1 : 1));
    },
    page: (list, limit, after) => records.lists.page(list, limit, after),
    async change(list, { add, remove, by }) {
      checkName(list);
      // The last word about one subject holds.
      const wanted = new Map<string, ListItem | Pick<ListItem, "kind" | "value">>();
      for (const item of [...remove.map(checked), ...add.map(checkedItem)]) {
        wanted.set(`${item.kind}/${item.value}`, item);
      }
      // What is found, written and met by the next event is of one moment.
      return parts.between((position) => carryOut(list, [...wanted.values()], by, position));
    },
  };

  async function carryOut(
    list: string,
    wanted: readonly (ListItem | Pick<ListItem, "kind" | "value">)[],
    by: Principal,
    position: number,
  ): Promise<ListChanged> {
    const atMs = parts.clock();
    const ended: { entry: ListEntry; until: number }[] = [];
    const added: ListEntry[] = [];
    const told: LedgerChange[] = [];
    let removed = 0;
    for (const item of wanted) {
      const before = await records.lists.find(list, item.kind, item.value);
      const note = "note" in item ? item.note : null;
      if (note === null ? before === null : before !== null && sameItem(before, item as ListItem)) continue;
      if (before !== null) ended.push({ entry: before, until: position });
      const { kind, value } = item;
      if (note === null) {
        removed++;
        told.push({ do: "remove", kind, value, expires_at_ms: null, note: "" });
        continue;
      }
      const { expiresAtMs } = item as ListItem;
      added.push({ list, kind, value, expiresAtMs, note, from: position, until: null, by: by.name, atMs });
      told.push({ do: "add", kind, value, expires_at_ms: expiresAtMs, note });
    }
    const changed = {
      added: added.length,
      removed,
      unchanged: wanted.length - added.length - removed,
      used: parts.policy().listUses.some((use) => use.list === list),
    };
    if (told.length === 0) return changed;
    await refuseTooMany(list, added.length - ended.length);
    const entries: NewEntry[] = [];
    for (let at = 0; at < told.length; at += LIST_CHANGES_PER_ENTRY) {
      const fields = { list, changes: told.slice(at, at + LIST_CHANGES_PER_ENTRY) };
      entries.push({ kind: "list_change", by, fields });
    }
    await records.lists.change(ended, added, entries, atMs);
    for (const { entry, until } of ended) registry.end(entry, until);
    for (const entry of added) registry.add(entry);
    parts.onChanged?.({ ended, added });
    return changed;
  }

  /** Rejects with `overloaded` where the lists have no room. */
  async function refuseTooMany(list: string, more: number): Promise<void> {
    const sizes = await records.lists.sizes();
    const entries = sizes.reduce((sum, one) => sum + one.entries, 0);
    if (entries + more > entriesMax) {
      throw new TouchstoneError(
        "overloaded",
        `the lists hold \`${entries}\` entries, and at most \`${entriesMax}\`; remove some, or use a network for many addresses`,
      );
    }
    const names = new Set(sizes.map((one) => one.list)).add(list);
    if (names.size > LISTS_MAX) {
      throw new TouchstoneError(
        "overloaded",
        `there are \`${LISTS_MAX}\` lists already, without \`${list}\``,
      );
    }
  }
}

interface LedgerChange {
  readonly do: "add" | "remove";
  readonly kind: ListSubject;
  readonly value: string;
  readonly expires_at_ms: number | null;
  readonly note: string;
}

function sameItem(a: ListItem, b: ListItem): boolean {
  return a.expiresAtMs === b.expiresAtMs && a.note === b.note;
}

/** Throws `bad_request`. */
export function checkName(list: string): void {
  if (/^[a-z][a-z0-9_]*$/.test(list) && list.length <= LIST_NAME_CHARS_MAX) return;
  refuse(
    `\`${list.slice(0, 80)}\` is no name of a list: lower-case letters, digits and \`_\`, a letter first`,
  );
}

function checkedItem(item: ListItem): ListItem {
  const { expiresAtMs, note } = item;
  if (expiresAtMs !== null && !Number.isSafeInteger(expiresAtMs))
    refuse(`\`${expiresAtMs}\` is no time of expiry`);
  if (note.length > LIST_NOTE_CHARS_MAX) refuse(`a note has at most \`${LIST_NOTE_CHARS_MAX}\` characters`);
  return { ...checked(item), expiresAtMs, note };
}

/** Throws `bad_request` naming what is wrong with what an entry names. */
function checked<T extends Pick<ListItem, "kind" | "value">>({
  kind,
  value,
}: T): Pick<ListItem, "kind" | "value"> {
  const shown = `\`${value.slice(0, 80)}\``;
  if (!LIST_SUBJECTS.includes(kind)) refuse(`\`${kind}\` is not one of ${LIST_SUBJECTS.join(", ")}`);
  if (value === "" || Buffer.byteLength(value) > ID_BYTES_MAX + 20 || !value.isWellFormed()) {
    refuse(`${shown} is no ${kind}: 1 to ${ID_BYTES_MAX} bytes of text`);
  }
  if (kind === "network" && parseNetwork(value, kind) === null) {
    refuse(
      `${shown} is no network: an address, or one with the bits that are fixed, the rest zero, as in \`203.0.113.0/24\``,
    );
  }
  const slash = value.indexOf("/");
  const targetKind = value.slice(0, Math.max(0, slash));
  if (
    kind === "target" &&
    (slash === value.length - 1 || !(TARGET_KINDS as readonly string[]).includes(targetKind))
  ) {
    refuse(
      `${shown} is no target: its kind and its id, as in \`video/v1\`; kinds are ${TARGET_KINDS.join(", ")}`,
    );
  }
  return { kind, value };
}

function refuse(what: string): never {
  throw new TouchstoneError("bad_request", what);
}
