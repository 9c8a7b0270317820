/** Which names must not be written from events of the log. */
export interface ForgottenNames {
  hasKey(key: string): boolean;
  hasName(name: string): boolean;
}
