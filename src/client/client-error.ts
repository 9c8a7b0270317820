/**
 * Why a request failed for good. `code` is one of the engine's codes (`docs/reference/codes.md`), or `unreachable` (no answer came,
 * after all attempts), `client_full` (too many events wait for an answer), `client_closed`, `odd_answer` (no answer of an engine).
 */
export class ClientError extends Error {
  readonly code: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Whether the same request can succeed later. */
  readonly retry: boolean;

  constructor(
    code: string,
    detail: string,
    { status = 0, retry = false, cause }: { status?: number; retry?: boolean; cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, cause === undefined ? {} : { cause });
    this.name = "ClientError";
    this.code = code;
    this.status = status;
    this.retry = retry;
  }
}
