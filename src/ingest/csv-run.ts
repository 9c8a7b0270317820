import type { Rejection } from "../nouns/codes.ts";
import { PlainRecord, type SlicedBuffer } from "./plain-record.ts";

/** A record's fields as texts, or where they stand. */
export type CsvFields = readonly string[] | PlainRecord;

export interface CsvRecord<Fields = readonly string[]> {
  readonly fields: Fields;
  /** Line (1-based) it begins at. */
  readonly line: number;
}

/** Records of a run of input. */
export interface CsvRun<Fields = readonly string[]> {
  readonly records: Iterable<CsvRecord<Fields>>;
  readonly rejections: readonly Rejection[];
}

/** Plain records on lines that follow each other. */
interface Stretch {
  readonly bytes: SlicedBuffer;
  /** Place of the first one's ends. */
  readonly at: number;
  readonly line: number;
  count: number;
}

/** Places that the ends of some thousand records take. */
const ENDS_MIN = 1 << 14;

/** Records of a run in their order, those that are plain as numbers. Good until the next run is read; nothing is allocated for a plain record. */
export class CsvRecords implements Iterable<CsvRecord<CsvFields>> {
  private readonly items: (CsvRecord | Stretch)[] = [];
  private ends: Int32Array;
  private used = 0;
  private readonly record = new PlainRecord();

  constructor(ends: Int32Array = new Int32Array(ENDS_MIN)) {
    this.ends = ends;
  }

  /** Room for the next run, in the same memory: what is plain of this one is good no more. */
  next(): CsvRecords {
    return new CsvRecords(this.ends);
  }

  add(fields: readonly string[], line: number): void {
    this.items.push({ fields, line });
  }

  /** Room for one more record of so many fields: its beginning and its ends from `place` on. */
  room(fields: number): { readonly ends: Int32Array; readonly place: number } {
    if (this.used + fields + 1 > this.ends.length) {
      const grown = new Int32Array(Math.max(2 * this.ends.length, this.used + fields + 1));
      grown.set(this.ends);
      this.ends = grown;
    }
    return { ends: this.ends, place: this.used };
  }

  /** Takes what was written into the room. */
  addPlain(bytes: SlicedBuffer, line: number, fields: number): void {
    const last = this.items.at(-1);
    if (last !== undefined && "count" in last && last.bytes === bytes && last.line + last.count === line)
      last.count++;
    else this.items.push({ bytes, at: this.used, line, count: 1 });
    this.record.count = fields;
    this.used += fields + 1;
  }

  /** Fields of the latest record. */
  latest(): readonly string[] {
    const last = this.items.at(-1);
    if (last === undefined) return [];
    return "count" in last ? this.place(last, last.count - 1).texts() : last.fields;
  }

  *[Symbol.iterator](): Iterator<CsvRecord<CsvFields>> {
    for (const item of this.items) {
      if (!("count" in item)) yield item;
      else for (let i = 0; i < item.count; i++) yield { fields: this.place(item, i), line: item.line + i };
    }
  }

  private place(stretch: Stretch, nth: number): PlainRecord {
    const { record } = this;
    record.bytes = stretch.bytes;
    record.ends = this.ends;
    record.at = stretch.at + nth * (record.count + 1);
    return record;
  }
}
