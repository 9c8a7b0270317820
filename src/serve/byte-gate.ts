/** Lets so many bytes of work be under way at once; the rest waits in the order it came. */
export interface ByteGate {
  /** Resolves when there is room. Work larger than the whole gate goes through alone. */
  enter(bytes: number): Promise<void>;
  leave(bytes: number): void;
}

export function createByteGate(bytesMax: number): ByteGate {
  const waiting: { readonly bytes: number; readonly go: () => void }[] = [];
  let underWay = 0;
  const fits = (bytes: number): boolean => underWay === 0 || underWay + bytes <= bytesMax;
  return {
    enter(bytes) {
      if (waiting.length === 0 && fits(bytes)) {
        underWay += bytes;
        return Promise.resolve();
      }
      return new Promise((go) => waiting.push({ bytes, go }));
    },
    leave(bytes) {
      underWay -= bytes;
      for (let next = waiting[0]; next !== undefined && fits(next.bytes); next = waiting[0]) {
        waiting.shift();
        underWay += next.bytes;
        next.go();
      }
    },
  };
}
