/** JSON may be written over several lines; an event stands on one. */
export function oneLine(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(0x0a) && !bytes.includes(0x0d)) return bytes;
  const text = Buffer.from(bytes).toString("latin1");
  return Buffer.from(text.replace(/[\r\n]+/g, " "), "latin1");
}
