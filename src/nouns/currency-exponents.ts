/**
 * Decimal places of each currency's minor unit: ISO 4217, list one of 2024-06 with the amendments up to 2025 (ZWG for ZWL; SLE; VED).
 * Funds codes, metals and the codes for tests and for none are no money that a person pays with, and are left out.
 */
const EXPONENTS: readonly (readonly [exponent: number, codes: string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [
    2,
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE " +
      "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD " +
      "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR " +
      "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU " +
      "UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
  ],
];

const BY_CODE: ReadonlyMap<string, number> = new Map(
  EXPONENTS.flatMap(([exponent, codes]) => codes.split(" ").map((code) => [code, exponent] as const)),
);

/** `CNY` → 2, `JPY` → 0, `KWD` → 3; undefined for a code that is no currency. */
export function currencyExponent(code: string): number | undefined {
  return BY_CODE.get(code);
}

/** Every currency code, in alphabetical order. */
export function currencyCodes(): string[] {
  return [...BY_CODE.keys()].sort();
}
