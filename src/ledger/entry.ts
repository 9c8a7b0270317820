import {
  LEDGER_SCHEMAS,
  type LedgerEntry,
  type LedgerFields,
  type LedgerKind,
  type NewEntry,
  PRINCIPAL_KINDS,
  type Principal,
} from "../nouns/ledger-entry.ts";
import { canonicalJson } from "./canonical-json.ts";
import { commitmentOf, leafText } from "./leaf.ts";
import { schemaFault } from "./schema-fault.ts";
import { leafHash } from "./tree-hash.ts";

/**
 * The entry at a place of the ledger. `salt` is fresh random bytes, never used before. Throws where fields are not what their
 * kind's schema says, or the time is not whole: our own mistake. Costs three hashes.
 */
export function makeEntry(sequence: number, entry: NewEntry, atMs: number, salt: Uint8Array): LedgerEntry {
  const { kind, by, fields } = entry;
  const fault = entryFault(kind, by, fields);
  if (fault !== null) throw new Error(`a ledger entry of kind \`${kind}\`: ${fault}`);
  if (!Number.isSafeInteger(atMs))
    throw new Error(`a ledger entry's time must be whole ms, it is \`${atMs}\``);
  const body = canonicalJson({ ...fields, by }, "replace");
  const commitment = commitmentOf(salt, body);
  const leaf = { sequence, atMs, kind, by: by.kind, commitment };
  return {
    ...leaf,
    salt: Buffer.from(salt).toString("hex"),
    body,
    hash: leafHash(leafText(leaf)).toString("hex"),
  };
}

/** What an entry's leaf, salt and body do not agree in; null when they do, or when salt and body were erased. */
export function entryDisagrees(entry: LedgerEntry): "leaf" | "body" | null {
  if (leafHash(leafText(entry)).toString("hex") !== entry.hash) return "leaf";
  const { salt, body, commitment } = entry;
  if (salt === null && body === null) return null;
  if (salt === null || body === null) return "body";
  return commitmentOf(Buffer.from(salt, "hex"), body) === commitment ? null : "body";
}

/** Who did it and what happened, out of a stored body. Throws for a body that `makeEntry` did not make. */
export function entryContent(body: string): { readonly by: Principal; readonly fields: object } {
  const { by, ...fields } = JSON.parse(body) as { readonly by: Principal };
  return { by, fields };
}

/** The fields of an entry of one kind; null for every other kind, and once its body was erased. */
export function fieldsOf<K extends LedgerKind>(
  kind: K,
  entry: Pick<LedgerEntry, "kind" | "body">,
): LedgerFields<K> | null {
  if (entry.kind !== kind || entry.body === null) return null;
  return entryContent(entry.body).fields as LedgerFields<K>;
}

/** Why an entry is not what its kind's schema says, with the field's path; null when it is. */
export function entryFault(kind: string, by: Principal, fields: unknown): string | null {
  const schema = Object.hasOwn(LEDGER_SCHEMAS, kind) ? LEDGER_SCHEMAS[kind as LedgerKind] : undefined;
  if (schema === undefined) return "no kind of this release";
  if (!PRINCIPAL_KINDS.includes(by.kind) || typeof by.name !== "string")
    return "nobody of a known kind did it";
  return schemaFault(schema, fields, "");
}
