import { z } from "zod";
import type { Properties } from "../protocol/values.ts";

const schema = z.object({
  /** Paths whose declared content is on the default branch. */
  live: z.array(z.string()),
  /** Paths whose declared content is not there yet. */
  pending: z.array(z.string()),
  /** Paths that left the settings and are still there. */
  leaving: z.array(z.string()),
  /** The checks of each workflow file as the default branch has it. */
  liveChecks: z.record(z.string(), z.array(z.string())),
  /** Every path that this delivery brought or offered, and therefore may remove. */
  delivered: z.array(z.string()),
  /** The open pull request. The engine does not always keep a null. */
  pullRequest: z
    .object({ number: z.int(), url: z.string() })
    .nullish()
    .transform((pull) => pull ?? null),
});

/** What the state keeps of a delivery beside its inputs. */
export type DeliveryOutputs = z.infer<typeof schema>;

/** The outputs in the state; undefined when there are none, as in an import. */
export function readOutputs(outputs: Properties): DeliveryOutputs | undefined {
  return schema.safeParse(outputs).data;
}
