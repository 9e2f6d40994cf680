import { z } from "zod";
import { day, moment, text, whole } from "../contract/words.ts";
import { fact } from "../facts/facts.ts";
import { type Finding, no, unknown, yes } from "../gate/rule.ts";

/** Name to period, last replacement and the day on which the next is due, as the environment's stack writes it. */
export const rotation = z.record(
  z.string(),
  z.strictObject({ due: day, everyDays: whole(1, 3660, "days"), last: day }),
);

/** All that the ages of secrets are told from. */
export const ageFacts = z.strictObject({
  facts: z.literal(1),
  environment: text("the environment"),
  rotation: fact(rotation),
  /** When GitHub's copies of the environment's secrets were written last. */
  stored: fact(z.array(z.strictObject({ name: z.string(), updatedAt: moment }))),
});

export type AgeFacts = z.infer<typeof ageFacts>;

/** What is said of one secret. */
export type Aged = { name: string } & Finding;

const dayInMs = 86_400_000;

/**
 * Which secrets are older than they may be. Pure: the same facts on the same day give the same answer.
 *
 * @param at milliseconds since 1970.
 */
export function judgeAges({ environment, rotation: declared, stored }: AgeFacts, at: number): Aged[] {
  if ("missing" in declared) {
    const todo =
      "Give each secret everyDays and last under secrets.rotation in the settings, and let the stack deliver it.";
    return [{ name: environment, ...unknown(declared.missing, todo) }];
  }
  const today = new Date(at).toISOString().slice(0, 10);
  const written = new Map(
    "value" in stored ? stored.value.map(({ name, updatedAt }) => [name, updatedAt]) : [],
  );
  return Object.entries(declared.value).map(([name, { due, everyDays, last }]) => {
    const updated = written.get(name);
    if (today > due) {
      return {
        name,
        ...no(
          `It was due on ${due}: ${everyDays} days after ${last}.`,
          `Replace ${name}, and write the day into the settings.`,
        ),
      };
    }
    // A later writing proves nothing, since a sync writes old values again; an earlier one disproves the settings.
    if (updated !== undefined && updated.slice(0, 10) < last) {
      const why = `The settings say that it was replaced on ${last}, and GitHub's copy is of ${updated}.`;
      return { name, ...no(why, `Replace ${name} where it is kept, and see that its sync runs.`) };
    }
    if (last > today) {
      return {
        name,
        ...no(
          `The settings say that it was replaced on ${last}, in the future.`,
          "Mend the day in the settings.",
        ),
      };
    }
    const left = Math.round((Date.parse(due) - Date.parse(today)) / dayInMs);
    return { name, ...yes(`Replaced on ${last}; due on ${due}, in ${left} days.`) };
  });
}

/** The record of rotation from the environment's variable. */
export function readRotation(written: string | undefined, variable: string): AgeFacts["rotation"] {
  if (written === undefined || written.trim() === "") {
    return {
      missing: `${variable} is not set: no rotation is declared here, or the step does not hand it on.`,
    };
  }
  try {
    const parsed = rotation.safeParse(JSON.parse(written));
    if (parsed.success) return { value: parsed.data };
    const [issue] = parsed.error.issues;
    return { missing: `${variable} is no record of rotation: ${issue?.path.join(".")}: ${issue?.message}.` };
  } catch (error) {
    if (error instanceof SyntaxError) return { missing: `${variable} is no JSON.` };
    throw error;
  }
}
