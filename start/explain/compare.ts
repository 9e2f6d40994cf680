import type { StackSummary } from "../summary.ts";

/** One difference between two pipelines, in a sentence for whoever reviews it. */
export interface Difference {
  /** What it does to the safety of the road. */
  effect: "weaker" | "stronger" | "other";
  /** The environment or part that it is about. */
  about: string;
  text: string;
}

/**
 * What changes for whom, and which gate gets weaker or stronger.
 *
 * @param before of every stack as it stands.
 * @param after of every stack as it would stand.
 */
export function compare(before: readonly StackSummary[], after: readonly StackSummary[]): Difference[] {
  const one = { before: before.flatMap(partsOf), after: after.flatMap(partsOf) };
  const keys = [...new Set([...one.before, ...one.after].map(({ key }) => key))];
  const found = keys.flatMap((key) => {
    const was = one.before.find((part) => part.key === key);
    const is = one.after.find((part) => part.key === key);
    if (was && is) return is.changed(was.value);
    if (is) return is.added;
    return was ? was.removed : [];
  });
  const rank = { weaker: 0, stronger: 1, other: 2 };
  return found.toSorted((a, b) => rank[a.effect] - rank[b.effect]);
}

type Value = { [name: string]: unknown };

/** A part of a summary that is compared with the part of the same key. */
interface Part {
  key: string;
  value: Value;
  added: Difference[];
  removed: Difference[];
  changed(before: Value): Difference[];
}

function partsOf(summary: StackSummary): Part[] {
  return [
    ...summary.approvals.map(approvalPart),
    ...summary.guards.map(({ what, by }) => guardPart(what, by)),
    ...summary.health.map(healthPart),
    ...(summary.audit ? [auditPart(summary.audit)] : []),
    ...summary.services.map(({ environment, kind, platform, name, url }) =>
      plainPart(`${kind} of ${environment}`, `${name} on ${platform}, ${url}`),
    ),
    ...summary.secrets.map(({ environment, from, to, names }) =>
      plainPart(`secrets from ${from} to ${to} for ${environment}`, names.join(", ")),
    ),
    ...summary.notices.map((notice) => noticePart(summary.stack, notice)),
    ...(summary.delivery ? [checksPart(summary.delivery.requiredChecks)] : []),
  ];
}

const weaker = (about: string, text: string): Difference => ({ effect: "weaker", about, text });
const stronger = (about: string, text: string): Difference => ({ effect: "stronger", about, text });
const other = (about: string, text: string): Difference => ({ effect: "other", about, text });

function approvalPart({ environment, branches, approvers }: StackSummary["approvals"][number]): Part {
  const value = { branches, roles: approvers.map(({ role }) => role), people: peopleOf(approvers) };
  const opened =
    approvers.length > 0 ? `${value.roles.join(", then ")} must say yes` : "it opens without a person";
  return {
    key: `door ${environment}`,
    value,
    added: [other(environment, `A new door, from ${branches.join(", ")}: ${opened}.`)],
    removed: [other(environment, "This door is gone, with what it guarded.")],
    changed(before) {
      const roles = changesOf(texts(before["roles"]), value.roles);
      const from = changesOf(texts(before["branches"]), branches);
      const people = changesOf(texts(before["people"]), value.people);
      return [
        ...roles.gone.map((role) => weaker(environment, `${role} no longer has to say yes.`)),
        ...roles.come.map((role) => stronger(environment, `${role} must say yes as well.`)),
        ...from.come.map((branch) => weaker(environment, `Releases may come from ${branch} as well.`)),
        ...from.gone.map((branch) => stronger(environment, `Releases no longer come from ${branch}.`)),
        ...people.come.map((who) => other(environment, `${who} may say yes now.`)),
        ...people.gone.map((who) => other(environment, `${who} may no longer say yes.`)),
      ];
    },
  };
}

function peopleOf(approvers: StackSummary["approvals"][number]["approvers"]): string[] {
  return approvers.flatMap(({ role, teams, users }) => [
    ...teams.map((team) => `team ${team} as ${role}`),
    ...users.map((user) => `${user} as ${role}`),
  ]);
}

function guardPart(what: string, by: string): Part {
  return {
    key: `guard ${what}`,
    value: { by },
    added: [stronger(what, `Now guarded: ${by}.`)],
    removed: [weaker(what, "No longer guarded.")],
    changed: ({ by: was }) =>
      was === by ? [] : [other(what, `Guarded otherwise: was "${was}", is "${by}".`)],
  };
}

function healthPart({ target, url, everySeconds, notifies }: StackSummary["health"][number]): Part {
  return {
    key: `health ${target} ${url}`,
    value: { everySeconds, notifies },
    added: [stronger(target, `${url} is watched now, every ${everySeconds} s.`)],
    removed: [weaker(target, `${url} is no longer watched.`)],
    changed(before) {
      const was = Number(before["everySeconds"]);
      const people = changesOf(texts(before["notifies"]), notifies);
      const say = everySeconds > was ? weaker : stronger;
      return [
        ...(was === everySeconds
          ? []
          : [say(target, `${url} is asked every ${everySeconds} s, was ${was} s.`)]),
        ...people.gone.map((who) => weaker(target, `${who} no longer hears of it.`)),
        ...people.come.map((who) => stronger(target, `${who} hears of it as well.`)),
      ];
    },
  };
}

function auditPart({
  bucket,
  mode,
  retentionDays,
  writers,
  readers,
}: NonNullable<StackSummary["audit"]>): Part {
  const about = `evidence in ${bucket}`;
  return {
    key: `audit ${bucket}`,
    value: { mode, retentionDays, writers, readers },
    added: [stronger(about, `Kept for ${retentionDays} days, ${mode}.`)],
    removed: [weaker(about, "No longer declared.")],
    changed(before) {
      const days = Number(before["retentionDays"]);
      const say = retentionDays < days ? weaker : stronger;
      const who = changesOf(texts(before["writers"]), writers);
      const read = changesOf(texts(before["readers"]), readers);
      return [
        ...(days === retentionDays ? [] : [say(about, `Kept for ${retentionDays} days, was ${days}.`)]),
        ...(before["mode"] === mode
          ? []
          : [
              (mode === "COMPLIANCE" ? stronger : weaker)(about, `Locked in ${mode}, was ${before["mode"]}.`),
            ]),
        ...who.come.map((one) => weaker(about, `${one} may add to it as well.`)),
        ...who.gone.map((one) => other(about, `${one} no longer adds to it.`)),
        ...read.come.map((one) => other(about, `${one} may read it.`)),
        ...read.gone.map((one) => other(about, `${one} may no longer read it.`)),
      ];
    },
  };
}

function checksPart(checks: readonly string[]): Part {
  const about = "protected branches";
  return {
    key: "required checks",
    value: { checks },
    added: [],
    removed: [],
    changed(before) {
      const { come, gone } = changesOf(texts(before["checks"]), checks);
      return [
        ...gone.map((check) => weaker(about, `The check "${check}" is no longer required.`)),
        ...come.map((check) => stronger(about, `The check "${check}" is required.`)),
      ];
    },
  };
}

function plainPart(about: string, text: string): Part {
  return {
    key: about,
    value: { text },
    added: [other(about, `New: ${text}.`)],
    removed: [other(about, "Gone.")],
    changed: ({ text: was }) => (was === text ? [] : [other(about, `Was ${was}; is ${text}.`)]),
  };
}

function noticePart(stack: string, notice: string): Part {
  return {
    key: `notice ${stack} ${notice}`,
    value: {},
    added: [other(stack, notice)],
    removed: [other(stack, `No longer true: ${notice}`)],
    changed: () => [],
  };
}

function changesOf(before: readonly string[], after: readonly string[]): { come: string[]; gone: string[] } {
  return {
    come: after.filter((one) => !before.includes(one)),
    gone: before.filter((one) => !after.includes(one)),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
