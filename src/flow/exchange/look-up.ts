import { existsSync, readFileSync } from "node:fs";
import { decodeLabel, type SubjectLabel } from "../../exchange/contract/label.ts";
import { keyCheck, pairPseudonym } from "../../exchange/contract/pair-key.ts";
import { lookupInput } from "../../exchange/lookup/lookup-input.ts";
import { LOOKUPS_PER_REQUEST_MAX } from "../../exchange/lookup/lookup-limits.ts";
import { blindInput, ELEMENT_BYTES, finalizeOutput } from "../../exchange/lookup/oprf.ts";
import { firstDisorder, labelOf, ROW_BYTES } from "../../exchange/psi/answer-table.ts";
import { OUTPUT_BYTES } from "../../exchange/psi/p256.ts";
import { isPaddedSize } from "../../exchange/psi/padded-size.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { writeWhole } from "../../store/ledger-key.ts";
import { BY_EXCHANGE, type ExchangeOffice } from "./exchange-office.ts";
import { holdToRetention, lookedUp } from "./lookups.ts";
import type { Session } from "./session.ts";

/** What is asked of a counterpart for look-ups. */
export interface LookupPeer {
  table(session: string): Promise<Uint8Array>;
  evaluate(session: string, elements: Uint8Array): Promise<Uint8Array>;
}

/** What a counterpart knows of an identifier: nothing, or a label. */
export interface LookedUp extends SubjectLabel {
  readonly id: string;
  readonly known: boolean;
}

/**
 * Asks a counterpart of single identifiers, under an exchange that is done: it learns how many are asked, and neither which nor whether it knew them. This side's ledger says it before anything leaves. Rejects with `exchange_state`,
 * `exchange_expired`, `exchange_key`, `exchange_message`, `exchange_tampered`, `exchange_bad_point` and what the counterpart answers.
 */
export async function lookUp(
  office: ExchangeOffice,
  known: Session,
  ids: readonly string[],
  pairKey: Uint8Array,
  peer: LookupPeer,
): Promise<readonly LookedUp[]> {
  const { session, contract } = known;
  if (known.role !== "offerer" || known.step !== "done")
    throw new TouchstoneError(
      "exchange_state",
      `look-ups follow an exchange that this side asked for and that is done; \`${session}\` is \`${known.role}\`, \`${known.step}\``,
    );
  holdToRetention(office, known);
  if (contract.key_check !== keyCheck(pairKey, session))
    throw new TouchstoneError("exchange_key", "compare the SHA-256 of both key files by telephone");
  if (ids.length < 1 || ids.length > LOOKUPS_PER_REQUEST_MAX)
    throw new TouchstoneError(
      "exchange_too_many",
      `\`${ids.length}\` are asked at once: 1 to ${LOOKUPS_PER_REQUEST_MAX}, more go by an exchange`,
    );
  const table = { bytes: await tableOf(office, session, peer) };
  const inputs = ids.map((id) => lookupInput(session, pairPseudonym(pairKey, contract.subject, id)));
  const blinded = inputs.map((input) => blindInput(input));
  await office.append({ kind: "exchange_looked_up", by: BY_EXCHANGE, fields: lookedUp(known, ids.length) });
  const answers = await peer.evaluate(session, Buffer.concat(blinded.map(({ element }) => element)));
  if (answers.length !== ids.length * ELEMENT_BYTES)
    throw new TouchstoneError(
      "exchange_truncated",
      `\`${answers.length}\` bytes answer \`${ids.length}\` look-ups of ${ELEMENT_BYTES} bytes`,
    );
  return ids.map((id, i) => {
    const evaluated = answers.subarray(i * ELEMENT_BYTES, (i + 1) * ELEMENT_BYTES);
    const output = finalizeOutput(inputs[i]!, blinded[i]!.blind, evaluated);
    if (output === null)
      throw new TouchstoneError("exchange_bad_point", `the answer to look-up \`${i}\` is not on the curve`);
    const hidden = labelOf(table, output.subarray(0, OUTPUT_BYTES));
    if (hidden === null) return { id, known: false, band: null, reasons: [] };
    const label = decodeLabel(hidden, contract.fields);
    if (label === null)
      throw new TouchstoneError(
        "exchange_tampered",
        `the label of a row says more than ${contract.fields.join(", ")}`,
      );
    return { id, known: true, ...label };
  });
}

/** Fetched once an exchange. */
async function tableOf(office: ExchangeOffice, session: string, peer: LookupPeer): Promise<Uint8Array> {
  const file = office.sessions.file(session, "lookupTable");
  if (existsSync(file)) return readFileSync(file);
  const bytes = await peer.table(session);
  if (
    bytes.length % ROW_BYTES !== 0 ||
    !isPaddedSize(bytes.length / ROW_BYTES) ||
    firstDisorder(bytes) !== null
  )
    throw new TouchstoneError(
      "exchange_message",
      `\`${bytes.length}\` bytes are no table: rows of ${ROW_BYTES} bytes, a power of two of them, in order`,
    );
  writeWhole(file, bytes);
  return bytes;
}
