import { randomBytes } from "node:crypto";
import { SALT_BYTES } from "../ledger/leaf.ts";

/** Salts fetched from the system at once: one by one they would cost as much as hashing an entry. */
const SALTS_AT_ONCE = 1024;

/** Fresh salts, one a call, none twice. `random`: that many bytes of chance; by default the system's. */
export function saltSource(random: (bytes: number) => Uint8Array = randomBytes): () => Uint8Array {
  let pool = new Uint8Array(0);
  let at = 0;
  return () => {
    if (at === pool.length) {
      pool = Uint8Array.from(random(SALTS_AT_ONCE * SALT_BYTES));
      at = 0;
    }
    const salt = pool.subarray(at, at + SALT_BYTES);
    at += SALT_BYTES;
    return salt;
  };
}
