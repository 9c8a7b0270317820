import { createWriteStream, rmSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { bodyBytes, headerIn } from "../../exchange/messages/message-file.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { ExchangePart } from "../../nouns/exchange.ts";
import { FILE_MODE } from "../../store/private-files.ts";

/**
 * Bytes that come over the network → a file. `admit` looks at the header as soon as it is whole and says what parts may follow, or
 * throws; not a byte more than these is written. Rejects with `exchange_truncated` and what `admit` throws; then the file is gone.
 */
export async function spool(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  admit: (header: string) => readonly ExchangePart[],
): Promise<void> {
  async function* held(): AsyncGenerator<Uint8Array> {
    let head: Buffer = Buffer.alloc(0);
    let length = 0;
    let announced: number | null = null;
    for await (const chunk of bytes) {
      length += chunk.length;
      if (announced === null) {
        head = Buffer.concat([head, chunk]);
        const header = headerIn(head);
        if (header === null) continue;
        announced = header.end + bodyBytes(admit(header.text));
        yield head;
      } else yield chunk;
      if (length > announced) throw outOfStep(length, announced);
    }
    if (announced === null || length !== announced) throw outOfStep(length, announced);
  }
  try {
    await pipeline(held, createWriteStream(file, { mode: FILE_MODE }));
  } catch (cause) {
    rmSync(file, { force: true });
    throw cause;
  }
}

function outOfStep(length: number, announced: number | null): TouchstoneError {
  const what = announced === null ? "it ends within its header" : `its header announces \`${announced}\``;
  return new TouchstoneError("exchange_truncated", `it has \`${length}\` bytes, ${what}`);
}
