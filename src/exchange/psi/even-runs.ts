/**
 * Bytes as they come → the same in runs of `runBytes`, the last one shorter. Holds one run. A stream that does not end on a
 * multiple of `itemBytes` loses nothing: its last run is simply no multiple either.
 */
export async function* evenRuns(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  runBytes: number,
): AsyncGenerator<Uint8Array> {
  let run = new Uint8Array(runBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(runBytes - filled, chunk.length - at);
      run.set(chunk.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled === runBytes) {
        yield run;
        run = new Uint8Array(runBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield run.subarray(0, filled);
}
