import { READINGS_KEPT, REMEMBERED_UNITS_MAX } from "./remark-limits.ts";
import type { RemarkReader, RemarkReading } from "./remark-reading.ts";

/**
 * A reader → the same reader, which knows its latest readings again. One payment is read twice, by the judge and for its
 * answer, and ordinary life writes the same words again and again (房租, 谢谢); a look-up costs under 1 µs. A reading is a function of the remark
 * and its context alone, so nothing is decided otherwise. At most `READINGS_KEPT` of them, the latest; long remarks are read anew.
 */
export function rememberReadings(read: RemarkReader): RemarkReader {
  const kept = new Map<string, RemarkReading>();
  return (remark, context) => {
    if (remark.length > REMEMBERED_UNITS_MAX) return read(remark, context);
    const { amountMinor, currency, scene, payeeKind, category } = context;
    const told = [amountMinor, currency, scene, payeeKind, category].map((part) => part ?? "");
    // Lengths keep the parts apart, whatever signs they hold.
    const key = `${told.map((part) => String(part).length).join()} ${told.join("")}${remark}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const reading = read(remark, context);
    if (kept.size >= READINGS_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, reading);
    return reading;
  };
}
