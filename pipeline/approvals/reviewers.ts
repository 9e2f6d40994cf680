import { type Asked, type Judged, memberOf, type RoleResult, untold } from "./approve.ts";
import type { Passing, Review } from "./facts.ts";
import { type Candidate, differentPeople, samePerson } from "./people.ts";

/** A door with what happened at it. */
interface Door {
  name: string;
  role: string;
  reviews: Review[];
  candidates: Candidate[];
  /** Those of this attempt. */
  passings: Passing[];
  /** How often it was opened in all attempts: GitHub keeps a run's approvals and deployments of all of them. */
  openings: number;
}

/** Approvals given at GitHub's environments: one door for each role, opened in this very attempt. */
export function judgeReviewers({ stage, facts, run }: Asked): Judged {
  const starters = [...new Set([run.actor, run.triggeringActor])];
  const roles = stage.doors.flatMap(({ name, role }) => (role === undefined ? [] : [{ name, role }]));
  const { reviews, passings } = facts;
  if ("missing" in reviews) return { starters, roles: roles.map(({ role }) => untold(role, reviews)) };
  if ("missing" in passings) return { starters, roles: roles.map(({ role }) => untold(role, passings)) };

  const doors = roles.map(({ name, role }): Door => {
    const said = reviews.value.filter(({ doors: at, said }) => said === "approved" && at.includes(name));
    const here = passings.value.filter(({ door }) => door === name);
    const people = [...new Map(said.map((one) => [one.by.toLowerCase(), one.by])).values()];
    return {
      name,
      role,
      reviews: said,
      candidates: people.map((by) => candidate(by, role, starters, facts.members[role])),
      passings: here.filter(({ askedAt }) => Date.parse(askedAt) >= Date.parse(run.startedAt)),
      openings: here.filter(({ openedAt }) => openedAt !== null).length,
    };
  });
  const results = doors.map((door) => judgeDoor(door, run.attempt));
  const shared = doors.some((door, index) => doors.some((other, at) => at < index && meet(door, other)));
  const people = differentPeople(doors.map(standing));
  return {
    starters,
    roles: doors.map((door, index): RoleResult => {
      const result = results[index] ?? untold(door.role, reviews);
      if (result.verdict !== "yes") return result;
      const members = facts.members[door.role];
      const readAt = members && "value" in members ? { membersReadAt: members.value.readAt } : {};
      if (!people) return { ...result, ...readAt, ...onePerson };
      if (run.attempt > 1 && shared) return { ...result, ...readAt, ...undecided };
      const by = people[index] ?? "";
      const comment = door.reviews.find((one) => samePerson(one.by, by))?.comment;
      return {
        ...result,
        ...readAt,
        by,
        ...(comment ? { comment } : {}),
        why: `${by} approved at ${door.name}.`,
      };
    }),
  };
}

const onePerson = {
  verdict: "no",
  why: "One person would stand for two roles.",
  todo: "Have another person approve for one of the roles, in a new run.",
} as const;

const undecided = {
  verdict: "unknown",
  why: "Over the attempts of this run the same person approved for two roles; which approval is of this attempt, GitHub does not say.",
  todo: "Start a new run.",
} as const;

function candidate(
  by: string,
  role: string,
  starters: readonly string[],
  members: Parameters<typeof memberOf>[0],
): Candidate {
  if (starters.some((starter) => samePerson(starter, by))) {
    return { by, verdict: "no", why: `${by} started this run, and nobody approves what they start.` };
  }
  switch (memberOf(members, by)) {
    case "yes":
      return { by, verdict: "yes", why: `${by} holds ${role}.` };
    case "no":
      return { by, verdict: "no", why: `${by} does not hold ${role} now.` };
    case "unknown": {
      const reason = members && "missing" in members ? ` ${members.missing}` : "";
      return { by, verdict: "unknown", why: `The members of ${role} could not be read.${reason}` };
    }
  }
}

/** Whether a door was opened in this attempt by somebody who may. */
function judgeDoor(
  { name, role, reviews, candidates, passings, openings }: Door,
  attempt: number,
): RoleResult {
  const opened = passings.filter(({ openedAt }) => openedAt !== null);
  const todo = `Have somebody who holds ${role} and did not start it approve at ${name}.`;
  if (opened.length === 0) {
    const earlier = candidates.length > 0 ? " An approval of an earlier attempt does not count." : "";
    return { role, verdict: "no", why: `${name} was not opened in this attempt.${earlier}`, todo };
  }
  const between = intervalOf(opened);
  if (candidates.length === 0) {
    const why = `${name} was opened and nobody approved: it has no reviewers, or they were bypassed.`;
    return {
      role,
      verdict: "no",
      why,
      todo: "Put the environment's reviewers back by the environment's stack.",
    };
  }
  // An approval opens at least one waiting deployment, so fewer approvals than openings leave one to an earlier attempt.
  if (attempt > 1 && reviews.length < openings) {
    const why = `${name} was opened ${openings} times over the attempts of this run and approved ${reviews.length} times; which opening had no approval of its own, GitHub does not say.`;
    return { role, verdict: "unknown", why, todo: "Start a new run." };
  }
  const refused = candidates.find(({ verdict }) => verdict === "no");
  const doubt = candidates.find(({ verdict }) => verdict === "unknown");
  const accepted = candidates.some(({ verdict }) => verdict === "yes");
  // In a first attempt every approval is of that attempt, so one that counts is enough.
  if (accepted && (attempt === 1 || (!refused && !doubt))) return { role, verdict: "yes", why: "", between };
  if (accepted) {
    const why = `${refused?.why ?? doubt?.why} Others approved as well, and GitHub does not say in which attempt.`;
    return { role, verdict: "unknown", why, todo: "Start a new run." };
  }
  if (doubt)
    return {
      role,
      verdict: "unknown",
      why: doubt.why,
      todo: "Run this again with a token that may read them.",
    };
  return { role, verdict: "no", why: refused?.why ?? "", todo };
}

function intervalOf(opened: readonly Passing[]): { from: string; until: string } {
  const asked = opened.map(({ askedAt }) => askedAt).sort();
  const until = opened.flatMap(({ openedAt }) => openedAt ?? []).sort();
  return { from: asked[0] ?? "", until: until.at(-1) ?? "" };
}

function standing({ candidates }: Door): string[] {
  return candidates.flatMap(({ by, verdict }) => (verdict === "yes" ? [by] : []));
}

function meet(one: Door, other: Door): boolean {
  return standing(one).some((by) => standing(other).some((who) => samePerson(by, who)));
}
