import { RunError } from "@pulumi/pulumi";
import { canonicalJson } from "../json.ts";
import { namesOf, type SecretSchema } from "./presence.ts";

/** When a secret was replaced by a new value, and how long one may last. */
export interface Rotation {
  /** Days after which the value is overdue. */
  everyDays: number;
  /** The day of the last replacement, as 2026-11-03. */
  last: string;
}

export type Rotations = Readonly<Record<string, Rotation>>;

/** Where the daily scan finds the record: a variable of the GitHub environment. */
export const rotationVariable = "SECRET_ROTATION_DAYS";

/**
 * The record of rotation: secret to its period, its last replacement and the day on which it is due. Names and days only,
 * no value. Whether one is overdue is for the daily scan to say: a preview that asked for the date would change by itself.
 * Doppler replaces no value that another service issues, so a person does, and writes the day into the settings.
 *
 * @throws RunError naming every secret without a rotation (S004-SEC-02), and every rotation without a secret.
 */
export function rotationRecord(schema: SecretSchema, rotations: Rotations): string {
  const names = namesOf(schema);
  demandNone(
    names.filter((name) => !(name in rotations)),
    (missing) =>
      `secrets.rotation lacks ${missing}. Give each secret everyDays and last, the day it was last replaced.`,
  );
  demandNone(
    Object.keys(rotations).filter((name) => !names.includes(name)),
    (strange) =>
      `secrets.rotation names ${strange}, which no group of secrets has. Mend the name, or take it out.`,
  );
  return canonicalJson(
    Object.fromEntries(
      Object.entries(rotations).map(([name, { everyDays, last }]) => [
        name,
        { due: dayAfter(last, everyDays), everyDays, last },
      ]),
    ),
  );
}

function demandNone(names: readonly string[], sentence: (names: string) => string): void {
  if (names.length > 0) throw new RunError(`Settings: ${sentence(names.join(", "))}`);
}

function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
