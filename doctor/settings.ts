import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { explain } from "../stacks/settings/explain.ts";
import { readSettingsFiles } from "../stacks/settings/files.ts";
import { parseSettings, SettingsError } from "../stacks/settings/parse.ts";
import type { Settings } from "../stacks/settings/schema.ts";

/** One stage of the road, as far as its accounts are concerned. */
export interface Stage {
  /** The stack that declares it. */
  stack: string;
  /** The environment's name, which is that of its entry at GitHub too. */
  environment: string;
  tier: "development" | "staging" | "production";
  /** The Doppler config of its secrets; absent where it has none. */
  dopplerConfig?: string;
  /** Secrets that this stage alone needs of its config: those of its doors. */
  ownSecrets?: readonly string[];
  /** Whether Doppler's GitHub integration brings them. */
  synced: boolean;
  azure: boolean;
  /** The Vercel project of its site; absent where it has none. */
  vercel?: { project: string; teamId?: string };
}

/** What the settings say of the accounts that the road leans on. */
export interface Wanted {
  /** The application's name for people. */
  title: string;
  sharedStack: string;
  /** In the order in which they go up. */
  stages: Stage[];
  github: {
    owner: string;
    repository: string;
    manage: "existing" | "create";
    visibility: "public" | "private" | "internal";
    plan: "free" | "pro" | "team" | "enterprise";
    /** The branches that must be protected, the default branch first. */
    branches: string[];
    /** Every team that the settings name, with what names it first. */
    teams: Map<string, string>;
    /** Teams that a person must approve with: somebody must belong to them. */
    approvers: Set<string>;
    /** Teams that Gatehouse makes itself. */
    createTeams: Set<string>;
  };
  aws: { region: string; oidcProvider: "existing" | "create"; zone?: string };
  doppler: { project: string; manage: "existing" | "create"; integration: string; secrets: string[] };
  files: Map<string, StackFile>;
  /** Whether a file has `github:appAuth`: without it the GitHub provider signs in with a token alone. */
  appAuth: boolean;
  /** Plain settings of the providers, by `provider:key`, as the files have them. */
  providerConfig: Record<string, string>;
}

/** What a stack's file says of its secrets provider. */
export interface StackFile {
  secretsProvider?: string;
  /** A passphrase's salt: the engine writes it where a stack has no other secrets provider. */
  salted: boolean;
}

const order: readonly Stage["tier"][] = ["development", "staging", "production"];

/**
 * Reads the settings of every stack of a folder.
 *
 * @throws SettingsError naming what is wrong, as `npm run settings` does.
 */
export function readWanted(folder: string): Wanted {
  if (!existsSync(join(folder, "Pulumi.yaml"))) {
    throw new SettingsError(
      `Settings: there is no Pulumi.yaml in ${folder}. --config takes the folder that holds Pulumi.yaml and the stack files.`,
    );
  }
  const stacks = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  const settings = stacks.map((stack) => ({ stack, settings: settingsOf(folder, stack) }));
  const shared = settings.find((one) => one.settings.kind === "shared");
  if (!shared) {
    throw new SettingsError(
      `Settings: no stack file in ${folder} has gatehouse:kind: shared. One must: it declares what exists once.`,
    );
  }
  const { application, github, roles, aws, dns, doppler, secrets } = shared.settings;
  const files = ["Pulumi.yaml", ...stacks.map((stack) => `Pulumi.${stack}.yaml`)].map((name) => ({
    name,
    file: pulumiFile.parse(parse(readFileSync(join(folder, name), "utf8"))),
  }));
  return {
    title: application.title,
    sharedStack: shared.stack,
    stages: settings
      .flatMap(({ stack, settings: one }) => stageOf(stack, one))
      .sort((a, b) => order.indexOf(a.tier) - order.indexOf(b.tier) || a.stack.localeCompare(b.stack)),
    github: {
      owner: github.owner,
      repository: github.repository.name,
      manage: github.repository.manage,
      visibility: github.visibility,
      plan: github.plan,
      branches: [github.defaultBranch, ...(github.integrationBranch ? [github.integrationBranch] : [])],
      teams: teamsOf(roles, github.access),
      approvers: new Set(Object.values(roles).flatMap(({ teams, users }) => (users.length > 0 ? [] : teams))),
      createTeams: new Set(github.createTeams),
    },
    aws: {
      region: aws.region,
      oidcProvider: aws.oidcProvider,
      ...(dns?.manage === "existing" && { zone: dns.zone }),
    },
    doppler: {
      project: doppler.project,
      manage: doppler.manage,
      integration: doppler.githubIntegration,
      secrets: [...Object.values(secrets.backend).flat(), ...secrets.frontend],
    },
    files: new Map(
      files.slice(1).map(({ name, file }) => [name.replace(/^Pulumi\.(.+)\.yaml$/, "$1"), stackFileOf(file)]),
    ),
    appAuth: files.some(({ file }) => file.config["github:appAuth"] !== undefined),
    providerConfig: Object.assign({}, ...files.map(({ file }) => providerConfigOf(file))),
  };
}

function settingsOf(folder: string, stack: string): Settings {
  const { written, locate } = readSettingsFiles(folder, stack);
  const result = parseSettings(written);
  if ("refusal" in result) throw new SettingsError(explain(result.refusal, locate));
  return result.settings;
}

function stageOf(stack: string, settings: Settings): Stage[] {
  if (settings.kind !== "environment") return [];
  const declared = settings.environments[settings.environment];
  if (!declared) return [];
  const { frontend } = settings;
  return [
    {
      stack,
      environment: settings.environment,
      tier: declared.tier,
      synced: declared.secrets?.delivery === "sync",
      azure: settings.backend !== undefined,
      ...(declared.secrets && {
        dopplerConfig: declared.secrets.config,
        ownSecrets: [
          ...declared.secrets.environmentSecrets,
          ...declared.secrets.rollbackSecrets.map(({ name }) => name),
        ],
      }),
      ...(frontend && {
        vercel: { project: frontend.project, ...(frontend.teamId && { teamId: frontend.teamId }) },
      }),
    },
  ];
}

function teamsOf(roles: Settings["roles"], access: Settings["github"]["access"]): Map<string, string> {
  return new Map([
    ...Object.keys(access).map((slug): [string, string] => [slug, `github.access.${slug}`]),
    ...Object.entries(roles).flatMap(([role, { teams }]) =>
      teams.map((slug): [string, string] => [slug, `roles.${role}`]),
    ),
  ]);
}

const pulumiFile = z.object({
  secretsprovider: z.string().optional(),
  encryptionsalt: z.string().optional(),
  config: z.record(z.string(), z.unknown()).default({}),
});

function stackFileOf({ secretsprovider, encryptionsalt }: z.infer<typeof pulumiFile>): StackFile {
  return {
    salted: encryptionsalt !== undefined,
    ...(secretsprovider !== undefined && { secretsProvider: secretsprovider }),
  };
}

const plainValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const structured = z.object({ value: z.unknown() });

/** Settings with a provider's name in front. A `secure:` one stays out: only its stack's own key opens it. */
function providerConfigOf({ config }: z.infer<typeof pulumiFile>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, given]) => {
      if (!/^(github|aws|azure-native|vercel|doppler):/.test(key)) return [];
      const wrapped = structured.safeParse(given);
      const plain = plainValue.safeParse(
        wrapped.success && wrapped.data.value !== undefined ? wrapped.data.value : given,
      );
      return plain.success ? [[key, plain.data]] : [];
    }),
  );
}
