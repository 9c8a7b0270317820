/** Whether a text can be a folder's name on every system: 1 to 64 letters, digits, `-` and `_`. */
export function isPortableName(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}
