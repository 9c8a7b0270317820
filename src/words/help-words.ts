/**
 * What the command line's help says, English → Chinese: one entry a text. `…` stands for what the code puts in. A test asks
 * for an entry for every text of every command.
 */
export const HELP_WORDS: Readonly<Record<string, string>> = {
  "Tells earned engagement from bought engagement: verdicts on events, and true public counts.":
    "分辨自然获得的互动与购买的互动：为事件给出判定，并保持公开数真实。",
  "finds with another deployment what both know, under a contract that both ledgers hold":
    "与另一部署找出双方都知道的对象，所依约定记入双方台账",
  "a named list and the file that holds it, lines `kind,value,expires,note`; several: repeat it":
    "命名名单及其文件，每行为 `kind,value,expires,note`；多个名单请重复此选项",
  "hands events from a queue to a running engine and loses none: NATS JetStream or Kafka. A message is acknowledged after the engine has acknowledged its events; one that comes again counts once":
    "把队列中的事件交给运行中的引擎，一个不丢：NATS JetStream 或 Kafka。引擎确认其中的事件之后才确认消息；重复送达的只计一次",
  "where the queue is: nats://host:4222 or kafka://host:9092; several hosts with commas":
    "队列地址：nats://host:4222 或 kafka://host:9092；多个主机用逗号分隔",
  "stream (NATS) or topic (Kafka)": "流（NATS）或主题（Kafka）",
  "durable consumer (NATS) or consumer group (Kafka): what it has acknowledged is not given again":
    "持久消费者（NATS）或消费组（Kafka）：已确认的不再送达",
  "subjects of the stream to take (NATS); default all": "只取流中的这些主题（NATS）；默认全部",
  "address of the engine": "引擎地址",
  "file for events that the engine refuses, one a line with its reason; without it they are told on standard error":
    "存放被引擎拒绝的事件，每行一个并附原因；不指定时写到标准错误",
  "masking threads": "掩码计算线程数",
  "pair key that both sides agreed on: 32 bytes or more": "双方约定的配对密钥：至少 32 字节",
  "what this side tells: CSV or NDJSON of id, band, reasons":
    "本方告知的清单：含 id、band、reasons 的 CSV 或 NDJSON",
  "counterpart, by the name it was agreed with under": "交换方，用约定时的名称",
  "what this side asks about: CSV or NDJSON of id": "本方询问的清单：含 id 的 CSV 或 NDJSON",
  "what for": "目的",
  "legal basis": "合法性基础",
  "consent record, article of the duty, or contract that the basis rests on":
    "合法性基础的依据：同意记录、义务条文或合同",
  "number of the impact assessment (PIPL 55)": "影响评估编号（个人信息保护法第五十五条）",
  "what the ids name": "标识所指的对象",
  "what may cross": "可传递的字段",
  "days after which what was learned is deleted": "所得结果在多少天后删除",
  "person who approved it on this side": "本方批准人",
  "how long the offer may be answered": "可答复的期限",
  "prints the public keys that the other side puts into its agreement": "打印公钥，供对方写入其约定",
  "keeps an agreement with a counterpart, and notes it in the ledger": "保存与交换方的约定，并记入台账",
  "what the counterpart is called here": "交换方在此处的名称",
  "the agreement, as JSON (see docs/guides/exchange.md)": "约定，JSON 格式（见 docs/zh/exchange.md）",
  "asks a counterpart, by a file": "以文件向交换方提出",
  "where the message goes": "报文写到哪里",
  "answers an offer, by a file": "以文件答复对方的提出",
  "the offer": "提出报文",
  "takes an answer, keeps what both know, and writes the receipt":
    "收下答复，保存双方都知道的对象，并写出回执",
  "the answer": "答复报文",
  "takes a receipt, and closes the exchange in the ledger": "收下回执，并在台账中结束交换",
  "the receipt": "回执报文",
  "asks a counterpart and finishes, over HTTP (token in TOUCHSTONE_EXCHANGE_TOKEN)":
    "通过 HTTP 提出并完成交换（令牌放在 TOUCHSTONE_EXCHANGE_TOKEN）",
  "the counterpart's door, as in https://exchange.example": "交换方的地址，例如 https://exchange.example",
  "goes on with an offer over HTTP that was broken off (token in TOUCHSTONE_EXCHANGE_TOKEN)":
    "继续中断的 HTTP 交换（令牌放在 TOUCHSTONE_EXCHANGE_TOKEN）",
  "the exchange, as `touchstone exchange list` shows it": "交换编号，见 `touchstone exchange list`",
  "answers counterparts over HTTP, under the standing approval of each agreement":
    "依各约定中的长期批准，通过 HTTP 答复交换方",
  "address to listen on": "监听地址",
  "goes on with what was broken off: offers begun, offers taken":
    "继续中断的步骤：已开始的提出、已收下的提出",
  "asks a counterpart of single ids, under an exchange that is done (token in TOUCHSTONE_EXCHANGE_TOKEN)":
    "在已完成的交换下向交换方逐个查询（令牌放在 TOUCHSTONE_EXCHANGE_TOKEN）",
  "what is asked, 64 at the most": "要查询的标识，最多 64 个",
  "lists exchanges and how far each has come": "列出交换及其进度",
  "writes the latest message of an exchange once more": "再次写出交换的最近一份报文",
  "prints what an exchange brought, as long as it may be kept": "打印交换结果，限可保存的期间",
  "ndjson, or csv in words": "ndjson，或以文字写出的 csv",
  "deletes what an exchange brought, before its time": "提前删除交换结果",
  "prints the register of exchanges out of the ledger, to be kept for three years (PIPL 56)":
    "由台账打印交换登记簿，须保存三年（个人信息保护法第五十六条）",
  "csv or json": "csv 或 json",
  "output the version number": "显示版本号",
  "display help for command": "显示帮助",
  "starts the engine and its live page; an empty data folder gets a simulated day of traffic":
    "启动引擎与实时页面；空的数据目录会先放入模拟的一天流量",
  "data folder, one process at a time": "数据目录，同一时间只供一个进程使用",
  "policy file, or the name of a shipped one": "策略文件，或自带策略的名称",
  "policy file, or the name of a shipped one; two for different events with a plus, as in default+payments":
    "策略文件，或自带策略的名称；针对不同事件的两份策略用加号相连，例如 default+payments",
  "words by which remarks of payments are read (default: the shipped lexicon)":
    "读取付款备注所用的词表（默认：自带词表）",
  "screens payments from files without a server: one line a payment, in order of time":
    "不用服务器，直接筛查文件中的付款：按时间顺序，每笔付款一行结果",
  "where the answers go (default: standard output)": "结果写到哪里（默认：标准输出）",
  "port; 0 takes a free one": "端口；0 表示任取一个空闲端口",
  "address to listen on; others than loopback need TOUCHSTONE_TOKEN":
    "监听地址；非本机地址需要设置 TOUCHSTONE_TOKEN",
  "starts empty": "从空目录开始",
  "says that it is ready before it has compiled what a verdict runs through, some two seconds earlier":
    "不等判定路径编译完就报告就绪，约早两秒",
  "events of the simulated day": "模拟一天的事件数",
  "drops events, with their decisions, so many days after they came in; counts and campaigns stay. Without it the log is kept for ever":
    "事件及其决策在收到若干天后删除；计数与疑似协同行为保留。不设则日志永久保留",
  "drops by age at once although the clock has jumped ahead since the last drop; without it, after a day":
    "即使时钟自上次删除后跳前，也立即按期限删除；不设则等待一天",
  "seed of the simulated day": "模拟一天的随机种子",
  "replaces identifiers by keyed pseudonyms before anything is stored; the file holds the key":
    "在存储之前用带密钥的假名替换标识；该文件存放密钥",
  "which, some of: …": "替换哪些，可选：…",
  "reads an export and reports which engagement is inconsistent with earned engagement, and why":
    "读取导出文件，报告哪些互动与自然获得的互动不一致，以及理由",
  "NDJSON, JSON, CSV, Parquet or .xlsx, plain, gzip, zstd or zip, or folders of them; `-` is standard input":
    "NDJSON、JSON、CSV、Parquet 或 .xlsx，可用 gzip、zstd 或 zip 压缩，也可以是目录；`-` 表示标准输入",
  "encoding of text, as in gb18030, utf-16, big5 or windows-1252 (default: found; a byte order mark is always believed)":
    "文本编码，例如 gb18030、utf-16、big5 或 windows-1252（默认：自动识别；有 BOM 时以 BOM 为准）",
  "writes a self-contained HTML report": "写出自包含的 HTML 报告",
  "writes the accounts with unusual events, by name, as CSV for a spreadsheet (UTF-8 with a byte order mark)":
    "把有异常事件的账号写成 CSV，供电子表格打开（UTF-8，带 BOM）",
  "follower list of the audited account: batches in it, and active, dormant and dead followers (a file of follows alone is read as one by itself)":
    "被审计账号的粉丝列表：其中的批次，以及活粉、休眠粉与死粉（只含关注的文件会自动当作粉丝列表）",
  "time zone of the report, as in Asia/Shanghai or +08:00 (default: the mapping's, else the machine's)":
    "报告所用时区，例如 Asia/Shanghai 或 +08:00（默认：映射中的时区，没有则为本机时区）",
  "mapping of the file's columns to event fields (see examples/mappings)":
    "文件列到事件字段的映射（见 examples/mappings）",
  "input format, one of …; told from name and first bytes otherwise":
    "输入格式，可选 …；不设则由文件名与开头字节判断",
  "prints the whole answer as JSON on standard output": "在标准输出打印完整的 JSON 结果",
  "zh or en (default: by the environment)": "zh 或 en（默认：依环境变量）",
  "zh or en": "zh 或 en",
  "shows actors, addresses and devices unmasked": "完整显示账号、地址与设备",
  "no progress bar": "不显示进度条",
  "refuses an event with an optional value that cannot be read, where it would count without that value":
    "事件的可选值无法读取时拒收该事件；不设则忽略该值，事件照常计入",
  "a policy over the events of a data folder, against what was decided then: who would be hit, who let go, by which rule; changes nothing, an engine may be running":
    "用数据目录中的历史事件检验策略，与当时的判定比较：谁会被命中、谁会被放行、由哪条规则；不改动任何内容，引擎可以在运行",
  "compares events from this time on; earlier ones fill the windows":
    "只比较该时间起的事件；更早的用于填充时间窗",
  "compares events before this time": "只比较该时间之前的事件",
  "writes every event that is decided otherwise, one JSON line each":
    "写出判定有变化的每个事件，每行一个 JSON",
  "prints the comparison as JSON": "以 JSON 打印比较结果",
  "writes what a data folder holds: events as they came in, decisions, or counts; an engine may be running":
    "写出数据目录的内容：收到的原始事件、决策或计数；引擎可以在运行",
  "what to write: events, decisions or counts": "写出的内容：events、decisions 或 counts",
  "where it goes, by the name: .ndjson; decisions and counts also .csv, decisions also .parquet; .gz and .zst compress (default: JSON lines on standard output)":
    "写到哪里，格式由文件名决定：.ndjson；决策与计数也可用 .csv，决策也可用 .parquet；.gz 与 .zst 会压缩（默认：标准输出，每行一个 JSON）",
  "events from this time on": "该时间起的事件",
  "events before this time": "该时间之前的事件",
  "copies a data folder as it was at one moment, with an engine running in it or without; the copy is a data folder":
    "复制数据目录在某一时刻的完整状态，引擎运行与否均可；副本本身就是数据目录",
  "data folder, of a running engine or of none": "数据目录，引擎运行与否均可",
  "where the copy goes; it must not be there yet": "副本的位置；该位置必须尚不存在",
  "takes events into a data folder (or a running engine); what it reports as accepted is on disk":
    "把事件收入数据目录（或运行中的引擎）；报告为已接受的都已落盘",
  "data folder": "数据目录",
  "a running engine instead, as in http://127.0.0.1:8787 (token in TOUCHSTONE_TOKEN)":
    "改为发往运行中的引擎，例如 http://127.0.0.1:8787（令牌放在 TOUCHSTONE_TOKEN）",
  "mapping of the file's columns to event fields": "文件列到事件字段的映射",
  "keeps every rejected line's reason, one JSON line each": "保存每个被拒行的原因，每行一个 JSON",
  "prints the summary as JSON": "以 JSON 打印汇总",
  "decides events from files without a server: one decision line an event, in order of time":
    "不用服务器，直接判定文件中的事件：按时间顺序，每个事件一行决策",
  "where the decisions go, as .ndjson, .csv or .parquet by the name (default: JSON lines on standard output)":
    "决策写到哪里，按文件名为 .ndjson、.csv 或 .parquet（默认：标准输出，每行一个 JSON）",
  "prints a summary as JSON on standard error": "在标准错误打印 JSON 汇总",
  "no progress bar, no summary": "不显示进度条与汇总",
  "finds groups of accounts that act together beyond chance, with the evidence, over windows of four days and, in longer files, over weeks":
    "以四天为窗口（较长的文件另看数周），找出共同行动远超偶然的账号群组，并给出依据",
  "prints the campaigns as JSON on standard output, members and events included; groups whose comments were handed out follow them, with ids that begin with `texts-`":
    "在标准输出打印 JSON，含成员与事件；其后是分发文案的群组，编号以 `texts-` 开头",
  "also tells surges that were not earned by being seen, by their audience: evidence on a target, never on an account; with --json, prints `{campaigns, orders, copied_texts}`":
    "另按受众列出并非由浏览带来的增长：这是关于目标的依据，不针对账号；与 --json 合用时打印 `{campaigns, orders, copied_texts}`",
  "learns from labelled accounts which accounts look active, dormant, dead or bought":
    "由已标注的账号学习哪些账号像活粉、休眠粉、死粉或买粉",
  "table with one row an account: CSV, NDJSON, Parquet or .xlsx":
    "每个账号一行的表：CSV、NDJSON、Parquet 或 .xlsx",
  "table of accounts and labels, where the accounts' own table has none": "账号表中没有标签时，另给的标签表",
  "column that holds the label": "存放标签的列",
  "where the model goes, as ONNX": "模型写到哪里（ONNX）",
  "parts in cross-validation": "交叉验证的份数",
  "cross-validations with other parts": "以不同划分重复交叉验证的次数",
  "the same seed and data give the same file": "同样的种子与数据得到同样的文件",
  "column that names the account (default: account, actor, user_id or id)":
    "账号所在的列（默认：account、actor、user_id 或 id）",
  "table of friends or followers: one row for each account and neighbour": "好友或粉丝关系表：每对账号一行",
  "events of the accounts: their behaviour becomes features": "账号的事件：其行为成为特征",
  "mapping of the events' columns to event fields (see examples/mappings)":
    "事件列到事件字段的映射（见 examples/mappings）",
  "of the events: input format, one of …; told from name and first bytes otherwise":
    "事件文件的格式，可选 …；不设则由文件名与开头字节判断",
  "columns left out, with commas between them": "不使用的列，以逗号分隔",
  "values that mean missing, as in `-1,unknown`": "表示缺失的值，例如 `-1,unknown`",
  "prints the answer as JSON on standard output": "在标准输出打印 JSON 结果",
  "estimates which share of a follower list came in bought batches, and which shares look active, dormant or dead; with a model of your own, shares of its classes":
    "估计粉丝列表中成批购入的占比，以及活粉、休眠粉与死粉的占比；给出自己的模型时，估计模型各类的占比",
  "model from `touchstone train`, or another tree classifier as ONNX; without one the list is judged by its own batches and the shipped model":
    "`touchstone train` 训练的模型，或其他 ONNX 树分类器；不给则按列表自身的批次与自带模型判断",
  "time zone of the times told, as in Asia/Shanghai or +08:00 (default: the mapping's, else the machine's)":
    "所示时间的时区，例如 Asia/Shanghai 或 +08:00（默认：映射中的时区，否则为本机时区）",
  "columns of the follower list, as in `id=user_no,registered=created,name=nick`; by their usual names otherwise":
    "粉丝列表中的列，例如 `id=抖音号,registered=注册时间,name=昵称`；不给则按常用名称识别",
  "without a model: columns of the list, as in `registered=注册时间,name=昵称`; by their usual names otherwise (registered, followed, active, name, posts, followers, following, picture, bio)":
    "无模型时：列表中的列，例如 `registered=注册时间,name=昵称`；不给则按常用名称识别（registered、followed、active、name、posts、followers、following、picture、bio）",
  "without a model: an ordinary follower list, for one too concentrated to judge by itself":
    "无模型时：一份普通账号的粉丝列表，供过于集中的列表比较",
  "writes every account with its probabilities, as CSV, or NDJSON by the name":
    "写出每个账号及其概率，CSV 或（按文件名）NDJSON",
  "erases accounts from the lists of campaigns, now and for later looks. It does NOT take their events out of the log, which is append-only: they stay until `up --keep-days` drops them by age, or for ever where nothing is dropped. Each answer says what was erased, what remains and until when; the ledger notes it without a name":
    "从疑似协同行为的名单中删除账号，以后的检视也不再写入。日志只追加，其中的事件不会删除：它们保留到 `up --keep-days` 按期限删除为止，未设期限则永久保留。每个回答都说明删除了什么、还留下什么、留到何时；台账只记此事，不记名称",
  "ids of accounts, as the events have them": "账号标识，与事件中的写法一致",
  "data folder that no engine has open": "没有引擎正在使用的数据目录",
  "prints the answers as JSON, one line an account": "以 JSON 打印回答，每个账号一行",
  "writes event lines of a simulated day, with known attacks in it (log lines and nothing else)":
    "写出模拟一天的事件行，内含已知的攻击（只写日志行）",
  "where the events go; `.gz` and `.zst` are compressed (default: standard output)":
    "事件写到哪里；`.gz` 与 `.zst` 会压缩（默认：标准输出）",
  "ground truth, one line an event": "真实标签，每个事件一行",
  "what was sold, one line a campaign": "所售订单，每起一行",
  "the same seed gives the same bytes": "同样的种子得到同样的字节",
  "events a day": "每天的事件数",
  "tells payees whose payments were followed by steps on the payers' own items beyond chance, with dose, lag and false-discovery rate; payments and engagement may stand in one file or in several":
    "指出哪些收款方收款之后，付款方自己的作品上涨超出巧合，并给出每元换来的数量、延迟与错误发现率；付款与互动可在同一文件，也可分在多个文件",
  "payees that are the platform's own promotion: not judged": "平台自有推广的收款方：不作判断",
  "prints every payee as JSON on standard output, those told first":
    "在标准输出以 JSON 打印每个收款方，有结论者在前",
  "payments too: what was bought is paid for, among all that people pay for":
    "也模拟付款：购买的互动有付款，另有人们的日常付款",
  "whom payments went to and what they are, one line a payee": "付款的收款方及其身份，每个收款方一行",
  "how much time is simulated, as in 6h or 3d": "模拟多长时间，例如 6h 或 3d",
  "first moment, RFC 3339": "起始时刻，RFC 3339",
  "one event in fifty comes up to this much late": "每五十个事件有一个最多迟到这么久",
  "default, none, or some of: …": "default、none，或其中若干：…",
  "… (env: …)": "…（环境变量：…）",
  "host name that a proxy in front keeps, as in touchstone.example.com; several: repeat it, or commas":
    "前置代理保留的主机名，例如 touchstone.example.com；多个则重复此选项，或以逗号分隔",
  "path under which a proxy shows the pages and the API, as in /touchstone; the proxy may keep it or take it off":
    "代理对外展示页面与接口的路径，例如 /touchstone；代理保留或去掉它均可",
  "a second port for /healthz, /readyz and /metrics, which need no token there":
    "供 /healthz、/readyz 与 /metrics 使用的第二个端口，在该端口无需令牌",
  "address of that port (default: that of --host)": "该端口的地址（默认：与 --host 相同）",
  "least level of the lines on standard error": "标准错误中日志行的最低级别",
  "one line a request: route, status, time, never an identifier":
    "每个请求一行：路由、状态、用时，从不含标识",
  "answers a question, again and again: …": "回答一个问题，可重复使用：…",
  "looks at a file (encoding, columns, times, ids, repeats), proposes a mapping with a preview of ten events, and asks where it is unsure":
    "查看文件（编码、列、时间、标识、重复），提出映射并预览十个事件，不确定处会询问",
  "CSV, JSON, NDJSON, Parquet or a workbook, as a tool exported it":
    "工具导出的 CSV、JSON、NDJSON、Parquet 或工作簿",
  "writes the mapping; `-` is standard output, and the rest goes to standard error":
    "写出映射；`-` 表示标准输出，其余写到标准错误",
  "asks nothing: takes what is likeliest, and fails where no guess may stand":
    "不询问：取最可能的，不能猜测时失败",
  "examines a data folder: disk, permissions, clock, every run of the log, the records and their ledger, whether the two belong together, every count. Exit code 0: sound; 4: damaged; 5: something to look at; 1: it could not be examined":
    "检查数据目录：磁盘、权限、时钟、日志、记录与台账、二者是否对应、每个计数。退出码 0：完好；4：损坏；5：有需要查看之处；1：无法检查",
  "data folder; with an engine running in it, counts are not compared": "数据目录；有引擎在运行时不比对计数",
  "cuts damaged runs out of the log and names their positions, makes records and counts anew from the log, and moves what was damaged aside":
    "从日志中切除损坏的部分并说明位置，由日志重建记录与计数，并把损坏的部分移到一旁",
  "prints one line of JSON a finding": "每项发现打印一行 JSON",
  "verifies a ledger: every entry, hash and body against the signed checkpoint, and the checkpoint against earlier ones. Names the first entry that was altered, is missing, out of order or cut off. Exit code 0: it is what was signed; 4: it is not; 1: it could not be read":
    "校验台账：逐条核对条目、哈希与内容是否与已签名的检查点一致，并与更早的检查点比对。指出首个被改动、缺失、错序或截断的条目。退出码 0：与签名一致；4：不一致；1：无法读取",
  "a data folder, a folder of tiles, an address as in http://127.0.0.1:8787 (token in TOUCHSTONE_TOKEN), or a bundle from the ledger's page":
    "数据目录、只含哈希文件的目录、地址（如 http://127.0.0.1:8787，令牌取自 TOUCHSTONE_TOKEN），或台账页面给出的证明包",
  "the log's verifier key, or a file with it, from somewhere else than the log itself":
    "该日志的公钥或存有公钥的文件，应从日志以外的途径取得",
  "a checkpoint kept from earlier, which the ledger must go on from; several: repeat it":
    "此前保存的检查点，台账必须由它延续而来；可重复使用",
  "prints one line of JSON": "打印一行 JSON",
  "cosigns checkpoints of logs that it knows (C2SP tlog-witness), each only where it goes on from the one before; a log that rewrote its history is refused. Run it where the log's operator has no hand: at a partner's, an expert's, a regulator's":
    "为已知日志的检查点加签（C2SP tlog-witness），且仅当它由上一个检查点延续而来；改写过历史的日志会被拒绝。请在日志运营方管不到的地方运行：合作公司、鉴定人或监管机构",
  "folder for its key and what it has cosigned": "存放其密钥与加签记录的目录",
  "verifier key of a log to witness, or a file with it; several: repeat it. Those of before stay":
    "要见证的日志的公钥，或存有公钥的文件；可重复使用。此前的日志继续有效",
  "its name, like an address without https://, as in witness.example.com; of a new key":
    "新密钥的名称，形如不带 https:// 的地址，例如 witness.example.com",
  "address to listen on; requests need no token, logs' signatures are checked":
    "监听地址；请求无需令牌，会核对日志的签名",
  "witnesses that are asked to cosign the ledger's checkpoints: lines `witness <name> <key> <url>` of a C2SP tlog-policy":
    "为台账检查点加签的见证人：C2SP tlog-policy 中形如 `witness <名称> <公钥> <地址>` 的各行",
  "work with policy files": "处理策略文件",
  "checks policies without running them; exit code 3 when one has errors":
    "检查策略而不运行；有错误时退出码为 3",
  "policy files, or names of shipped ones (default, payments, velocity)":
    "策略文件，或自带策略的名称（default、payments、velocity）",
  "one JSON object a file on standard output": "在标准输出为每个文件打印一个 JSON 对象",
};

/** Titles and small words of the help, and what commander itself says of a wrong command line; `…` is what was typed. */
export const USAGE_WORDS: Readonly<Record<string, string>> = {
  "Usage:": "用法：",
  "Arguments:": "参数：",
  "Options:": "选项：",
  "Commands:": "命令：",
  "(`touchstone --help` lists the commands)": "（`touchstone --help --lang zh` 列出所有命令）",
  "error: unknown option '…'": "错误：没有选项 `…`",
  "error: unknown command '…'": "错误：没有命令 `…`",
  "error: missing required argument '…'": "错误：缺少参数 `…`",
  "error: required option '…' not specified": "错误：必须给出选项 `…`",
  "error: option '…' argument missing": "错误：选项 `…` 缺少值",
  "error: too many arguments for '…'. Expected … arguments but got ….":
    "错误：`…` 的参数过多：应有 … 个，给了 … 个。",
  "error: too many arguments for '…'. Expected … argument but got ….":
    "错误：`…` 的参数过多：应有 … 个，给了 … 个。",
  "error: option '…' argument '…' is invalid. …": "错误：选项 `…` 的值 `…` 无效。…",
  "error: command-argument value '…' is invalid for argument '…'. …": "错误：参数值 `…` 对 `…` 无效。…",
  "(Did you mean …?)": "（是否想写 …？）",
  "(Did you mean one of …?)": "（是否想写其中之一：…？）",
  "Allowed choices are ….": "可选：…。",
  "`…` is not a whole number from … to ….": "`…` 不是 … 到 … 之间的整数。",
  "`…` is not a duration; write it as 90s, 15m, 6h or 1d.": "`…` 不是时长；请写作 90s、15m、6h 或 1d。",
  "`…` is not a time; write it as 2026-11-22T00:00:00+08:00.":
    "`…` 不是时间；请写作 2026-11-22T00:00:00+08:00。",
  "`…` is not an address; write it as http://127.0.0.1:8787.": "`…` 不是地址；请写作 http://127.0.0.1:8787。",
};
