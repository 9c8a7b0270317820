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
  // The default order of texts is that of UTF-16 code units, which the RFC asks for (section 3.2.3).
  const names = Object.keys(value).sort();
  let text = "";
  // Every append to the ledger comes by: no lists of pairs.
  for (const name of names) {
    const each = (value as Record<string, unknown>)[name];
    if (each === undefined) continue;
    text += `${text === "" ? "" : ","}${canonicalJson(name)}:${canonicalJson(each, halfPairs)}`;
  }
  return `{${text}}`;
}
