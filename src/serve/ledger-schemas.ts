import { Type } from "typebox";
import { PRINCIPAL_KINDS } from "../nouns/ledger-entry.ts";
import { nullable, ref, words } from "./schema-parts.ts";
import { LEDGER_ENTRIES_MAX } from "./serve-limits.ts";

const sha256 = (description: string) => Type.String({ pattern: "^[0-9a-f]{64}$", description });
/** Fifteen digits: more of them a query or a path does not take (`strict-numbers.ts`). */
export const SEQUENCE_MAX = 999_999_999_999_999;
const sequence = Type.Integer({ minimum: 0, description: "place in the ledger, from 0" });

export const LEDGER_SCHEMAS: readonly [ReturnType<typeof Type.Object>, ...ReturnType<typeof Type.Object>[]] =
  [
    Type.Object(
      {
        sequence,
        at: Type.String({ format: "date-time" }),
        kind: Type.String({ description: "what kind of entry, as in `campaign_review`" }),
        by: words(PRINCIPAL_KINDS, { description: "what kind of principal did it; `body.by` names it" }),
        commitment: sha256("SHA-256(salt ‖ body), body as canonical JSON (RFC 8785)"),
        salt: nullable("string", { description: "hex; null once it was erased" }),
        body: Type.Unsafe<object | null>({
          type: ["object", "null"],
          description: "what happened, and by whom; null once it was erased",
        }),
        hash: sha256("hash of the entry's leaf (RFC 6962)"),
      },
      { $id: "LedgerEntry" },
    ),
    Type.Object(
      {
        size: Type.Integer({ minimum: 0, description: "entries that the latest checkpoint signs" }),
        entries: Type.Array(ref("LedgerEntry")),
      },
      { $id: "LedgerEntries" },
    ),
    Type.Object(
      {
        format: Type.String(),
        verifier_key: Type.String(),
        entries: Type.Array(
          Type.Object({
            leaf: Type.String(),
            salt: nullable("string"),
            body: nullable("string"),
            proof: Type.String({ description: "a tlog-proof file" }),
          }),
        ),
      },
      { $id: "LedgerBundle", description: "entries with their proofs, for `touchstone verify`" },
    ),
  ];

export const LedgerQuery = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 0, maximum: SEQUENCE_MAX })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LEDGER_ENTRIES_MAX })),
});
export const LedgerParams = Type.Object({
  sequence: Type.Integer({ minimum: 0, maximum: SEQUENCE_MAX }),
});
export const TileParams = Type.Object({ "*": Type.String({ maxLength: 60 }) });
