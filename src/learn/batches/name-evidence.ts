import { ramp, sureExcess, sureExcessOver } from "./compare-parts.ts";
import type { NameMarks } from "./name-marks.ts";

/** How patterned the names of a group are beyond those of the rest, 0 to 1, and by which marks. */
export interface NameEvidence {
  readonly strength: number;
  /** Part of the group whose name has one of the marks below. */
  readonly part: number;
  readonly stems: readonly string[];
  readonly shapes: readonly string[];
  readonly scrambled: boolean;
}

/** Parts of honest lists at most, for a group that nothing is left to compare with: a first name with a year of birth is the commonest shape. */
const HONEST_SHAPE = 0.3;
const HONEST_STEM = 0.05;
const HONEST_SCRAMBLED = 0.15;
/** A stem is shared from so many names on; fewer share a first name by chance. */
const STEM_MIN = 5;
const STEM_PART_MIN = 0.02;
/** With nothing to compare with, only a stem that no first name reaches is a mark. */
const STEM_PART_MIN_ALONE = 0.05;
const SHAPES_MAX = 2;
/** A language of another script moves shapes by some 20 points; patterns of one maker by more than 50. */
const NONE = 0.25;
const FULL = 0.55;

/**
 * Marks of a group's names that the rest's do not have. Default names of platforms are no mark, and leave the count: newcomers have them. `rest`
 * empty: nothing to compare with. O(names).
 */
export function nameEvidence(
  group: readonly (NameMarks | null)[],
  rest: readonly (NameMarks | null)[],
): NameEvidence {
  const own = group.filter((marks) => marks !== null);
  const others = rest.filter((marks) => marks !== null);
  const alone = others.length === 0;
  const excess = (hits: number, restHits: number, honest: number): number =>
    alone ? sureExcessOver(hits, own.length, honest) : sureExcess(hits, own.length, restHits, others.length);

  const restStems = counted(others, ({ stem }) => stem);
  const stems = [...counted(own, ({ stem }) => stem)]
    .filter(([stem, n]) => {
      if (n < Math.max(STEM_MIN, (alone ? STEM_PART_MIN_ALONE : STEM_PART_MIN) * own.length)) return false;
      return alone || n / own.length > 4 * ((restStems.get(stem) ?? 0) / others.length);
    })
    .map(([stem]) => stem);
  const stemSet = new Set(stems);
  const hasStem = ({ stem }: NameMarks): boolean => stem !== null && stemSet.has(stem);
  const byStem = excess(own.filter(hasStem).length, others.filter(hasStem).length, HONEST_STEM);

  const restShapes = counted(others, ({ shape }) => shape);
  const ranked = [...counted(own, ({ shape }) => shape)]
    .map(([shape, n]) => ({ shape, excess: excess(n, restShapes.get(shape) ?? 0, HONEST_SHAPE) }))
    .filter((one) => one.excess > 0)
    .sort((a, b) => b.excess - a.excess)
    .slice(0, SHAPES_MAX);
  const byShape = ranked.reduce((sum, one) => sum + one.excess, 0);

  const scrambledCount = (list: readonly NameMarks[]): number =>
    list.filter((marks) => marks.scrambled).length;
  const byScrambled = excess(scrambledCount(own), scrambledCount(others), HONEST_SCRAMBLED);

  const strength = ramp(Math.max(byStem, byShape, byScrambled), NONE, FULL);
  // A mark is named only where it carries something of its own.
  const shapes = byShape > NONE ? ranked.map(({ shape }) => shape) : [];
  const marks = {
    stems: byStem > NONE / 2 ? stems : [],
    shapes,
    scrambled: byScrambled > NONE / 2,
  };
  const marked = own.filter((one) => hasMark(one, marks)).length;
  return { strength, part: own.length === 0 ? 0 : marked / own.length, ...marks };
}

/** Whether a name has one of a batch's marks. */
export function hasMark(
  name: NameMarks,
  marks: Pick<NameEvidence, "stems" | "shapes" | "scrambled">,
): boolean {
  return (
    (marks.scrambled && name.scrambled) ||
    (name.stem !== null && marks.stems.includes(name.stem)) ||
    (name.shape !== null && marks.shapes.includes(name.shape))
  );
}

function counted(
  list: readonly NameMarks[],
  keyOf: (marks: NameMarks) => string | null,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const marks of list) {
    const key = keyOf(marks);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
