import type { Verdict } from "../gate/rule.ts";

/** A person who said yes, and whether that yes can stand for a role. */
export interface Candidate {
  by: string;
  verdict: Verdict;
  why: string;
}

/** GitHub takes two logins that differ in case for one. */
export function samePerson(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Finds a different person for each list, moving people to another of their lists where that helps (an augmenting path
 * in a bipartite graph). An empty list gets nobody and takes nobody from the others.
 *
 * @returns the person for each list, or undefined where people would have to stand for two.
 */
export function differentPeople(
  lists: readonly (readonly string[])[],
): readonly (string | undefined)[] | undefined {
  const taken = new Map<string, number>();
  for (const [index, list] of lists.entries()) {
    if (list.length > 0 && !place(lists, index, taken, new Set())) return undefined;
  }
  return lists.map((list, index) => list.find((name) => taken.get(name.toLowerCase()) === index));
}

function place(
  lists: readonly (readonly string[])[],
  index: number,
  taken: Map<string, number>,
  seen: Set<string>,
): boolean {
  for (const name of lists[index] ?? []) {
    const person = name.toLowerCase();
    if (seen.has(person)) continue;
    seen.add(person);
    const holder = taken.get(person);
    if (holder === undefined || place(lists, holder, taken, seen)) {
      taken.set(person, index);
      return true;
    }
  }
  return false;
}
