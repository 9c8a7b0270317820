import { Converter } from "opencc-js/t2cn";

const HAN = /\p{Script=Han}/u;
type Convert = (text: string) => string;
let convert: Convert | null = null;

/**
 * Traditional characters → the simplified ones that names and words are looked for in (OpenCC's own tables). The tables
 * are built at the first text that has a Chinese character: 0.05 s that most files need not wait for.
 */
export function simplified(text: string): string {
  if (!HAN.test(text)) return text;
  if (convert === null) convert = Converter({ from: "t", to: "cn" }) as Convert;
  return convert(text);
}
