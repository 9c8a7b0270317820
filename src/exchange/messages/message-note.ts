import { canonicalJson } from "../../ledger/canonical-json.ts";
import { schemaFault } from "../../ledger/schema-fault.ts";
import {
  formatNote,
  isSignedBy,
  parseNote,
  type SignedNote,
  type SignerKey,
  signNote,
  type VerifierKey,
} from "../../ledger/signed-note.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { MESSAGE_SCHEMAS, type MessageHeader, type MessageKind } from "../../nouns/exchange.ts";

/** First line of a message's signed text. No checkpoint begins so: its second line is a number. */
const FIRST_LINE = "touchstone-exchange/1";

/** A header as its sender signs it: a C2SP signed note of two lines, what it is and its canonical JSON. */
export function signHeader<K extends MessageKind>(kind: K, header: MessageHeader<K>, key: SignerKey): string {
  const body = `${FIRST_LINE} ${kind}\n${canonicalJson(header)}\n`;
  return formatNote({ body, signatures: [signNote(body, key)] });
}

/** A header whose signature is not checked yet: enough to look up whose key it should be. */
export interface ReadHeader<K extends MessageKind> {
  readonly header: MessageHeader<K>;
  readonly note: SignedNote;
}

/** Reads a header of a kind. Throws `exchange_message` for everything else. */
export function readHeader<K extends MessageKind>(kind: K, text: string): ReadHeader<K> {
  const note = parseNote(text);
  const [first, json, ...rest] = note?.body.split("\n") ?? [];
  if (note === null || json === undefined || rest.join("") !== "" || !first?.startsWith(`${FIRST_LINE} `))
    throw new TouchstoneError("exchange_message", "its header is no signed note of this format");
  if (first !== `${FIRST_LINE} ${kind}`)
    throw new TouchstoneError(
      "exchange_message",
      `it is an \`${first.slice(FIRST_LINE.length + 1)}\`, here goes an \`${kind}\``,
    );
  const value = parsed(json);
  const fault = schemaFault(MESSAGE_SCHEMAS[kind], value, "");
  if (fault !== null) throw new TouchstoneError("exchange_message", `in its header ${fault}`);
  return { header: value as MessageHeader<K>, note };
}

/** Throws `exchange_tampered` unless the key signed the header. */
export function holdToSigner({ note }: ReadHeader<MessageKind>, key: VerifierKey): void {
  if (!isSignedBy(note, key))
    throw new TouchstoneError("exchange_tampered", `the key of \`${key.name}\` did not sign the header`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new TouchstoneError("exchange_message", "the second line of its header is not JSON");
  }
}
