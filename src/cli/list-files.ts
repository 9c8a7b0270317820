import { readFileSync } from "node:fs";
import type { Engine } from "../flow/engine.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { LIST_SUBJECTS, type ListItem } from "../nouns/subject-list.ts";
import type { ListChanged } from "../ports/named-lists.ts";
import { cannotRead } from "./cannot-read.ts";

/** A list and the file that holds it. */
export interface ListFile {
  readonly list: string;
  readonly path: string;
}

/** Lines of the file that one call changes: as many as one entry of the ledger names. */
const LINES_PER_CHANGE = 1_000;

/** `watch=watch.csv` → list and file. Throws `bad_request`. */
export function parseListFile(text: string): ListFile {
  const at = text.indexOf("=");
  if (at > 0 && at < text.length - 1) return { list: text.slice(0, at), path: text.slice(at + 1) };
  throw new TouchstoneError("bad_request", `\`${text}\` is not NAME=FILE, as in \`watch=watch.csv\``);
}

/**
 * Brings a list to what its file says: lines that are new are added, and entries that came from this file and left it are removed;
 * what came over the API stays. Lines are `kind,value`, `kind,value,expires` or `kind,value,expires,note` (the note may hold commas); empty lines and those that begin with
 * `#` say nothing. All of the file is read before anything is changed. Throws `cannot_read`, and `bad_request` with the line's number.
 */
export async function applyListFile(
  { lists }: Pick<Engine, "lists">,
  { list, path }: ListFile,
): Promise<Pick<ListChanged, "added" | "removed" | "used">> {
  const by = { kind: "system", name: `file ${path}` } as const;
  const items = new Map(readItems(path).map((item) => [`${item.kind}/${item.value}`, item]));
  const gone: { kind: ListItem["kind"]; value: string }[] = [];
  for (let after: string | undefined; ; ) {
    const page = await lists.page(list, LINES_PER_CHANGE, after);
    for (const { kind, value, by: owner } of page.items) {
      if (owner === by.name && !items.has(`${kind}/${value}`)) gone.push({ kind, value });
    }
    if (page.next === null) break;
    after = page.next;
  }
  const add = [...items.values()];
  let [added, removed] = [0, 0];
  for (let at = 0; at < Math.max(add.length, gone.length); at += LINES_PER_CHANGE) {
    const changed = await lists.change(list, {
      add: add.slice(at, at + LINES_PER_CHANGE),
      remove: gone.slice(at, at + LINES_PER_CHANGE),
      by,
    });
    added += changed.added;
    removed += changed.removed;
  }
  const used = (await lists.summary()).some((one) => one.list === list && one.used);
  return { added, removed, used };
}

function readItems(path: string): ListItem[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw cannotRead("list", path, cause);
  }
  const items: ListItem[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const [kind = "", value = "", expires = "", ...note] = line.split(",");
    const wrong = (what: string): never => {
      throw new TouchstoneError("bad_request", `line \`${index + 1}\` of \`${path}\`: ${what}`);
    };
    const subject = LIST_SUBJECTS.find((one) => one === kind.trim());
    if (subject === undefined) wrong(`\`${kind.slice(0, 80)}\` is not one of ${LIST_SUBJECTS.join(", ")}`);
    if (value.trim() === "") wrong("the value is missing: `kind,value,expires,note`");
    const expiresAtMs = expires.trim() === "" ? null : Date.parse(expires.trim());
    if (Number.isNaN(expiresAtMs)) wrong(`\`${expires.slice(0, 80)}\` is no time, as in \`2026-12-31\``);
    items.push({ kind: subject!, value: value.trim(), expiresAtMs, note: note.join(",").trim() });
  }
  return items;
}
