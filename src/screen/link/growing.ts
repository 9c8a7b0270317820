/** Typed arrays that grow by doubling up to a limit; the caller keeps the count. */
export function grown<A extends Int32Array | Float64Array>(array: A, needed: number, max: number): A {
  if (needed <= array.length) return array;
  if (needed > max) throw new Error(`array past its limit of \`${max}\`: \`${needed}\``);
  const length = Math.min(max, Math.max(needed, array.length * 2));
  const next = (array instanceof Int32Array ? new Int32Array(length) : new Float64Array(length)) as A;
  next.set(array);
  return next;
}
