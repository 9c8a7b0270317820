import { withoutNaN } from "./foreign-json.ts";

/** Whole numbers of so many digits may be above 2^53, where doubles skip some. */
const LONG_NUMBER = /\d{16}/;
const LONG_WHOLE = /^-?\d{16,}$/;

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * JSON text → its value, whole numbers of 16 digits and more as the text they are: ids of 64 bits keep their last digit. Throws as
 * `JSON.parse` does; `NaN` and `Infinity`, which Python writes, are null. Costs no more than that where no such number stands in the text.
 */
export function parseLossless(text: string): unknown {
  try {
    return parsed(text);
  } catch (error) {
    const mended = withoutNaN(text);
    if (mended === text) throw error;
    return parsed(mended);
  }
}

function parsed(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  const keepDigits: Reviver = (_key, value, { source }) =>
    typeof value === "number" && source !== undefined && LONG_WHOLE.test(source) ? source : value;
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}
