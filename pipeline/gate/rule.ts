import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import type { Fact, Facts } from "../facts/facts.ts";

/** Yes, no, or: it could not be told. The last never opens anything. */
export type Verdict = "yes" | "no" | "unknown";

/** What one gate says. */
export interface Finding {
  verdict: Verdict;
  /** In one sentence, with the figures that it rests on. */
  why: string;
  /** What a person can do; given with every verdict that is not yes. */
  todo?: string;
}

/** What a gate is asked about. */
export interface Question {
  contract: Contract;
  stage: Stage;
  facts: Facts;
  /** Milliseconds since 1970. */
  at: number;
}

/** One gate. */
export interface Rule {
  name: string;
  /** Which kinds of passage it binds. A rollback waits for as little as can be. */
  binds: readonly ("release" | "rollback")[];
  /** Whether a person may override it: what says "not now" may be, what says "not this" may not. */
  overridable: boolean;
  judge(question: Question): Finding;
  /** The moments at which it may open, beside those of the calendar; default is none. */
  edges?(question: Question): number[];
}

export const hourInMs = 3_600_000;

export function yes(why: string): Finding {
  return { verdict: "yes", why };
}

export function no(why: string, todo: string): Finding {
  return { verdict: "no", why, todo };
}

export function unknown(why: string, todo: string): Finding {
  return { verdict: "unknown", why, todo };
}

/** Judges by a fact, or says that it is missing. */
export function given<Value>(fact: Fact<Value>, judge: (value: Value) => Finding): Finding {
  return "value" in fact
    ? judge(fact.value)
    : unknown(fact.missing, "Mend what kept the fact from being read, and run this again.");
}

/** Whether somebody holds a role, by the members that were read for this decision. */
export function holds({ facts, contract }: Question, role: string, login: string): Finding {
  if (!Object.hasOwn(contract.roles, role)) {
    return no(`The contract has no role ${role}.`, "Mend the settings and deliver the contract again.");
  }
  const members = facts.members[role];
  if (!members) {
    return unknown(
      `The members of ${role} were not read.`,
      "Run this again with a token that may read them.",
    );
  }
  return given(members, ({ logins, readAt }) => {
    const held = logins.some((one) => one.toLowerCase() === login.toLowerCase());
    return held
      ? yes(`${login} holds ${role} (read ${readAt}).`)
      : no(`${login} does not hold ${role} (read ${readAt}).`, `Ask somebody who holds ${role}.`);
  });
}

/** A moment as it stands in records: UTC, without milliseconds where they are zero. */
export function instant(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** A span of time for people. */
export function span(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? `${rest} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
