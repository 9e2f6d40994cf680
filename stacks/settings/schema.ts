import { z } from "zod";
import { aws, dns, doppler, secretSchema } from "./accounts.ts";
import { checkAcross } from "./across.ts";
import { application } from "./application.ts";
import { audit, backups } from "./audit.ts";
import { documents } from "./documents.ts";
import { github, roles } from "./github.ts";
import { migrations } from "./migrations.ts";
import { notifications } from "./notifications.ts";
import { objectives } from "./objectives.ts";
import { protection } from "./protection.ts";
import { environments, releases } from "./road.ts";
import { backend, frontend, monitoring, services } from "./services.ts";
import { smoke } from "./smoke.ts";
import { settingsVersion, version } from "./version.ts";
import { environmentName, oneOf, text } from "./vocabulary.ts";
import { workflows } from "./workflows.ts";

/** What every stack of one application shares; it stands in Pulumi.yaml. */
const common = {
  /** The layout of the settings; an older or a newer one is refused with the way to go. */
  version: z.literal([settingsVersion, `${settingsVersion}`]), // the engine hands plain values over as texts
  /** The Pulumi organisation of the stacks; with a self-managed state backend always `organization`. */
  organization: text("the Pulumi organization of the stacks").default("organization"),
  /** The stack of kind `shared` that an environment builds on. */
  sharedStack: text("the shared stack").default("shared"),
  application,
  github,
  roles,
  protection: protection.prefault({}),
  releases,
  environments,
  services,
  aws,
  dns: dns.optional(),
  doppler,
  secrets: secretSchema,
  notifications,
  objectives,
  /** The workflow files of the application repository. */
  workflows,
  documents: documents.optional(),
  migrations: migrations.optional(),
  smoke: smoke.optional(),
};

const shared = z
  .strictObject({ kind: z.literal("shared"), ...common, audit, backups: backups.optional() })
  .superRefine((given, context) => {
    checkAcross(given, context);
    if (given.backups?.bucket === given.audit.bucket) {
      context.addIssue({
        code: "custom",
        path: ["backups", "bucket"],
        message: "another bucket than the archive's",
      });
    }
  });

const environmentStack = z
  .strictObject({
    kind: z.literal("environment"),
    ...common,
    /** Which of the road's environments this stack declares. */
    environment: environmentName,
    backend: backend.optional(),
    frontend: frontend.optional(),
    monitoring: monitoring.optional(),
  })
  .superRefine((given, context) => {
    checkAcross(given, context);
    checkStack(given, context);
  });

function checkStack(
  given: {
    environment: string;
    environments: z.infer<typeof environments>;
    services: z.infer<typeof services>;
    backend?: z.infer<typeof backend> | undefined;
    frontend?: z.infer<typeof frontend> | undefined;
    monitoring?: z.infer<typeof monitoring> | undefined;
  },
  context: z.RefinementCtx,
): void {
  const refuse = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  const stage = given.environments[given.environment];
  if (!stage) {
    refuse(
      ["environment"],
      `one of the environments of Pulumi.yaml: ${Object.keys(given.environments).join(", ")}`,
    );
    return;
  }
  for (const service of ["backend", "frontend"] as const) {
    if (given[service] && !given.services[service]) {
      refuse([service], `absent, or services.${service}.platform in Pulumi.yaml says what it runs on`);
    }
  }
  if (given.backend && !stage.health["backend"]) {
    refuse(["backend"], `absent, or environments.${given.environment}.health.backend lists its health paths`);
  }
  if (given.monitoring && !stage.alerts) {
    refuse(["monitoring"], `absent, or environments.${given.environment}.alerts says who hears of an alarm`);
  }
}

/** The kinds of stack; the kind is a setting, so that several applications can live in one state backend. */
export const kinds = ["shared", "environment"] as const;

/** What is looked at before everything else: of another layout or kind, all other keys would look wrong. */
export const heading = z.looseObject({ version, kind: oneOf(kinds, "the kind of this stack") });

export const schemas = { shared, environment: environmentStack };

export type SharedSettings = z.infer<typeof shared>;
export type EnvironmentSettings = z.infer<typeof environmentStack>;
export type Settings = SharedSettings | EnvironmentSettings;
