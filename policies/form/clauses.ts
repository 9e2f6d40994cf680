import type { Clause } from "./policy.ts";

/** A clause of Annex A of ISO/IEC 27001. */
export function iso27001(reference: string, specification: string): Clause {
  return { name: "ISO/IEC 27001", version: "2022", reference, specification };
}

/** A criterion of SOC 2. */
export function soc2(reference: string, specification: string): Clause {
  return { name: "SOC 2 (Trust Services Criteria)", version: "2017", reference, specification };
}

/** A section of 21 CFR Part 11, electronic records and signatures. */
export function part11(reference: string, specification: string): Clause {
  return { name: "21 CFR Part 11", version: "1997", reference, specification };
}
