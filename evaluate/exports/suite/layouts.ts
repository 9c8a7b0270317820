import { ACT_LAYOUTS } from "./layouts-acts.ts";
import { COMMENT_LAYOUTS } from "./layouts-comments.ts";

export const LAYOUTS = { ...COMMENT_LAYOUTS, ...ACT_LAYOUTS };

export type LayoutName = keyof typeof LAYOUTS;
