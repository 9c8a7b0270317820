import { englishWords } from "./foreign-words.ts";
import { simplified } from "./simplified.ts";

/** A column's name taken apart. */
export interface HeaderTokens {
  /** Lower case, full-width made plain, without blanks and `_`: for Chinese names. */
  readonly flat: string;
  /** Words of Latin script, and runs of Chinese, in order; of a path all its parts. */
  readonly tokens: readonly string[];
  /** What `(秒)`, `_ms` or `(min)` at the end says a number counts, in milliseconds. */
  readonly unitMs?: number;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(?:毫秒|[_(（\s.]ms\)?|[_(\s]millis(?:econds)?\)?|Ms)$/, 1],
  [/(?:[（(]?(?:秒|s|sec|secs|seconds)[)）]|秒|_s|_secs?|_seconds|\bsecs|\bseconds|Seconds)$/i, 1000],
  [/(?:[（(]?(?:分钟|分|min|minutes)[)）]|分钟|_min|_minutes)$/i, 60_000],
];

/** `用户 ID（抖音）`, `authorChannelId.value`, `comment_create_time` → their words. */
export function headerTokens(name: string): HeaderTokens {
  const plain = simplified(
    name
      .normalize("NFKC")
      .replace(/^\ufeff/, "")
      .trim(),
  );
  const unit = UNITS.find(([pattern]) => pattern.test(plain));
  const bare = lastOfPath(plain)
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, " ")
    .trim();
  const kept = bare === "" ? plain : bare;
  const tokens = kept
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/([a-zA-Z\d])([\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])/g, "$1 $2")
    .replace(/([\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])([a-zA-Z\d])/g, "$1 $2")
    .toLowerCase()
    .normalize("NFD")
    .replace(/(?<=\p{Script=Latin})\p{Mn}+/gu, "")
    .normalize("NFC")
    .replace(/\b[dl]['’](?=\p{L})/gu, "")
    .replace(/(?<=[a-z])['’](?=[a-z])/g, "")
    .split(/[^\p{L}\d#]+/u)
    .filter((token) => token !== "")
    .flatMap(englishWords);
  const flat = tokens.join("");
  return { flat, tokens, ...(unit === undefined ? {} : { unitMs: unit[1] }) };
}

/** Parts of a path that name no thing: what wraps the thing. */
const WRAPPERS =
  /^(?:\d+|snippet|node|edge|data|item|attributes|properties|fields|_source|legacy|value|result|results|core|\$oid|\$date|\$number\w+)$/i;

/** Of a path in a JSON row the part that names the thing, with the one before it: `snippet.author.id` → `author.id`. */
function lastOfPath(name: string): string {
  if (!/^[\w$-]+(?:\.[\w$-]+)+$/.test(name)) return name;
  const parts = name.split(".");
  const telling = parts.filter((part) => !WRAPPERS.test(part));
  return (telling.length === 0 ? parts : telling)
    .slice(-2)
    .join(".")
    .replace(/^topLevel/, "");
}
