/** Whether a file system call failed for want of room: no space, no quota, or beyond the largest file allowed. */
export function isDiskFull(cause: unknown): boolean {
  if (!(cause instanceof Error) || !("code" in cause)) return false;
  return cause.code === "ENOSPC" || cause.code === "EDQUOT" || cause.code === "EFBIG";
}
