import { createHmac } from "node:crypto";
import type { ExchangeSubject } from "../../nouns/exchange.ts";

/** Bytes of a pair key at least: as long as the security wanted (NIST SP 800-107). */
export const PAIR_KEY_BYTES_MIN = 32;
const CHECK_CHARS = 32;

/** An identifier under the key that both sides agreed on beforehand; its class is part of it, so that accounts and payees never meet. */
export function pairPseudonym(key: Uint8Array, subject: ExchangeSubject, id: string): Uint8Array {
  return createHmac("sha256", key).update(`touchstone/exchange/v1/id\0${subject}\0${id}`).digest();
}

/** What shows that both hold the same key: else everybody would be a stranger, and the empty answer would look like a finding. */
export function keyCheck(key: Uint8Array, session: string): string {
  return createHmac("sha256", key)
    .update(`touchstone/exchange/v1/check\0${session}`)
    .digest("hex")
    .slice(0, CHECK_CHARS);
}
