import { createHash } from "node:crypto";

export type IdForm =
  | "digits19"
  | "digits10"
  | "hex24"
  | "uuid"
  | "openid"
  | "handle"
  | "padded"
  | "sec-uid"
  | "cased"
  | "url";

/**
 * Number of a person or thing → its id in a form that platforms use. Different numbers give different
 * ids in every form; `space` keeps people, targets and comments apart.
 */
export function idOf(form: IdForm, number: number, space: string): string {
  const digest = createHash("sha256").update(`${space} ${number}`).digest();
  // Snowflake ids of short-video platforms have 19 digits and lie above 2^53: a double loses the last ones.
  // Consecutive people differ in the last digits only, which is where a double joins them.
  if (form === "digits19")
    return String(7_400_000_000_000_000_001n + BigInt(number) * 7n + spaceOffset(space));
  if (form === "digits10") return String(1_000_000_007 + number * 13);
  if (form === "hex24") return digest.toString("hex").slice(0, 24);
  if (form === "uuid")
    return digest.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  if (form === "openid") return `oX${digest.toString("base64url").slice(0, 26)}`;
  if (form === "sec-uid") return `MS4wLjABAAAA${digest.toString("base64url")}`;
  if (form === "padded") return paddedPair(number);
  if (form === "cased") return casedPair(number);
  if (form === "url") return `https://www.example-video.com/${space}/${digest.toString("hex").slice(0, 12)}`;
  return `${digest
    .toString("hex")
    .replace(/[^a-f]/g, "")
    .slice(0, 5)}_${number.toString(36)}`;
}

function spaceOffset(space: string): bigint {
  // At most 1.5e18 above 7.4e18: below 2^63, as platforms' ids are.
  return BigInt(createHash("sha256").update(space).digest().readUInt32BE(0) % 1_500_000_000) * 1_000_000_000n;
}

/** `000123` and `123` are two people: whoever reads ids as numbers joins them. */
function paddedPair(number: number): string {
  const digits = String(100 + Math.floor(number / 2));
  return number % 2 === 0 ? digits : digits.padStart(8, "0");
}

/** `oAbC…` and `oabc…` are two people: ids of some platforms tell case apart. */
function casedPair(number: number): string {
  const digest = createHash("sha256")
    .update(`cased ${Math.floor(number / 2)}`)
    .digest("hex");
  const body = `${digest.slice(0, 20)}z`;
  return number % 2 === 0 ? `o${body}` : `o${body.toUpperCase()}`;
}
