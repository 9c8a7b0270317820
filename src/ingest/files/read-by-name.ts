/** Endings of files that are read out of a folder or an archive. One that is named itself is read whatever its ending. */
const READ = /\.(csv|tsv|txt|json|ndjson|jsonl|parquet|xlsx|xlsm|xls)(\.(gz|gzip|zst|zstd))?$/i;
/** What tools leave beside their data: hidden files, `_SUCCESS`, locks of Excel, checksums. */
const LEFT_BEHIND = /^([._~]|~\$)|\.crc$/;

/** Whether a file's name says that it was left beside the data. */
export function isLeftBehind(name: string): boolean {
  return LEFT_BEHIND.test(name);
}

/** Whether a file of a folder or an archive is read, by its path in it. */
export function isReadByName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return READ.test(name) && !isLeftBehind(name);
}
