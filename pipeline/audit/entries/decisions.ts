import { z } from "zod";
import { canonicalJson, sha256Hex } from "../../canonical.ts";
import { login, moment, oneOf, roleName, sha, sha256, text } from "../../contract/words.ts";
import { approval as given } from "./deployment.ts";
import { comment } from "./words.ts";

/** A role's yes. */
export const approval = z.strictObject({ commit: sha, approval: given });

/**
 * A gate's decision with the contract and the facts that it was made from, as `gate --record` writes it: so it can be
 * made again years later. What it says of the hashes of both must be true.
 */
export const gateDecision = z
  .strictObject({
    decision: z.looseObject({
      sha,
      verdict: text("the verdict"),
      time: moment,
      gates: z.array(z.looseObject({ gate: text("the gate"), verdict: text("its verdict"), why: comment })),
      contract: sha256,
      facts: sha256,
    }),
    contract: z.record(z.string(), z.unknown()),
    facts: z.record(z.string(), z.unknown()),
  })
  .superRefine(({ decision, contract, facts }, context) => {
    for (const [name, value] of Object.entries({ contract, facts })) {
      const hash = sha256Hex(canonicalJson(value));
      if (decision[name] === hash) continue;
      const message = `${hash}, the hash of the ${name} beside it`;
      context.addIssue({ code: "custom", path: ["decision", name], message });
    }
  });

/** Gates that a person of the role opened against their verdict, for a time; `expedite` shortens soaks and opens none. */
export const override = z
  .strictObject({
    commit: sha,
    kind: oneOf(["override", "expedite"], "what was granted"),
    gates: z.array(text("a gate")),
    role: roleName,
    by: login,
    reason: text("why"),
    grantedAt: moment,
    expiresAt: moment,
  })
  .superRefine(({ grantedAt, expiresAt }, context) => {
    if (Date.parse(expiresAt) <= Date.parse(grantedAt)) {
      context.addIssue({ code: "custom", path: ["expiresAt"], message: `after grantedAt, ${grantedAt}` });
    }
  });

/** The first good release of an environment: nothing before it can prove it, so a person of the role answers for it. */
export const genesis = z.strictObject({ commit: sha, role: roleName, by: login, reason: text("why") });
