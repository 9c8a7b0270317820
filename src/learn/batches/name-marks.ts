/** What the spelling of a name shows. */
export interface NameMarks {
  /** Runs of one kind of character; letters without their number, digits with it: `letters digits4`. Null for a single run or a default. */
  readonly shape: string | null;
  /** The name with digits taken out, where it has some and at least two other letters: `lily#`. Null for a default. */
  readonly stem: string | null;
  /** A run of at least six Latin letters few of whose pairs occur in words or names. */
  readonly scrambled: boolean;
  /** Given by a platform to whoever has not chosen one: newcomers have it, bought or not. */
  readonly isDefault: boolean;
}

/** Names that platforms give, before a number or code. */
const DEFAULT_NAME =
  /^(?:user|id|uid|guest|member|momo|dy|dyid|ks|kuaishou|douyin|bili|weibo|wx|qq|yy|tiktok|(?:手机|抖音|快手|微信|微博|新浪|匿名|百度|头条)?用户|小红薯|网友|游客|会员|新用户)[ _-]?[0-9a-f]{3,}$/u;
const DIGITS_ONLY = /^\d{5,}$/;
const SCRAMBLED_LETTERS_MIN = 6;
/** Of the pairs of random letters 30 % are common ones, of words and names some 90 %. */
const COMMON_PAIRS_MAX = 0.45;

/** Pairs of letters that are common in English, Spanish and pinyin words and names. 228 of 676. */
const COMMON_PAIRS = new Set(
  (
    "an en in on un er ar or ur ir al el il ol ul la le li lo lu ra re ri ro ru na ne ni no nu ma me mi mo mu ta te " +
    "ti to tu sa se si so su st th he ha hi ho hu ch sh zh ng ia ie io iu ua ue ui uo ao ai ei ou oi ea ee oo da de " +
    "di do du ca ce co ci cu pa pe po pi pu be ba bi bo bu ga ge go gu gi fa fe fi fu fo ka ke ki ko ku ly ry ny ty " +
    "ll ss nn tt rr is es as us os it et at ot ut ic ec ac oc ck nd nt nc tr dr br cr gr fr pr am em im om um ad ed " +
    "id od ud ag ig og eg ey ay oy ya ye yi yo yu wa we wi wo wu xi xu xa qi qu qa ji ju jo ja je jia za ze zi zo zu " +
    "va ve vi vo ov ev iv av ew ow aw rl rd rt rs rn rm rk rg ry ls ld lt lk mp mb mm ns nk sk sp sc sm sn sw sl pl " +
    "bl cl fl gl ft gh ph wh kh ab ob ub ib eb ap op up ip ep ak ik ek ok uk az ez iz oz ax ex ix ox gn dy my by ky ro"
  ).split(" "),
);

export function nameMarks(name: string): NameMarks {
  const text = name.normalize("NFKC").trim().toLowerCase();
  if (DEFAULT_NAME.test(text) || DIGITS_ONLY.test(text)) {
    return { shape: null, stem: null, scrambled: false, isDefault: true };
  }
  const runs = text.match(/\d+|[a-z]+|\p{Script=Han}+|[\p{L}\p{M}]+|[\s._-]+|[^\d\p{L}\p{M}\s._-]+/gu) ?? [];
  const shape = runs.length < 2 || !/\d/.test(text) ? null : runs.map(runKind).join(" ");
  const stem = text.replace(/\d+/g, "#");
  const letters = stem.match(/\p{L}/gu)?.length ?? 0;
  return {
    shape,
    stem: stem !== text && letters >= 2 ? stem : null,
    scrambled: runs.some(isScrambled),
    isDefault: false,
  };
}

function runKind(run: string): string {
  if (/^\d/.test(run)) return `digits${run.length}`;
  if (/^[a-z]/.test(run)) return "letters";
  if (/^\p{Script=Han}/u.test(run)) return "han";
  if (/^\p{L}/u.test(run)) return "script";
  return /^[\s._-]/.test(run) ? run[0]! : "sign";
}

function isScrambled(run: string): boolean {
  if (run.length < SCRAMBLED_LETTERS_MIN || !/^[a-z]/.test(run)) return false;
  let common = 0;
  for (let i = 0; i + 1 < run.length; i++) if (COMMON_PAIRS.has(run.slice(i, i + 2))) common++;
  return common <= COMMON_PAIRS_MAX * (run.length - 1);
}
