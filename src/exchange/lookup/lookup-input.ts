import { PSEUDONYM_BYTES, SESSION_BYTES } from "../psi/p256.ts";

/** What is put into the function: the exchange and the pseudonym, so that nothing of one exchange is of use in another. */
export function lookupInput(session: string, pseudonym: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(SESSION_BYTES + PSEUDONYM_BYTES);
  bytes.set(Buffer.from(session, "hex"));
  bytes.set(pseudonym, SESSION_BYTES);
  return bytes;
}
