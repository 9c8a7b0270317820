const NONE =
  /^(?:null|none|nil|nan|n\/?a|na|undefined|unknown|anonymous|guest|deleted|\[deleted\]|\[removed\]|\\n|-{1,3}|—+|\/|#n\/a|未知|无|暂无|空|匿名|匿名用户|游客|已注销|用户已注销|账号已注销|已删除|未登录)$/i;
/** All zeros or all `f`, as a device id reads where the person forbade it. */
const ZEROS =
  /^(?:0{6,}|f{8,}|(?:0{8}-0{4}-0{4}-0{4}-0{12})|(?:f{8}-f{4}-f{4}-f{4}-f{12})|00:00:00:00:00:00)$/i;

/** Whether a text stands for "none" in a column of identities; a lone `0` does too there. */
export function isPlaceholder(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === "" || trimmed === "0" || trimmed === "-1" || NONE.test(trimmed) || ZEROS.test(trimmed);
}
