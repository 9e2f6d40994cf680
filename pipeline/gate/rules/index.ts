import type { Rule } from "../rule.ts";
import { branch, rollbackTarget } from "./origin.ts";
import { expedite, firstRelease, starter } from "./people.ts";
import { attestation, checks, earlierStage, migrations, records } from "./proof.ts";
import { activation, freeze, incidents, rateLimit } from "./stops.ts";
import { blackout, clock, window } from "./time.ts";

/** Every gate, in the order in which people read them. */
export const rules: readonly Rule[] = [
  activation,
  clock,
  branch,
  starter,
  firstRelease,
  rollbackTarget,
  window,
  blackout,
  freeze,
  rateLimit,
  earlierStage,
  incidents,
  checks,
  records,
  migrations,
  attestation,
  expedite,
];
