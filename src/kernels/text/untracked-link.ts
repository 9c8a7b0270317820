/**
 * Parameters that platforms and advertisers add to a link when it is shared: who shared it, where, by which app. They name no
 * page. A parameter that is not listed stays: dropping one that names the page would join two pages.
 */
const TRACKING =
  /^(?:utm_\w+|igshi?d?|img_index|fbclid|gclid|msclkid|mibextid|spm(?:_id_from)?|from_spmid|vd_source|share_\w+|shareRedId|xsec_(?:token|source)|xhsshare|appuid|apptime|author_share|feature|si|pp|ab_channel|_r|_t|_d|is_from_webapp|is_copy_url|sender_(?:device|web_id)|web_id|previous_page|enter_from|enter_method|tt_from|u_code|timestamp|unique_k|plat_id|buvid|bbid|from_source|ref_src|ref_url|refer_flag|wxfid|iid|app_platform|app_version|ignoreEngage)$/i;

/** Fewest characters of a link with a parameter. */
const LINK_CHARS_MIN = 14;

/** A link → without the parameters that only tell how it was shared; any other text as it is. Cost: one search for `?`. */
export function untrackedLink(text: string): string {
  if (text.length < LINK_CHARS_MIN || !/^https?:\/\//i.test(text)) return text;
  const at = text.indexOf("?");
  if (at < 0) return text;
  const hash = text.indexOf("#", at);
  const query = hash < 0 ? text.slice(at + 1) : text.slice(at + 1, hash);
  const parts = query.split("&");
  const kept = parts.filter((part) => part !== "" && !TRACKING.test(part.split("=", 1)[0]!));
  if (kept.length === parts.length) return text;
  const link = text.slice(0, at) + (kept.length === 0 ? "" : `?${kept.join("&")}`);
  return hash < 0 ? link : link + text.slice(hash);
}
