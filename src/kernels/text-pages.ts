import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Bytes of a page, 128 KiB. A text never lies in two. */
const PAGE_BYTES = 1 << 17;
/** Longest text: a longer one is cut. Identifiers of events are far shorter. */
const TEXT_BYTES_MAX = 1 << 16;
/** Pages held at the most, 4 GiB. */
const PAGES_MAX = 32_768;
/** Pages that stay as they are, the latest, unless told: 32 MiB, the names of a million accounts. Earlier ones are packed, to a quarter or less. */
const PLAIN_PAGES = 256;
/** Pages kept open for who asks on: whoever names the events of a campaign asks in order. */
const OPENED_PAGES = 16;
/** Texts that a page begins with room for. */
const STARTS_FIRST = 1024;
/** Fastest: what ids have in common is in sight at any level. */
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Ends a text. No text may hold it; what stands between two quotes of a JSON line does not. */
const END = 0x0a;

/** A page that can be read, and where each of its texts begins in it. */
interface OpenPage {
  readonly bytes: Uint8Array;
  starts: Uint32Array;
}

/**
 * Texts by number, as bytes in pages: 5 bytes a text and its own, where a string would take 40 and more. Pages are taken one by one, so that
 * nothing is copied as they fill; of many only the latest are plain, the rest packed by zstd (3 ns a byte to pack, 0.2 ms a page to read), without where texts begin.
 */
export class TextPages {
  size = 0;
  /** By page: plain, or packed. */
  private readonly pages: (OpenPage | Uint8Array)[] = [];
  /** Pages from the first on that are packed. */
  private packed = 0;
  private readonly opened = new Map<number, OpenPage>();
  /** By page: number of its first text. */
  private readonly firsts: number[] = [];
  private latest: OpenPage = { bytes: new Uint8Array(0), starts: new Uint32Array(0) };
  private at = PAGE_BYTES;
  private readonly plainPages: number;

  /** `plainPages`: the latest so many are not packed (1 or more). */
  constructor(plainPages = PLAIN_PAGES) {
    this.plainPages = plainPages;
  }

  /** Takes `bytes[start, end)`, in which there is no line feed, as the next text; returns its number. Throws when 4 GiB are held. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const length = Math.min(end - start, TEXT_BYTES_MAX);
    if (this.at + length + 1 > PAGE_BYTES) {
      if (this.pages.length === PAGES_MAX)
        throw new RangeError(`more than \`${PAGES_MAX >> 3}\` MiB of texts`);
      this.latest = { bytes: new Uint8Array(PAGE_BYTES), starts: new Uint32Array(STARTS_FIRST) };
      this.pages.push(this.latest);
      this.firsts.push(this.size);
      this.at = 0;
      this.pack();
    }
    const { latest, at } = this;
    const page = latest.bytes;
    for (let i = 0; i < length; i++) page[at + i] = bytes[start + i]!;
    page[at + length] = END;
    this.at = at + length + 1;
    const own = this.size - this.firsts[this.firsts.length - 1]!;
    if (own === latest.starts.length) {
      const grown = new Uint32Array(own * 2);
      grown.set(latest.starts);
      latest.starts = grown;
    }
    latest.starts[own] = at;
    return this.size++;
  }

  /** Bytes of a text; they share memory with the page. Throws on a number that none has. */
  bytesOf(text: number): Uint8Array {
    if (!(text >= 0 && text < this.size)) throw new Error(`no text with number \`${text}\``);
    const place = this.placeOf(text);
    const { bytes, starts } = this.page(place);
    const from = starts[text - this.firsts[place]!]!;
    let end = from;
    while (bytes[end] !== END) end++;
    return bytes.subarray(from, end);
  }

  get bytes(): number {
    let sum = 0;
    for (const page of this.pages)
      sum += page instanceof Uint8Array ? page.length : page.bytes.length + page.starts.byteLength;
    return sum;
  }

  private pack(): void {
    for (; this.packed < this.pages.length - this.plainPages; this.packed++)
      // A copy: what zlib gives stands in a piece of memory several times its length.
      this.pages[this.packed] = new Uint8Array(
        zstdCompressSync((this.pages[this.packed] as OpenPage).bytes, LEVEL),
      );
  }

  /** Page of a text: the last whose first text is not behind it. */
  private placeOf(text: number): number {
    const { firsts } = this;
    let low = 0;
    let high = firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firsts[middle]! <= text) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private page(place: number): OpenPage {
    const held = this.pages[place]!;
    if (!(held instanceof Uint8Array)) return held;
    const kept = this.opened.get(place);
    if (kept !== undefined) return kept;
    if (this.opened.size === OPENED_PAGES) {
      for (const first of this.opened.keys()) {
        this.opened.delete(first);
        break;
      }
    }
    const bytes = zstdDecompressSync(held);
    const page = { bytes, starts: startsOf(bytes, this.firsts[place + 1]! - this.firsts[place]!) };
    this.opened.set(place, page);
    return page;
  }
}

/** Where each of a page's texts begins. */
function startsOf(bytes: Uint8Array, texts: number): Uint32Array {
  const starts = new Uint32Array(texts);
  for (let text = 1, at = 0; text < texts; text++) {
    while (bytes[at] !== END) at++;
    starts[text] = ++at;
  }
  return starts;
}
