import { z } from "zod";

const texts = z.array(z.string()).default([]);

/** What each stack tells about itself in its output `summary`. A part that is missing is empty. */
export const stackSummary = z.object({
  stack: z.string(),
  kind: z.enum(["shared", "environment"]),
  application: z.string().default(""),
  repository: z.string().default(""),
  /** What now guards what, in sentences for people. */
  guards: z.array(z.object({ what: z.string(), by: z.string() })).default([]),
  /** Who opens an environment; no approvers: it opens without a person, and `why` says why. */
  approvals: z
    .array(
      z.object({
        environment: z.string(),
        branches: texts,
        approvers: z.array(z.object({ role: z.string(), teams: texts, users: texts })).default([]),
        why: z.string().optional(),
      }),
    )
    .default([]),
  health: z
    .array(
      z.object({
        target: z.string(),
        url: z.string(),
        everySeconds: z.number(),
        alarm: z.string().default(""),
        notifies: z
          .union([z.string(), texts])
          .transform((to) => [to].flat())
          .default([]),
      }),
    )
    .default([]),
  services: z
    .array(
      z.object({
        environment: z.string(),
        kind: z.enum(["backend", "frontend"]),
        platform: z.string(),
        name: z.string(),
        url: z.string().default(""),
      }),
    )
    .default([]),
  secrets: z
    .array(z.object({ environment: z.string(), from: z.string(), to: z.string(), names: texts }))
    .default([]),
  audit: z
    .object({
      bucket: z.string(),
      mode: z.string(),
      retentionDays: z.number(),
      writers: texts,
      readers: texts,
    })
    .optional(),
  /** The files in the application repository. */
  delivery: z
    .object({ live: texts, pending: texts, requiredChecks: texts, pullRequest: z.string().default("") })
    .optional(),
  /** What a destroy leaves, why and until when. */
  stays: z.array(z.object({ what: z.string(), why: z.string(), until: z.string() })).default([]),
  /** What a person should know: exemptions with reason and end, differences. */
  notices: texts,
});

export type StackSummary = z.infer<typeof stackSummary>;

/**
 * Reads a stack's output `summary`; undefined when the stack has none (a stack that was never up, or was destroyed).
 *
 * @throws when there is a summary that does not keep the contract above.
 */
export function readSummary(stack: string, output: unknown): StackSummary | undefined {
  if (output === undefined) return undefined;
  const result = stackSummary.safeParse(output);
  if (result.success) return result.data;
  throw new Error(
    `The output "summary" of stack ${stack} is not as agreed: ${z.prettifyError(result.error)}`,
  );
}
