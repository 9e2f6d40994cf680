import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import { notAsked } from "../facts/facts.ts";
import { readPassings, readPromotion, readReviews } from "../facts/github/approvals.ts";
import { readRoles } from "../facts/github/members.ts";
import { readRun } from "../facts/github/run.ts";
import { type Source, tell, Untold } from "../facts/tell.ts";
import { rolesOf } from "./approve.ts";
import type { ApprovalFacts } from "./facts.ts";

/** Where facts about approvals come from. */
export interface ApprovalSources {
  source: Source;
  /** The same with a token that may read teams. */
  people: Source;
  now: () => number;
}

/**
 * Gathers all that approvals are judged from.
 *
 * @throws Unreachable when GitHub knows neither token nor network.
 */
export async function gatherApprovals(
  contract: Contract,
  stage: Stage,
  { source, people, now }: ApprovalSources,
  options: { subject: ApprovalFacts["subject"]; run: { id: number; attempt: number } },
): Promise<ApprovalFacts> {
  const found = await tell(async () => (await readRun(source, options.run, now)).run);
  const { id } = options.run;
  const doors = stage.doors.flatMap(({ name, role }) => (role === undefined ? [] : [name]));
  const branch = stage.doors.flatMap(({ promotion }) => promotion?.branch ?? [])[0];
  return {
    facts: 1,
    subject: options.subject,
    run: found,
    members: await readRoles(people, contract.roles, rolesOf(stage), now),
    reviews: doors.length > 0 ? await tell(() => readReviews(source, id)) : notAsked,
    passings:
      doors.length > 0
        ? await tell(async () => {
            if ("missing" in found) throw new Untold(found.missing);
            return readPassings(source, { id, sha: found.value.sha }, doors);
          })
        : notAsked,
    promotion:
      branch === undefined ? notAsked : await tell(() => readPromotion(source, options.subject.sha, branch)),
  };
}
