import { Type } from "typebox";
import { count, nullable, ref } from "./schema-parts.ts";

/** What erasing an account did, and what is left of it. */
export const ERASURE_SCHEMA = Type.Object(
  {
    at: Type.String({ format: "date-time" }),
    account_sha256: Type.String({
      pattern: "^[0-9a-f]{64}$",
      description: "SHA-256 over `salt` and the id, as text; the ledger's entry holds the same and no name",
    }),
    salt: Type.String({ pattern: "^[0-9a-f]{32}$" }),
    erased: Type.Object(
      {
        campaign_entries: Type.Integer({
          minimum: 0,
          description: "places in the lists of campaigns that held its name, as member or owner",
        }),
        list_entries: Type.Integer({
          minimum: 0,
          description: "entries of named lists that were it; it is on none of them any more",
        }),
        ledger_entries: Type.Integer({
          minimum: 0,
          description: "entries of the ledger that named it: their content is gone, their hashes stay",
        }),
      },
      { description: "gone from the disk" },
    ),
    remains: Type.Object({
      log_events: Type.Integer({ minimum: 0, description: "events of the log that name it" }),
      log_until: nullable("string", {
        format: "date-time",
        description:
          "when the last of them will have been dropped; null = there are none, or nothing is dropped",
      }),
      counts_as_target: count,
    }),
    text: Type.Array(ref("Sentence"), { description: "the same in plain words" }),
  },
  { $id: "Erasure" },
);
