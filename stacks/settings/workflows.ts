import { z } from "zod";
import { day, environmentName, oneOf, text, variableName } from "./vocabulary.ts";
import { workflowFile } from "./workflows-files.ts";
import { toolchain } from "./workflows-toolchain.ts";

const service = z.strictObject({
  /** Where it runs; without one, services.NAME.platform says it, and a service with neither is checked only. */
  host: oneOf(
    ["azure-functions", "railway", "vercel", "supabase", "container"],
    "the service's host",
  ).optional(),
  /** What the host calls it, by environment; else the environment's variables say it (S000-STG-03, S000-PROD-03). */
  names: z.record(environmentName, text("the service's name at its host")).default({}),
  toolchain,
});

/** The workflow files of the application repository, with how each service is checked, built and deployed. */
export const workflows = z
  .strictObject({
    /** The GitHub App that reads teams and writes where nobody else may; its key is a secret of the environments. */
    app: z.strictObject({ clientId: text("the app's client ID"), privateKeySecret: variableName }).optional(),
    /** The repository secret SNYK_TOKEN: read before any environment opens, so with a reason and an end (S001-FE-05). */
    snyk: z.strictObject({ reason: text("why no environment can hold it"), until: day }).optional(),
    services: z
      .record(
        z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,39}$/, "a service's name: lower-case letters, digits and hyphens"),
        service,
      )
      .default({}),
    files: z
      .record(
        z.string().regex(/^[\w.-]+\.ya?ml$/, "the name of a workflow file that ends in .yml or .yaml"),
        workflowFile,
      )
      .default({}),
  })
  .prefault({});

export type WorkflowSettings = z.infer<typeof workflows>;
