const PLATFORMS =
  "抖音|快手|小红书|b站|哔哩哔哩|bilibili|知乎|今日头条|头条|西瓜|火山|微视|虎牙|斗鱼|豆瓣|贴吧|得物|淘宝|京东|皮皮虾|陌陌|微博|视频号|tiktok|douyin|kuaishou|xhs|xiaohongshu|weibo|instagram|ins|twitter|youtube|facebook";
const ENDINGS = "号|短号|id|uid|短id|号id|id号|用户号|用户id|账号|帐号|账号id|no|number";
const WHOSE = "粉丝|用户|关注者|账号|帐号|会员";
const ACCOUNT = new RegExp(`^(?:${PLATFORMS})(?:${ENDINGS})$`);
const EITHER = /^(?:微博|weibo|视频号)(?:id|号|号id)$/;
const OF_ACCOUNT = new RegExp(`^(?:${WHOSE}|${PLATFORMS})`);

/** A name in lower case without blanks and signs. */
const plain = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/** Whether a column is called as exports call the number or name by which a platform knows an account: `抖音号`, `小红书ID`. */
export function isPlatformAccount(name: string): boolean {
  const bare = plain(name);
  return ACCOUNT.test(bare) && !EITHER.test(bare);
}

/** Whether it may be one, or the id of a post or a channel: `微博ID`, `视频号ID`. What else stands in the table must tell. */
export function mayBePlatformAccount(name: string): boolean {
  return EITHER.test(plain(name));
}

/** A name of a list of accounts without whose it is: `粉丝昵称`, `抖音昵称` → `昵称`; the name itself where nothing else is left. */
export function withoutWhose(name: string): string {
  const bare = plain(name).replace(OF_ACCOUNT, "").replace(/^的/, "");
  return bare === "" ? name : bare;
}
