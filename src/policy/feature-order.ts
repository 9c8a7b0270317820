import type { Diagnostics } from "./diagnostic.ts";
import type { Word } from "./yaml-reader.ts";

/**
 * Names in an order where every feature follows those it is made of, otherwise as given. Features that go round in a
 * circle are reported once a circle, by the names along it, and stand last.
 */
export function orderFeatures(
  names: readonly string[],
  inputs: ReadonlyMap<string, readonly Word[]>,
  report: Diagnostics,
): string[] {
  const order: string[] = [];
  const state = new Map<string, "open" | "done">();
  const trail: string[] = [];
  const visit = (name: string, from: Word | null): void => {
    if (state.get(name) === "done") return;
    if (state.get(name) === "open") {
      const circle = [...trail.slice(trail.indexOf(name)), name];
      const message = `features go round in a circle: ${circle.map((step) => `\`${step}\``).join(" → ")}`;
      if (from !== null) report.error(from.start, from.end, message);
      return;
    }
    state.set(name, "open");
    trail.push(name);
    for (const input of inputs.get(name) ?? []) if (names.includes(input.value)) visit(input.value, input);
    trail.pop();
    state.set(name, "done");
    order.push(name);
  };
  for (const name of names) visit(name, null);
  return order;
}
