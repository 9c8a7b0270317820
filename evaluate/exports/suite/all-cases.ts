import { badCases } from "./cases-bad.ts";
import { bookCases } from "./cases-books.ts";
import { habitCases } from "./cases-habits.ts";
import { jsonCases } from "./cases-json.ts";
import { manyCases } from "./cases-many.ts";
import { oddCases } from "./cases-odd.ts";
import { plainCases } from "./cases-plain.ts";
import type { SuiteCase } from "./truth.ts";

/** Every case of the suite for a seed; the same seed gives the same bytes. Names are unique. */
export function allCases(seed: number): SuiteCase[] {
  const cases = [
    ...plainCases(seed),
    ...habitCases(seed),
    ...oddCases(seed),
    ...jsonCases(seed),
    ...bookCases(seed),
    ...manyCases(seed),
    ...badCases(),
  ];
  const names = new Set(cases.map((one) => one.truth.name));
  if (names.size !== cases.length) throw new Error("two cases have one name");
  return cases;
}
