import { z } from "zod";
import { aws, doppler, secretSchema } from "./accounts.ts";
import { audit } from "./audit.ts";
import { checkEnvironment, environment } from "./environment.ts";
import { github, roles } from "./github.ts";
import { backend, frontend, monitoring } from "./services.ts";
import { oneOf, text } from "./vocabulary.ts";

/** What every stack of one application shares; it stands in Pulumi.yaml. */
const common = {
  /** The Pulumi organisation of the stacks; with a self-managed state backend always `organization`. */
  organization: text("the Pulumi organization of the stacks").default("organization"),
  /** The stack of kind `shared` that an environment builds on. */
  sharedStack: text("the shared stack").default("shared"),
  application: z.strictObject({
    /** Prefix of every name in the clouds. */
    name: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{1,30}$/,
        "2 to 31 lower-case letters, digits and hyphens, beginning with a letter",
      ),
    /** What the people who answer for it call it. */
    title: text("the application's name for people"),
  }),
  github,
  roles,
  aws,
  doppler,
  secrets: secretSchema,
};

const shared = z.strictObject({ kind: z.literal("shared"), ...common, audit });

const environmentStack = z
  .strictObject({
    kind: z.literal("environment"),
    ...common,
    environment,
    backend: backend.optional(),
    frontend: frontend.optional(),
    monitoring: monitoring.optional(),
  })
  .superRefine(checkEnvironment);

/** The kinds of stack; the kind is a setting, so that several applications can live in one state backend. */
export const kinds = ["shared", "environment"] as const;

export const kind = oneOf(kinds, "the kind of this stack");

export const schemas = { shared, environment: environmentStack };

export type SharedSettings = z.infer<typeof shared>;
export type EnvironmentSettings = z.infer<typeof environmentStack>;
export type Settings = SharedSettings | EnvironmentSettings;
