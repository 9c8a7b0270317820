/** A paper that a payee can hand in, by the word the API uses. */
export const PAPERS = [
  "merchant_account",
  "business_licence",
  "identity",
  "sales_contract",
  "delivery_proof",
  "price_list",
  "telecom_licence",
  "food_licence",
  "medical_licence",
  "publishing_licence",
  "education_licence",
  "advertising_contract",
] as const;
export type Paper = (typeof PAPERS)[number];

/** A merchant's application, as it is handed in. */
export interface Application {
  readonly kind: "personal" | "merchant";
  readonly category: string;
  /** What it sells, in its own words. */
  readonly goods: string;
  readonly papers: readonly Paper[];
}

export interface Lacking {
  readonly paper: Paper;
  /** Why it is needed. */
  readonly ground: { readonly zh: string; readonly en: string };
}

interface Need {
  readonly paper: Paper;
  readonly categories: RegExp | null;
  readonly ground: { readonly zh: string; readonly en: string };
}

/**
 * What a trade needs before it may collect from afar. Grounds name the rule; where an exception exists (small food makers, private
 * tutoring of adults) a person decides, since an application that lacks a paper is not refused by itself.
 */
const NEEDS: readonly Need[] = [
  {
    paper: "business_licence",
    categories: null,
    ground: {
      zh: "商户须登记营业执照（市场主体登记管理条例）；依法无须登记的个人小额交易除外",
      en: "a merchant is registered (Regulations on the registration of market entities); small trade of persons is exempt",
    },
  },
  {
    paper: "identity",
    categories: null,
    ground: {
      zh: "支付机构须核实特约商户身份（非银行支付机构监督管理条例第二十二条）",
      en: "the provider verifies its merchants (State Council order 768, article 22)",
    },
  },
  {
    paper: "telecom_licence",
    categories: /virtual|digital|card_code|game|software|saas|虚拟|发卡|卡密|软件|游戏|网络服务|^581[5-8]$/i,
    ground: {
      zh: "通过网络有偿提供信息服务须取得电信业务经营许可（互联网信息服务管理办法第四条、第七条）",
      en: "paid information services over the internet need a licence (Measures for internet information services, articles 4 and 7)",
    },
  },
  {
    paper: "food_licence",
    categories: /food|restaurant|catering|grocery|餐饮|食品|饮料|外卖|^(5411|5499|581[1-4])$/i,
    ground: {
      zh: "食品经营许可或备案（食品安全法第三十五条）",
      en: "a food licence or its filing (Food Safety Law, article 35)",
    },
  },
  {
    paper: "medical_licence",
    categories: /medic|pharma|drug|clinic|health_device|药|医疗|诊所|^(5122|5912|80(1|2|3|4|6)\d)$/i,
    ground: {
      zh: "药品或医疗器械经营许可（药品管理法第五十一条）",
      en: "a licence for drugs or devices (Drug Administration Law, article 51)",
    },
  },
  {
    paper: "publishing_licence",
    categories: /book|publish|图书|出版|音像|^(5192|5942)$/i,
    ground: {
      zh: "出版物经营许可（出版管理条例第三十五条）",
      en: "a licence for publications (Regulations on publishing, article 35)",
    },
  },
  {
    paper: "education_licence",
    categories: /education|tutoring|training|school|教育|培训|辅导|^82\d\d$/i,
    ground: {
      zh: "校外培训须取得办学许可（民办教育促进法第十二条）",
      en: "a licence for schools (Law on private education, article 12)",
    },
  },
  {
    paper: "advertising_contract",
    categories: /advert|promotion|marketing|推广|营销|广告|运营|^7311$/i,
    ground: {
      zh: "推广服务须说明投放平台和交付方式，并提供平台官方推广合同；承诺点赞、粉丝数量的不予准入（反不正当竞争法第九条）",
      en: "promotion shows the platform's own contract and how it is delivered; promised likes or followers are not admitted (Anti-Unfair Competition Law, article 9)",
    },
  },
];

/** An application → the papers it lacks, those that every trade needs first. */
export function lackingPapers({ kind, category, goods, papers }: Application): Lacking[] {
  const asked = NEEDS.filter(({ paper, categories }) => {
    if (categories === null) return kind === "merchant" || paper === "identity";
    return categories.test(category) || categories.test(goods);
  });
  return asked.filter(({ paper }) => !papers.includes(paper)).map(({ paper, ground }) => ({ paper, ground }));
}

/** What answers a rule that stood against a payee, by the rules' families: how it gets back what was taken. */
export function papersThatAnswer(rules: readonly string[]): Paper[] {
  const wanted = new Set<Paper>();
  for (const rule of rules) for (const paper of ANSWERS[rule] ?? DEFAULT_ANSWER) wanted.add(paper);
  return PAPERS.filter((paper) => wanted.has(paper));
}

const DEFAULT_ANSWER: readonly Paper[] = ["sales_contract"];
/** Rules of the shipped policy; a rule of another policy is answered by showing what is sold. */
const ANSWERS: Readonly<Record<string, readonly Paper[]>> = {
  remark_names_engagement: ["sales_contract", "delivery_proof"],
  remark_suggests_engagement: ["sales_contract", "delivery_proof"],
  payee_sells_engagement: ["sales_contract", "delivery_proof", "price_list"],
  fan_in_of_strangers: ["merchant_account", "sales_contract"],
  fan_in_within_an_hour: ["merchant_account", "sales_contract"],
  amounts_on_the_grid: ["price_list"],
  amounts_of_one_unit: ["price_list"],
  personal_code_as_shop: ["merchant_account", "business_licence"],
  merchant_without_licence: ["business_licence"],
  code_shop: ["telecom_licence", "delivery_proof"],
  name_does_not_match: ["identity"],
  device_of_many_payees: ["identity", "merchant_account"],
  new_and_busy: ["business_licence", "identity"],
  sudden_rush: ["sales_contract"],
  woke_up: ["identity"],
  passes_money_on: ["identity", "sales_contract"],
  pays_many_helpers: ["sales_contract", "business_licence"],
  refunds_often: ["delivery_proof"],
  payers_complain: ["delivery_proof"],
  steps_follow_payments: ["sales_contract", "delivery_proof", "advertising_contract"],
  steps_follow_payments_dose_agrees: [
    "sales_contract",
    "delivery_proof",
    "price_list",
    "advertising_contract",
  ],
};
