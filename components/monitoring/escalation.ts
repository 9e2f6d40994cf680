import { RunError } from "@pulumi/pulumi";

/** Who hears of it when an environment is unhealthy and stays so. */
export interface EscalationStep {
  /** Minutes for which it has been unhealthy; 0 in the first step, at most a day. */
  afterMinutes: number;
  /** Addresses that are told; each must confirm its subscription once. */
  emails: readonly string[];
}

export type Severity = "critical" | "high" | "low";

/** An alarm with a period of a minute looks back a day at most (AWS, "Alarm evaluation"). */
const longest = 24 * 60;

/**
 * The steps, judged: the first one at once, each later than the one before, none without somebody who hears of it.
 *
 * @throws RunError naming the step and what is allowed.
 */
export function checkedSteps(steps: readonly EscalationStep[]): readonly EscalationStep[] {
  if (steps.length === 0) throw new RunError("An escalation needs at least one step that somebody hears of.");
  steps.forEach(({ afterMinutes, emails }, index) => {
    const before = steps[index - 1]?.afterMinutes;
    const allowed = before === undefined ? "0, in the first step" : `more than ${before}, at most ${longest}`;
    const fits =
      before === undefined
        ? afterMinutes === 0
        : Number.isInteger(afterMinutes) && afterMinutes > before && afterMinutes <= longest;
    if (!fits) {
      throw new RunError(
        `escalation[${index}].afterMinutes is ${afterMinutes}. Allowed: ${allowed}, in whole minutes.`,
      );
    }
    if (emails.length === 0 || new Set(emails).size !== emails.length) {
      throw new RunError(
        `escalation[${index}].emails is ${JSON.stringify(emails)}. Allowed: at least one address, each once.`,
      );
    }
  });
  return steps;
}

/** How many minutes in a row must be bad before a step's alarm rings. */
export function minutesUnhealthy({ afterMinutes }: EscalationStep): number {
  return Math.max(1, afterMinutes);
}

/** What tells a later step's resources from those of the first. */
export function suffixOf({ afterMinutes }: EscalationStep): string {
  return afterMinutes === 0 ? "" : `-after-${afterMinutes}`;
}
