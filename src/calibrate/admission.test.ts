import { expect, test } from "vitest";
import { Admission } from "./admission.ts";
import { seeded } from "./calibrate.fixture.ts";

const KNOWN = 1e6;

function run(admission: Admission, n: number, draw: (i: number) => number): { in: number; below: number } {
  const counts = { in: 0, below: 0 };
  for (let i = 0; i < n; i++) {
    const p = draw(i);
    if (p <= 1e-3) counts.below++;
    if (admission.admits(0, p, KNOWN, i, 0) && p <= 1e-3) counts.in++;
    if (admission.release(0)) counts.in++;
  }
  return counts;
}

test("honest scores all enter, sooner or later", () => {
  const random = seeded(6);
  const { in: entered, below } = run(new Admission(1), 200_000, random);
  expect(below).toBeGreaterThan(150);
  // `in` counts releases at the rate of 1e-2 too, so compare with a margin.
  expect(entered).toBeGreaterThanOrEqual(below - 8);
});

test("an attack's scores enter by quota, however many they are", () => {
  const random = seeded(7);
  const { in: entered, below } = run(new Admission(1), 50_000, () => (random() < 0.3 ? 1e-7 : 0.5));
  expect(below).toBeGreaterThan(14_000);
  expect(entered).toBeLessThan(50_000 * 1.5e-4 + 16);
});

test("what has lasted for most of a day is let in at its own rate", () => {
  const admission = new Admission(1);
  const random = seeded(8);
  const day = (): { in: number; below: number } => {
    let last = { in: 0, below: 0 };
    for (let hour = 0; hour < 14; hour++) {
      last = run(admission, 1000, () => (random() < 0.3 ? 1e-7 : 0.5));
      admission.turn();
    }
    return last;
  };
  const { in: entered, below } = day();
  expect(entered).toBeGreaterThan(0.9 * below);
});

test("a rate that rests on too little is not held to its quota", () => {
  const admission = new Admission(1);
  for (let i = 0; i < 50; i++) expect(admission.admits(0, 1e-7, 299, i, 0)).toBe(true);
  let refused = 0;
  for (let i = 0; i < 50; i++) if (!admission.admits(0, 1e-7, 300, i, 0)) refused++;
  expect(refused).toBeGreaterThan(40);
});

test("the place of one who entered and was named is free again, and no more places than there are", () => {
  const admission = new Admission(1);
  for (let i = 0; i < 2; i++) expect(admission.admits(0, 1e-7, KNOWN, i, 0)).toBe(true);
  expect(admission.admits(0, 1e-7, KNOWN, 2, 0)).toBe(false);
  admission.dismiss(0, 2, 0);
  for (let i = 0; i < 5; i++) admission.refund(0, 3);
  for (let i = 3; i < 5; i++) expect(admission.admits(0, 1e-7, KNOWN, i, 0)).toBe(true);
  expect(admission.admits(0, 1e-7, KNOWN, 5, 0)).toBe(false);
});

test("whoever is named while waiting does not enter", () => {
  const admission = new Admission(1);
  for (let i = 0; i < 20; i++) admission.admits(0, 1e-7, KNOWN, i, 5);
  for (let i = 0; i < 20; i++) admission.dismiss(0, i, 5);
  for (let i = 0; i < 50_000; i++) admission.admits(0, 0.5, KNOWN, i, 6);
  expect(admission.release(0)).toBe(false);
});
