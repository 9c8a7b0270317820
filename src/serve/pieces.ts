/** Bytes that came in pieces, kept as they came: joining 64 MiB would take as much again. */
export interface Pieces {
  push(piece: Uint8Array): void;
  readonly bytes: number;
  /** Bytes [start, end). Reading forward is cheap; a part within one piece is not copied. */
  slice(start: number, end: number): Uint8Array;
}

export function createPieces(): Pieces {
  const pieces: Uint8Array[] = [];
  const starts: number[] = [];
  let bytes = 0;
  let last = 0; // the piece that was read last

  function pieceAt(at: number): number {
    if (last >= pieces.length || starts[last]! > at) last = 0;
    while (last + 1 < pieces.length && starts[last + 1]! <= at) last++;
    return last;
  }

  return {
    push(piece) {
      if (piece.length === 0) return;
      starts.push(bytes);
      pieces.push(piece);
      bytes += piece.length;
    },
    get bytes() {
      return bytes;
    },
    slice(start, end) {
      if (start >= end) return new Uint8Array(0);
      let index = pieceAt(start);
      const first = pieces[index]!;
      const from = start - starts[index]!;
      if (end - starts[index]! <= first.length) return first.subarray(from, end - starts[index]!);
      const whole = new Uint8Array(end - start);
      let at = start;
      while (at < end) {
        const piece = pieces[index]!;
        const part = piece.subarray(at - starts[index]!, Math.min(piece.length, end - starts[index]!));
        whole.set(part, at - start);
        at += part.length;
        index++;
      }
      return whole;
    },
  };
}
