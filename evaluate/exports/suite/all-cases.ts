import { badByteCases } from "./cases-bad-bytes.ts";
import { badTableCases } from "./cases-bad-tables.ts";
import { bookCases } from "./cases-books.ts";
import { oddBookCases } from "./cases-books-odd.ts";
import { cellCases } from "./cases-cells.ts";
import { jsonCases } from "./cases-json.ts";
import { lineCases } from "./cases-lines.ts";
import { manyCases } from "./cases-many.ts";
import { oddCases } from "./cases-odd.ts";
import { parquetCases } from "./cases-parquet.ts";
import { plainCases } from "./cases-plain.ts";
import { spoiltCases } from "./cases-spoilt.ts";
import { timeCases } from "./cases-times.ts";
import type { SuiteCase } from "./truth.ts";

const BY_SEED = [
  plainCases,
  timeCases,
  lineCases,
  cellCases,
  oddCases,
  spoiltCases,
  jsonCases,
  bookCases,
  oddBookCases,
  manyCases,
  parquetCases,
];

/** Every case of the suite for a seed; the same seed gives the same bytes. Names are unique. */
export function allCases(seed: number): SuiteCase[] {
  const cases = [...BY_SEED.flatMap((make) => make(seed)), ...badByteCases(), ...badTableCases()];
  const names = new Set(cases.map((one) => one.truth.name));
  if (names.size !== cases.length) throw new Error("two cases have one name");
  return cases;
}
