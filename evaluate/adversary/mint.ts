/**
 * New ids that look like the world's own, so that nothing in how a thing is called tells who made
 * it.
 */
import { below, pick, type Random } from "./chance.ts";

/** Gives an id that was not there and was not given before. */
export type Mint = () => string;

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/;
/**
 * Numbers are drawn up to this much above the largest there is, so that new ids lie among the old.
 */
const ROOM = 1.5;
/** Wide enough a range for worlds whose ids hold small numbers. */
const RANGE_MIN = 1000;
const NUMBER_AT_END = /\d{1,15}(?=\D*$)/;

export function createMint(random: Random, known: readonly string[], fallback: string): Mint {
  const taken = new Set(known);
  const models = known.length > 0 ? known : [`${fallback}0`];
  let range = RANGE_MIN;
  for (const id of models) {
    const digits = NUMBER_AT_END.exec(id)?.[0] ?? "0";
    if (digits.length < 12) range = Math.max(range, Number(digits) * ROOM);
  }
  return () => {
    for (;;) {
      const id = likeness(random, pick(random, models), range);
      range += 1;
      if (taken.has(id)) continue;
      taken.add(id);
      return id;
    }
  };
}

/** The model with its last number drawn anew; a name of letters or hex digits, each anew. */
function likeness(random: Random, model: string, range: number): string {
  const digits = NUMBER_AT_END.exec(model);
  const plain = digits !== null && !/^(?=.*\d)(?=.*[a-f])[0-9a-f-]{8,}$/i.test(model);
  if (!plain) {
    return model.replace(/[0-9a-z]/gi, (sign) => {
      if (/\d/.test(sign)) return String(below(random, 10));
      const letter = String.fromCharCode(97 + below(random, /[a-f]/i.test(sign) ? 6 : 26));
      return sign === sign.toLowerCase() ? letter : letter.toUpperCase();
    });
  }
  const [old] = digits;
  const padded = old.startsWith("0") && old.length > 1;
  const drawn = String(below(random, Math.ceil(range)));
  return model.replace(NUMBER_AT_END, padded ? drawn.padStart(old.length, "0") : drawn);
}

/** Another address in the network of a known one. */
export function addressNear(random: Random, known: string): string {
  const parts = IPV4.exec(known);
  if (parts === null && known.includes(":")) {
    // IPv6: another /64 of the same provider, and another host in it.
    const groups = known.split(":").slice(0, 3);
    const group = (): string => below(random, 65_536).toString(16);
    return [...groups, group(), "", group()].join(":");
  }
  if (parts === null) return likeness(random, known, RANGE_MIN * 1000);
  return `${parts[1]}.${parts[2]}.${below(random, 256)}.${1 + below(random, 254)}`;
}
