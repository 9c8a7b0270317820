/** A value as a cell of CSV (RFC 4180); null is empty. A formula would run in a spreadsheet (CWE-1236): it gets a quote before it. */
export function csvCell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
