import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Bytes of a page, 128 KiB. A text never lies in two. */
const PAGE_BITS = 17;
const PAGE_BYTES = 1 << PAGE_BITS;
/** Longest text: a longer one is cut. Identifiers of events are far shorter. */
const TEXT_BYTES_MAX = 1 << 16;
/** Pages held at the most, 4 GiB: then a place fits into 32 bits. */
const PAGES_MAX = 32_768;
/** Pages that stay as they are, the latest: 32 MiB, the ids of half a million events. Earlier ones are packed, to a quarter or less. */
const PLAIN_PAGES = 256;
/** Packed pages kept unpacked for who asks on: whoever names the events of a campaign asks in order. */
const UNPACKED_PAGES = 16;
/** Fastest: what ids have in common is in sight at any level. */
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Ends a text. No text may hold it; what stands between two quotes of a JSON line does not. */
const END = 0x0a;

/**
 * Texts by number, as bytes in pages: 5 bytes a text and its own, where a string would take 40 and more. Pages are taken one by one, so that
 * nothing is copied as they fill; of many only the latest are plain, the rest packed by zstd (3 ns a byte to pack, 0.1 ms a page to read).
 */
export class TextPages {
  size = 0;
  private readonly pages: Uint8Array[] = [];
  /** Pages from the first on that are packed. */
  private packed = 0;
  private readonly unpacked = new Map<number, Uint8Array>();
  /** By text: page · `PAGE_BYTES` + place in it. */
  private starts = new Uint32Array(1024);
  private at = PAGE_BYTES;

  /** Takes `bytes[start, end)`, in which there is no line feed, as the next text; returns its number. Throws when 4 GiB are held. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const length = Math.min(end - start, TEXT_BYTES_MAX);
    if (this.at + length + 1 > PAGE_BYTES) {
      if (this.pages.length === PAGES_MAX)
        throw new RangeError(`more than \`${PAGES_MAX >> 3}\` MiB of texts`);
      this.pages.push(new Uint8Array(PAGE_BYTES));
      this.at = 0;
      this.pack();
    }
    const page = this.pages[this.pages.length - 1]!;
    const from = this.at;
    for (let i = 0; i < length; i++) page[from + i] = bytes[start + i]!;
    page[from + length] = END;
    this.at = from + length + 1;
    if (this.size === this.starts.length) {
      const grown = new Uint32Array(Math.ceil(this.size * 1.5));
      grown.set(this.starts);
      this.starts = grown;
    }
    this.starts[this.size] = (this.pages.length - 1) * PAGE_BYTES + from;
    return this.size++;
  }

  /** Bytes of a text; they share memory with the page. Throws on a number that none has. */
  bytesOf(text: number): Uint8Array {
    if (!(text >= 0 && text < this.size)) throw new Error(`no text with number \`${text}\``);
    const start = this.starts[text]!;
    const page = this.page(start >>> PAGE_BITS);
    const from = start & (PAGE_BYTES - 1);
    let end = from;
    while (page[end] !== END) end++;
    return page.subarray(from, end);
  }

  get bytes(): number {
    return this.pages.reduce((sum, page) => sum + page.length, this.starts.byteLength);
  }

  private pack(): void {
    for (; this.packed < this.pages.length - PLAIN_PAGES; this.packed++)
      this.pages[this.packed] = zstdCompressSync(this.pages[this.packed]!, LEVEL);
  }

  private page(place: number): Uint8Array {
    if (place >= this.packed) return this.pages[place]!;
    const kept = this.unpacked.get(place);
    if (kept !== undefined) return kept;
    if (this.unpacked.size === UNPACKED_PAGES) {
      for (const first of this.unpacked.keys()) {
        this.unpacked.delete(first);
        break;
      }
    }
    const page = zstdDecompressSync(this.pages[place]!);
    this.unpacked.set(place, page);
    return page;
  }
}
