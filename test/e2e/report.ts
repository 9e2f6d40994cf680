import { z } from "zod";

/** What `npm start -- --json` prints, as far as these tests read it. */
const operation = z.object({
  seconds: z.number(),
  counts: z.record(z.string(), z.number()),
  changes: z.array(
    z.object({ operation: z.string(), resource: z.string(), properties: z.array(z.string()) }),
  ),
});

const document = z.object({
  exitCode: z.number(),
  verdict: z.string(),
  stacks: z.array(
    z.object({
      stack: z.string(),
      recovery: z
        .object({ lock: z.boolean(), imported: z.array(z.string()), settled: z.array(z.string()) })
        .optional(),
      preview: operation,
      up: operation.optional(),
      again: operation.optional(),
    }),
  ),
  pipeline: z.array(z.looseObject({ stack: z.string() })),
  seconds: z.number(),
  memory: z.object({ bytes: z.number(), method: z.string() }),
  report: z.string(),
});

/** @throws when standard output is anything but one JSON document of a job that ran to its end. */
export function readDocument(stdout: string): z.infer<typeof document> {
  return document.parse(JSON.parse(stdout));
}
