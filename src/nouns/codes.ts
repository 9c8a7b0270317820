/**
 * Every code the product can answer with, in one place; `docs/reference/codes.md` is generated from it.
 * kind `data`: the input is odd, a value, never an exception. kind `world`: something outside failed; `retry` says whether
 * the same request can succeed later. Our own mistakes have no code: they are assertions.
 */
export interface CodeEntry {
  readonly kind: "data" | "world";
  readonly status: number;
  readonly retry: boolean;
  readonly en: string;
  readonly zh: string;
}

export const CODES = {
  // events
  not_json: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the line is not valid JSON",
    zh: "该行不是合法的 JSON",
  },
  not_utf8: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the line is not valid UTF-8",
    zh: "该行不是合法的 UTF-8",
  },
  not_an_object: {
    kind: "data",
    status: 400,
    retry: false,
    en: "an event must be a JSON object",
    zh: "事件必须是 JSON 对象",
  },
  too_deep: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the value is nested too deeply",
    zh: "嵌套层级过深",
  },
  too_long: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the line or value is longer than the limit",
    zh: "超过长度上限",
  },
  duplicate_key: {
    kind: "data",
    status: 400,
    retry: false,
    en: "a field stands twice in one object",
    zh: "同一对象中字段重复",
  },
  missing_field: {
    kind: "data",
    status: 400,
    retry: false,
    en: "a required field is missing",
    zh: "缺少必填字段",
  },
  wrong_type: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the field has the wrong type",
    zh: "字段类型错误",
  },
  out_of_range: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the value is out of range",
    zh: "值超出范围",
  },
  unknown_type: { kind: "data", status: 400, retry: false, en: "no such event type", zh: "未知事件类型" },
  unknown_kind: { kind: "data", status: 400, retry: false, en: "no such target kind", zh: "未知目标类型" },
  bad_time: {
    kind: "data",
    status: 400,
    retry: false,
    en: "not a time this system can hold",
    zh: "无法识别的时间",
  },
  future_time: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the event lies too far in the future",
    zh: "事件时间超前过多",
  },
  rounded_id: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the id was rounded by a spreadsheet or a program: different ones have become equal",
    zh: "编号已被表格软件或程序四舍五入，不同编号可能变得相同",
  },
  bad_ip: { kind: "data", status: 400, retry: false, en: "not an IP address", zh: "不是 IP 地址" },
  // files
  empty_input: { kind: "data", status: 400, retry: false, en: "the input holds no records", zh: "输入为空" },
  truncated: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the compressed input ends too early",
    zh: "压缩输入不完整",
  },
  bad_compression: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the compressed input is damaged",
    zh: "压缩输入损坏",
  },
  bad_schema: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the file's columns do not fit the mapping",
    zh: "文件列与映射不符",
  },
  bad_mapping: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the mapping file is not valid",
    zh: "映射文件无效",
  },
  bad_csv: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the CSV record is not well formed",
    zh: "CSV 记录格式错误",
  },
  damaged_file: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the file breaks off while it is read",
    zh: "读取过程中发现文件已损坏",
  },
  nothing_read: {
    kind: "data",
    status: 400,
    retry: false,
    en: "nothing of the input could be read",
    zh: "输入中没有任何记录可读",
  },
  unknown_format: {
    kind: "data",
    status: 415,
    retry: false,
    en: "the input format is not known",
    zh: "未知输入格式",
  },
  // requests
  bad_request: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the request does not fit the schema",
    zh: "请求不符合接口定义",
  },
  body_too_large: {
    kind: "data",
    status: 413,
    retry: false,
    en: "the body is larger than the limit",
    zh: "请求体超过上限",
  },
  unauthorized: {
    kind: "data",
    status: 401,
    retry: false,
    en: "a valid token is required",
    zh: "需要有效令牌",
  },
  not_found: { kind: "data", status: 404, retry: false, en: "there is no such thing here", zh: "未找到" },
  unknown_campaign: {
    kind: "data",
    status: 404,
    retry: false,
    en: "there is no campaign of this id",
    zh: "没有该编号的疑似协同行为",
  },
  method_not_allowed: {
    kind: "data",
    status: 405,
    retry: false,
    en: "the method is not allowed here",
    zh: "不支持该请求方法",
  },
  wrong_host: {
    kind: "data",
    status: 421,
    retry: false,
    en: "the host name is not one of this server's",
    zh: "主机名不属于本服务",
  },
  cross_site: {
    kind: "data",
    status: 403,
    retry: false,
    en: "another site's page may not write here",
    zh: "禁止跨站写入",
  },
  too_many_records: {
    kind: "data",
    status: 413,
    retry: false,
    en: "the body holds more records than the limit",
    zh: "请求体中的记录数超过上限",
  },
  too_slow: {
    kind: "data",
    status: 408,
    retry: true,
    en: "the request arrived too slowly",
    zh: "请求到达过慢",
  },
  too_many_attempts: {
    kind: "data",
    status: 429,
    retry: true,
    en: "too many wrong tokens came from this address",
    zh: "该地址提交错误令牌的次数过多",
  },
  changes_gone: {
    kind: "data",
    status: 410,
    retry: false,
    en: "what changed since then is no longer kept: read everything anew, and go on from now",
    zh: "该位置之后的变化已不再保留：请重新读取全部数据，再从现在继续",
  },
  // policy
  bad_policy: { kind: "data", status: 400, retry: false, en: "the policy is not valid", zh: "策略无效" },
  // the account model
  duplicate_account: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the account stands in the table twice",
    zh: "账号在表中重复",
  },
  bad_labels: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the labels do not fit the accounts",
    zh: "标签与账号不符",
  },
  bad_training_data: {
    kind: "data",
    status: 400,
    retry: false,
    en: "nothing can be learned from this table",
    zh: "无法从该表训练模型",
  },
  bad_model: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the model cannot be used",
    zh: "模型无法使用",
  },
  // exchanges between two deployments
  exchange_basis: {
    kind: "data",
    status: 422,
    retry: false,
    en: "the legal basis does not carry what would cross",
    zh: "合法性基础不支持拟传递的内容",
  },
  exchange_message: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the message is no exchange message of this release",
    zh: "不是本版本的交换报文",
  },
  exchange_tampered: {
    kind: "data",
    status: 422,
    retry: false,
    en: "the message is not what its sender signed",
    zh: "报文与发送方签名不符",
  },
  exchange_truncated: {
    kind: "data",
    status: 422,
    retry: false,
    en: "the message ends too early or goes on too long",
    zh: "报文长度与声明不符",
  },
  exchange_replayed: {
    kind: "data",
    status: 409,
    retry: false,
    en: "the message was taken before",
    zh: "报文此前已处理",
  },
  exchange_expired: {
    kind: "data",
    status: 410,
    retry: false,
    en: "the exchange is past its time",
    zh: "交换已过期",
  },
  exchange_too_many: {
    kind: "data",
    status: 413,
    retry: false,
    en: "more identifiers than one exchange takes",
    zh: "标识数量超过单次交换上限",
  },
  exchange_bad_point: {
    kind: "data",
    status: 422,
    retry: false,
    en: "a point is not on the curve",
    zh: "有点不在曲线上",
  },
  exchange_fork: {
    kind: "data",
    status: 409,
    retry: false,
    en: "the counterpart's ledger does not go on from what was seen of it",
    zh: "对方台账与此前所见不连续",
  },
  exchange_behind: {
    kind: "data",
    status: 409,
    retry: false,
    en: "the counterpart's ledger shows less than was seen of it",
    zh: "对方台账少于此前所见",
  },
  exchange_counterpart: {
    kind: "data",
    status: 403,
    retry: false,
    en: "the counterpart is not one that was agreed with",
    zh: "对方不是已约定的交换方",
  },
  exchange_agreement: {
    kind: "data",
    status: 403,
    retry: false,
    en: "the agreement with the counterpart does not allow it",
    zh: "与对方的约定不允许此交换",
  },
  exchange_key: {
    kind: "data",
    status: 422,
    retry: false,
    en: "the two sides hold different pair keys",
    zh: "双方的配对密钥不同",
  },
  exchange_limit: {
    kind: "data",
    status: 429,
    retry: true,
    en: "the counterpart has used up its share for now",
    zh: "对方当前额度已用完",
  },
  exchange_state: {
    kind: "data",
    status: 409,
    retry: false,
    en: "the exchange is not at this step",
    zh: "交换不在此步骤",
  },
  exchange_rows: {
    kind: "data",
    status: 400,
    retry: false,
    en: "the list for the exchange cannot be used",
    zh: "交换所用清单无法使用",
  },
  // the world
  storage_full: {
    kind: "world",
    status: 507,
    retry: true,
    en: "the disk is full; nothing was acknowledged",
    zh: "磁盘已满；未确认任何事件",
  },
  storage_failed: {
    kind: "world",
    status: 503,
    retry: true,
    en: "the store could not be written",
    zh: "存储写入失败",
  },
  storage_damaged: {
    kind: "world",
    status: 500,
    retry: false,
    en: "a stored record is damaged",
    zh: "存储记录损坏",
  },
  folder_in_use: {
    kind: "world",
    status: 503,
    retry: true,
    en: "another process has this data folder open",
    zh: "数据目录正被另一进程使用",
  },
  wrong_key: {
    kind: "world",
    status: 500,
    retry: false,
    en: "the pseudonym key is not that of the data folder",
    zh: "假名密钥与数据目录不符",
  },
  not_ready: {
    kind: "world",
    status: 503,
    retry: true,
    en: "the engine cannot take events now",
    zh: "引擎暂时不能接收事件",
  },
  overloaded: { kind: "world", status: 429, retry: true, en: "the queue is full", zh: "队列已满" },
  cannot_read: { kind: "world", status: 500, retry: true, en: "the file cannot be read", zh: "文件无法读取" },
  cannot_write: {
    kind: "world",
    status: 500,
    retry: true,
    en: "the file cannot be written",
    zh: "文件无法写入",
  },
  port_in_use: { kind: "world", status: 503, retry: true, en: "the port is in use", zh: "端口已被占用" },
  cannot_listen: {
    kind: "world",
    status: 500,
    retry: true,
    en: "the address cannot be listened on",
    zh: "无法监听该地址",
  },
  cannot_connect: {
    kind: "world",
    status: 502,
    retry: true,
    en: "no engine could be reached",
    zh: "无法连接引擎",
  },
  // payments
  unknown_payment: {
    kind: "data",
    status: 404,
    retry: false,
    en: "no payment has this id",
    zh: "没有该编号的付款",
  },
  unknown_payee: {
    kind: "data",
    status: 404,
    retry: false,
    en: "nobody was paid under this id",
    zh: "没有该收款方的付款记录",
  },
  unknown_complaint: {
    kind: "data",
    status: 404,
    retry: false,
    en: "no such complaint among the latest about this payee",
    zh: "该收款方近期没有该编号的投诉",
  },
  not_a_payment: {
    kind: "data",
    status: 400,
    retry: false,
    en: "only payments are screened here",
    zh: "此处仅筛查付款",
  },
  id_conflict: {
    kind: "data",
    status: 409,
    retry: false,
    en: "the id belongs to another payment",
    zh: "该编号已用于另一笔内容不同的付款",
  },
  proof_pending: {
    kind: "data",
    status: 409,
    retry: false,
    en: "a proof was submitted already",
    zh: "用途证明已提交，等待人工审核",
  },
  no_proof_needed: {
    kind: "data",
    status: 409,
    retry: false,
    en: "the payment does not wait for this",
    zh: "该付款无需此操作",
  },
  payment_settled: {
    kind: "data",
    status: 409,
    retry: false,
    en: "the payment was decided already",
    zh: "该付款已有处理结果",
  },
  payments_not_screened: {
    kind: "data",
    status: 409,
    retry: false,
    en: "the policy in force does not screen payments",
    zh: "当前策略不筛查付款",
  },
  nothing_to_undo: {
    kind: "data",
    status: 409,
    retry: false,
    en: "there is no decision to take back",
    zh: "没有可撤销的决定",
  },
  internal: {
    kind: "world",
    status: 500,
    retry: false,
    en: "the server made a mistake",
    zh: "服务器内部错误",
  },
} as const satisfies Record<string, CodeEntry>;
export type Code = keyof typeof CODES;

/** What is wrong with one record. A value, never thrown; the records around it go on. */
export interface Rejection {
  readonly code: Code;
  /** 1-based line (or row) in its input; 0 where the input has no lines. */
  readonly line: number;
  /** Path of the field, as in `context.ip`; empty when the whole record is meant. */
  readonly field: string;
  /** The offending value, cut to 80 characters. */
  readonly value: string;
  /** What would be right. */
  readonly hint: string;
}

/** The world failed, or the request as a whole cannot be served. */
export class TouchstoneError extends Error {
  readonly code: Code;
  readonly detail: string;
  constructor(code: Code, detail: string, options?: ErrorOptions) {
    super(`${CODES[code].en}: ${detail}`, options);
    this.name = "TouchstoneError";
    this.code = code;
    this.detail = detail;
  }
  get retry(): boolean {
    return CODES[this.code].retry;
  }
}
