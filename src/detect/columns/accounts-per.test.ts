import fc from "fast-check";
import { expect, test } from "vitest";
import { accountsPer } from "./accounts-per.ts";

test("counts the accounts of each value as sets of them do", () => {
  const event = fc.record({ value: fc.integer({ min: -1, max: 6 }), actor: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), fc.nat(9), (events, odd) => {
      const sets = new Map<number, Set<number>>();
      for (const { value, actor } of events)
        if (value >= 0) sets.set(value, (sets.get(value) ?? new Set()).add(actor));
      const values = Int32Array.from(events, ({ value }) => value);
      const actors = Int32Array.from(events, ({ actor }) => actor);
      const all = accountsPer(values, actors, events.length);
      const some = accountsPer(values, actors, events.length, (actor) => actor > odd);
      expect(all.length).toBe(Math.max(0, ...events.map(({ value }) => value + 1)));
      all.forEach((count, value) => {
        const own = [...(sets.get(value) ?? [])];
        expect([count, some[value]]).toEqual([own.length, own.filter((actor) => actor > odd).length]);
      });
    }),
  );
});
