/**
 * By value of a column: how many different accounts were seen with it, of those for which `only` holds where it is given. `value`,
 * `actor`: codes by event, dense, a value of −1 for none. O(events + codes), in typed arrays: with a set of pairs a million
 * events take seconds.
 */
export function accountsPer(
  value: Int32Array,
  actor: Int32Array,
  count: number,
  only?: (actor: number) => boolean,
): Int32Array {
  let values = 0;
  let actors = 0;
  for (let i = 0; i < count; i++) {
    if (value[i]! >= values) values = value[i]! + 1;
    if (actor[i]! >= actors) actors = actor[i]! + 1;
  }
  // Counts, then where each value's accounts end; filled backwards, where they begin.
  const start = new Int32Array(values + 1);
  let known = 0;
  for (let i = 0; i < count; i++) {
    if (value[i]! < 0) continue;
    start[value[i]!]!++;
    known++;
  }
  for (let v = 1; v < values; v++) start[v]! += start[v - 1]!;
  start[values] = known;
  const byValue = new Int32Array(known);
  for (let i = count - 1; i >= 0; i--) if (value[i]! >= 0) byValue[--start[value[i]!]!] = actor[i]!;
  /** The value that an account was last counted for, + 1. */
  const countedFor = new Int32Array(actors);
  const accounts = new Int32Array(values);
  for (let v = 0; v < values; v++) {
    for (let at = start[v]!; at < start[v + 1]!; at++) {
      const who = byValue[at]!;
      if (countedFor[who] === v + 1) continue;
      countedFor[who] = v + 1;
      if (only === undefined || only(who)) accounts[v]!++;
    }
  }
  return accounts;
}
