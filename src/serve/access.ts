/** One line of the access log. */
export interface Access {
  readonly method: string;
  /** As in the OpenAPI document, with its parameters by name; `none` where there is no such route. */
  readonly route: string;
  readonly status: number;
  readonly tookMs: number;
  /** Address of the other end of the connection: a caller, or the proxy in front. */
  readonly from: string;
}
