/** What a sender may not know: the fields each variant takes out of every line. */
const TAKEN_OUT = {
  "all fields": null,
  "no ip_kind": /"ip_kind":(?:"[a-z_]*"|null),/g,
  "no ip_kind, no asn": /"ip_kind":(?:"[a-z_]*"|null),|"asn":\d+,/g,
  "no device": /"device":(?:"[^"]*"|null),/g,
} as const;

export type Variant = keyof typeof TAKEN_OUT;
export const VARIANTS = Object.keys(TAKEN_OUT) as readonly Variant[];

/** Lines → the same lines without the variant's fields. Works on bytes of the simulator's own form only. */
export function withoutFields(variant: Variant): (bytes: Uint8Array) => Uint8Array {
  const pattern = TAKEN_OUT[variant];
  if (pattern === null) return (bytes) => bytes;
  // latin1 maps each byte to one character and back, whatever the text's encoding.
  return (bytes) => Buffer.from(Buffer.from(bytes).toString("latin1").replace(pattern, ""), "latin1");
}
