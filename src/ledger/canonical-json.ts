/**
 * A value → its one canonical JSON text (RFC 8785, JSON Canonicalization Scheme): fields in order of their UTF-16 code units,
 * no white space, numbers and texts as ECMAScript writes them. Fields that are undefined are left out. Throws where a value has
 * no JSON form (a function, NaN, half a surrogate pair): our own mistake. `replace`: of
 * texts that people sent, halves of pairs become U+FFFD.
 */
export function canonicalJson(value: unknown, halfPairs: "refuse" | "replace" = "refuse"): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`\`${value}\` has no JSON form`);
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (halfPairs === "replace") return JSON.stringify(value.toWellFormed());
    if (!value.isWellFormed())
      throw new Error("a text with half a surrogate pair has no canonical JSON form");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each, halfPairs)).join(",")}]`;
  if (typeof value !== "object") throw new Error(`a value of type \`${typeof value}\` has no JSON form`);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  // `<` compares UTF-16 code units, which is the order that the RFC asks for (section 3.2.3).
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, each]) => `${canonicalJson(name)}:${canonicalJson(each, halfPairs)}`).join(",")}}`;
}
