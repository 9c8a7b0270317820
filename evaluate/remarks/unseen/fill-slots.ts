import type { Chance } from "./chance.ts";

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

function digits(chance: Chance, count: number): string {
  return Array.from({ length: count }, () => String(chance.whole(0, 9))).join("");
}

/** Slots that are computed: small numbers, the ends of numbers, orders, codes, contracts and dates. */
const COMPUTED: Readonly<Record<string, (chance: Chance) => string>> = {
  n: (chance) => String(chance.whole(1, 30)),
  m: (chance) => String(chance.whole(1, 12)),
  tail2: (chance) => digits(chance, 2),
  tail4: (chance) => digits(chance, 4),
  order: (chance) => chance.pick(["", "JD", "T", "NO.", "20261"]) + digits(chance, chance.whole(6, 14)),
  code: (chance) =>
    Array.from({ length: chance.whole(1, 2) }, () => chance.pick([...LETTERS])).join("") +
    digits(chance, chance.whole(2, 5)),
  contract: (chance) =>
    chance.pick(["HT", "合同", "合同号", "C-", "PO", "No."]) +
    chance.pick(["2025", "2026"]) +
    digits(chance, 4),
  date: (chance) =>
    `2026${chance.pick(["-", "/", "."])}${chance.whole(1, 12)}${chance.pick(["-", "/", "."])}${chance.whole(1, 28)}`,
};

/** Fills `{slot}`s, slots within choices too. A slot that no list has is a mistake of the lists. */
export function fillSlots(
  pattern: string,
  slots: ReadonlyMap<string, readonly string[]>,
  chance: Chance,
): string {
  return pattern.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const computed = COMPUTED[slot];
    if (computed !== undefined) return computed(chance);
    const choices = slots.get(slot);
    if (choices === undefined) throw new Error(`no list has the slot \`${slot}\` of \`${pattern}\``);
    return fillSlots(chance.pick(choices), slots, chance);
  });
}
