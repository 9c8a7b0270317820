import { isIPv6 } from "node:net";
import {
  BRAKED_ADDRESSES_MAX,
  TOKEN_KNOWN_MS,
  WRONG_TOKEN_REFILL_MS,
  WRONG_TOKENS_MAX,
} from "./serve-limits.ts";

/** Slows down whoever guesses tokens, by the address it comes from. */
export interface TokenBrake {
  /** Whether a token from this address is looked at now; else milliseconds until one is. */
  wait(address: string, nowMs: number): number;
  wrong(address: string, nowMs: number): void;
  right(address: string, nowMs: number): void;
}

interface Tries {
  /** Wrong tokens that it may still send, as of `atMs`; one comes back every `WRONG_TOKEN_REFILL_MS`. */
  left: number;
  atMs: number;
  /** When it last showed the right token. */
  rightAtMs: number;
}

/**
 * An address may send `WRONG_TOKENS_MAX` wrong tokens at once and one more each `WRONG_TOKEN_REFILL_MS`; then its tokens are
 * not looked at, right or wrong, so that guessing stays slow. One that showed the right token within the last minute is not
 * held up: behind it stand many, such as a proxy, and the honest ones must not pay. Memory is bounded: the address that was
 * quiet longest is forgotten.
 */
export function createTokenBrake(): TokenBrake {
  const byAddress = new Map<string, Tries>();

  function triesOf(address: string, nowMs: number): Tries {
    const key = keyOf(address);
    const tries = byAddress.get(key) ?? {
      left: WRONG_TOKENS_MAX,
      atMs: nowMs,
      rightAtMs: Number.NEGATIVE_INFINITY,
    };
    const back = Math.floor(Math.max(0, nowMs - tries.atMs) / WRONG_TOKEN_REFILL_MS);
    if (back > 0) {
      tries.left = Math.min(WRONG_TOKENS_MAX, tries.left + back);
      tries.atMs += back * WRONG_TOKEN_REFILL_MS;
    }
    return tries;
  }

  function remember(address: string, tries: Tries): void {
    const key = keyOf(address);
    byAddress.delete(key);
    byAddress.set(key, tries);
    const [quietest] = byAddress.keys();
    if (byAddress.size > BRAKED_ADDRESSES_MAX && quietest !== undefined) byAddress.delete(quietest);
  }

  return {
    wait(address, nowMs) {
      if (!byAddress.has(keyOf(address))) return 0;
      const tries = triesOf(address, nowMs);
      if (tries.left > 0 || nowMs - tries.rightAtMs < TOKEN_KNOWN_MS) return 0;
      return tries.atMs + WRONG_TOKEN_REFILL_MS - nowMs;
    },
    wrong(address, nowMs) {
      const tries = triesOf(address, nowMs);
      if (tries.left === WRONG_TOKENS_MAX) tries.atMs = nowMs;
      tries.left = Math.max(0, tries.left - 1);
      remember(address, tries);
    },
    right(address, nowMs) {
      const known = byAddress.get(keyOf(address));
      if (known !== undefined && nowMs - known.rightAtMs < TOKEN_KNOWN_MS / 2) return;
      const tries = triesOf(address, nowMs);
      tries.rightAtMs = nowMs;
      remember(address, tries);
    },
  };
}

/** One household or server has 2^64 addresses of IPv6: its first 64 bits stand for it. */
function keyOf(address: string): string {
  if (!isIPv6(address) || address.includes(".")) return address;
  const [head = ""] = address.split("%");
  const [left = "", right] = head.split("::");
  const parts = left === "" ? [] : left.split(":");
  if (right !== undefined) while (parts.length < 4) parts.push("0");
  return parts.slice(0, 4).join(":");
}
