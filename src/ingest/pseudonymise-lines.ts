import type { Pseudonymiser } from "./pseudonymise.ts";
import { linesOf, type Source } from "./source.ts";

const NEWLINE = 0x0a;
const toText = new TextDecoder();
const toBytes = new TextEncoder();

/** A run of lines → the same lines, in number and order, with identifiers replaced. A last \n that is missing stays missing. */
export function pseudonymiseLines(bytes: Uint8Array, pseudonymiser: Pseudonymiser): Uint8Array {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const stop = bytes.indexOf(NEWLINE, start);
    const end = stop < 0 ? bytes.length : stop;
    pieces.push(pseudonymiser.line(toText.decode(bytes.subarray(start, end))));
    if (stop >= 0) pieces.push("\n");
    start = end + 1;
  }
  return toBytes.encode(pieces.join(""));
}

/** A source whose lines carry pseudonyms, whatever its format: rows are lines of the contract by then. */
export function pseudonymousSource(source: Source, pseudonymiser: Pseudonymiser): Source {
  return {
    ...source,
    async *chunks() {
      for await (const read of source.chunks()) {
        const chunk = linesOf(read);
        yield { ...chunk, bytes: pseudonymiseLines(chunk.bytes, pseudonymiser) };
      }
    },
  };
}
