/**
 * Chinese material of honest comments that their writers thought of themselves. Many slots, so that
 * two people seldom write the same; yet they speak of the same video in the same turns of phrase,
 * as commenters do.
 */
import { type Grammar, parts } from "./grammar.ts";

/** What a video of each theme shows. */
export const THEMES_ZH: readonly (readonly string[])[] = [
  parts(
    `锅|面团|辣椒|蘸料|刀工|火候|摆盘|这口汤|蒜末|酱汁|烤箱|砂锅|葱花|肉皮|米饭|豆腐|鸡蛋|面条|花椒油|案板|
    这道菜|卤水|糖色|铁板|蒸笼|油温|这把菜刀|腌料|擀面杖|锅盖`,
  ),
  parts(
    `那条路|民宿|海边|日落|缆车|古城|火车窗外|帐篷|雪山|集市|渡口|那只流浪狗|路边摊|露营灯|隧道|观景台|
    石板路|背包|大巴|灯塔|湖面|草原|山顶的风|晚霞|检票口|老街|竹筏|星空|老板娘|行李箱`,
  ),
  parts(
    `榫卯|木头|砂纸|漆面|陶泥|转盘|釉色|图纸|胶水|电烙铁|零件|模具|那个抽屉|边角料|刻刀|台锯|黄铜|皮料|针脚|
    染料|螺丝|底座|打磨|拼接|半成品|手套|量尺|木纹|成品|工作台`,
  ),
  parts(
    `前奏|副歌|鼓点|贝斯|和声|转音|吉他|歌词|间奏|琴弦|混音|气息|尾音|第二段主歌|编曲|键盘|弹奏|高音|假声|
    口琴|这个版本|现场|节拍|伴奏|耳返|话筒|调音台|清唱|哼唱|合唱`,
  ),
  parts(
    `这一局|走位|那波团|装备|辅助|打野|地图|隐藏关|最终boss|剧情线|存档|手柄|帧数|皮肤|翻盘|残血|那个大招|
    队友|开局|结算画面|彩蛋|支线|难度|操作|意识|复盘|卡点|跳跃|补刀|视野`,
  ),
  parts(
    `屏幕|续航|散热|键盘手感|充电头|镜头|信号|支架|接口|系统|铰链|快门声|边框|说明书|包装盒|样张|音量键|
    扬声器|风扇声|固件|转轴|电池|跑分|后盖|滤镜|传感器|插座|数据线|指示灯|按键`,
  ),
];

/** `{obj}` is filled by the theme of the video. */
export const GRAMMAR_ZH: Grammar = {
  who: parts(
    `我妈|我爸|室友|我同桌|楼下保安|我老板|女朋友|男朋友|我姐|我弟|隔壁工位|我外婆|邻居大爷|导师|发小|我媳妇|
    我老公|我闺蜜|宿舍老六|我家娃|教练|房东|食堂阿姨|班长|快递小哥|我表哥|我小姨|群里朋友|同事|我家猫`,
  ),
  where: parts(
    `地铁上|被窝里|食堂|工位上|高铁上|厕所里|自习室|医院排队的时候|公交上|宿舍阳台|图书馆|出租车里|火锅店|
    健身房|楼道里|会议室后排|值夜班的时候|机场|候车厅|理发店|沙发上|晚自习|洗衣房|天台|网吧`,
  ),
  when: parts(
    `凌晨{n}点|刚下班|考完试|开会的时候|午休|加班到现在|起床第一件事|睡前|吃饭的时候|通勤路上|周五晚上|
    熬夜赶论文的间隙|下雨天|放假第{n}天|带娃的空档|等外卖的时候|失眠的时候|排队的时候|停电那天|面试回来`,
  ),
  part: parts(
    `开头|结尾|中间那段|转场|{mm}那里|第二个镜头|配乐|字幕|封面|片尾|旁白|{mm}的表情|剪辑|调色|运镜|收音|
    那句台词|最后十秒|标题|{mm}到{mm}|慢动作|特写|背景音|弹幕提到的地方|{obj}出场那一下|倒数第{n}秒`,
  ),
  good: parts(
    `太绝了|有点东西|真的细|看得好舒服|特别用心|拿捏住了|比上期好太多|有内味儿|绝绝子|挺顺的|一点不尬|
    把我看饿了|看哭了|笑到打鸣|有电影感|太治愈了|好有耐心|非常实在|越看越上头|讲得明白|我能循环{n}遍|
    一秒入戏|安静得刚刚好|舒服死了|让我想起{year}年|比{who}强多了|太会了|值一个硬币|很克制|没有一句废话|
    质感在线|节奏刚好|有巧思|厉害得离谱`,
  ),
  bad: parts(
    `有点赶|声音小了点|没看懂|可以再短一点|晃得我头晕|字太小了|有点刻意|跟标题不符|我不太认同|少讲了一步|
    比上期差点意思|广告有点硬|重复了吧|背景音盖过人声了|颜色偏黄|没讲清楚|是不是搞错了|开头太长|有点贵|
    看着危险`,
  ),
  did: parts(
    `跟着做了一次|试了{n}次|收藏了没动|转给{who}|截了{n}张图|存到备忘录|照着买了一套|重看到{mm}|关掉又打开|
    研究了一晚上|拿给{who}看|写进了作业|放慢看了{n}遍|学了半天|讲给{who}听|设成了壁纸|录屏了|抄在本子上`,
  ),
  result: parts(
    `翻车了|居然成了|被骂了一顿|{who}说再也不许|差点把厨房点了|花了{big}块|现在还在修|意外地好|三天没缓过来|
    手抖得不行|只学会了{part}|一点都不像|发现根本没有{obj}|邻居来敲门了|笑了一下午|第{n}次才对|卡在{obj}了|
    {who}抢走了|全家都夸|还差一点`,
  ),
  opinion: parts(
    `{part}{good}|{obj}{good}|这个{obj}{good}|{part}{bad}|{obj}{bad}|就冲{part}我也得{did2}|
    没想到{obj}也能这么拍|{obj}才是主角吧|{part}和{part}两处{good}|个人觉得{obj}{bad}|{obj}那一下{good}|
    要是{part}再长一点就好了|{part}用的什么啊{good}|把{obj}拍成这样{good}|我以为{obj}只是陪衬`,
  ),
  did2: parts("点个赞|关注|再看一遍|投币|留个言|催更|三连|存下来|转发|给个五星"),
  anecdote: parts(
    `{when}在{where}看的，{result}|上次{did}，{result}|{who}路过看了一眼{obj}，问我{ask2}|
    {year}年我也{did}，{result}|{who}看了说{part}{good}|我{where}外放，{who}笑出声|{when}刷到，直接{did}|
    以前做过{n}年这行，{obj}{good}|{who}非说{obj}{bad}，我们吵了{n}分钟|本来在{where}打算睡了，结果{did}|
    {where}没信号，缓冲到{mm}还没看完|跟{who}打赌{obj}{good}，输了{n}块|{when}饿着肚子看到{obj}，{result}|
    {who}就是做{obj}的，说{part}{good}|{year}年第一次见到{obj}还是在{where}`,
  ),
  ask2: parts("这是谁|哪里能买|能不能学|怎么还没更新|是不是假的|多少钱|在哪拍的|要不要周末去"),
  question: parts(
    `{obj}在哪买的|{part}的音乐叫什么|求{obj}的链接|{obj}多少钱啊|新手能从{obj}开始吗|{mm}那个是什么|
    用的什么相机|为什么{obj}要放两次|{obj}用别的代替行不行|拍了几天|{part}是怎么做到的|下期能讲讲{obj}吗|
    {obj}坏了怎么办|有没有教程|是我一个人觉得{obj}{bad}吗|{mm}背景里是不是{who}|这是第几期了|{obj}要等多久|
    上期的{obj}去哪了|学生党买{obj}会不会太贵|{obj}和{obj}选哪个`,
  ),
  request: parts(
    `下次拍{obj}吧|能不能出一期{obj}|求{part}原片|想看{obj}的失败合集|更新快点，{where}等你|多拍点{obj}|
    {part}做成壁纸吧|请把{obj}安排上|出个{n}分钟完整版|求把{part}放长|什么时候再去一次|想看{who2}出镜`,
  ),
  who2: parts("猫|摄影师|剪辑师|你妈妈|那位大爷|上期的朋友|配音|小助手"),
  fact: parts(
    `补充一下，{obj}其实要先放{n}分钟|纠正一个小错，{mm}说的应该是{obj}|{obj}在我们那边叫法不一样|
    这个{obj}至少用了{n}年|其实{obj}是{year}年才有的|{mm}有个穿帮，{obj}换了位置|当地人说一句，{obj}{bad}|
    做{obj}最怕{bad2}|{obj}的价格去年是{big}现在翻倍了|看手法至少练了{n}年`,
  ),
  bad2: parts("手潮|着急|下雨|断电|有人敲门|火太大|尺寸差一点|忘存盘|天太冷|没预热"),
  opener: parts(
    `说真的|讲道理|emmm|啊啊啊|不是|笑死|救命|所以|话说|讲个笑话|只有我觉得|老粉表示|路人|第一次评论|
    弱弱问一句|大数据推来的|更新了！|终于等到|蹲|我的天|破防了|好家伙|坦白说|其实|别的不说|看到{mm}|盲猜`,
  ),
  tail: parts(
    `哈哈哈|😂|👍|[doge]|绝了|爱了|～|！！|谢谢分享|学到了|加油|下次一定|🤣🤣|😭|呜呜|（不是）|蹲后续|已三连|
    先码|祝越来越好|救命|[泪目]|❤️|就这样|求回|打卡第{n}天|真的|哈哈|保重身体|不接受反驳`,
  ),
  product: parts(
    `这个{item}我也有，{part}确实还行，就是{bad}|{item}用了{n}个月，说说缺点：{bad}|
    买{item}别买大的，{result}|{who}送过我一个{item}，{result}|{item}是智商税吧|
    有人用过这个{item}吗，{question}|{item}打折的时候{big}，现在买亏|拿{item}{did}，{result}|
    真的好用，{who}也买了{item}|{item}挺好用的，推荐|{item}已经下单，等{n}天了`,
  ),
  comment: parts(
    `{opinion}|{opinion}|{opinion}，{tail}|{opener}，{opinion}|{opener}{anecdote}|{anecdote}|
    {anecdote}{tail}|{question}|{question}？|{question}？{tail}|{request}|{request}{tail}|{fact}|
    {fact}，{tail}|{opinion}，{anecdote}|{opinion}。{question}？|{anecdote}。{opinion}。{request}|
    {opener}，{opinion}，{tail}|{when}{did}{tail}|{who}：{ask2}？|{opinion}，但是{opinion}|
    {question}？{anecdote}|{fact}。{anecdote}|{mm} {good}|{mm}{tail}|{did2}|{opener}{tail}|{part}{tail}|
    {part}？`,
  ),
};
