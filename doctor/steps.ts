import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import {
  judgeAws,
  judgeAwsOidc,
  judgeAzure,
  judgeDoppler,
  judgeIntegration,
  judgeVercel,
  judgeZone,
} from "./judge/accounts.ts";
import { judgeGithubAccess, judgePlan, judgeRepository, judgeRulesets, judgeTeams } from "./judge/github.ts";
import {
  judgeBackend,
  judgeCiIdentities,
  judgeCli,
  judgeEnvironments,
  judgeSecretsProvider,
  judgeShared,
} from "./judge/stacks.ts";

/** One step of the road to a pipeline with real accounts. */
export interface Step {
  /** Also the anchor of its section in docs/bootstrap.md. */
  id: string;
  title: string;
  /** What it is for, in one sentence. */
  why: string;
  /** Whether these settings need it; all do where it is absent. */
  applies?(facts: Facts): boolean;
  judge(facts: Facts): Finding;
}

const isSynced = ({ wanted }: Facts) => wanted.stages.some(({ synced }) => synced);
const usesDoppler = ({ wanted }: Facts) =>
  wanted.stages.some(({ dopplerConfig }) => dopplerConfig !== undefined);

/** The steps in the order in which they are gone: each leans on those before it. */
export const steps: readonly Step[] = [
  {
    id: "pulumi-cli",
    title: "Pulumi on this machine",
    why: "It is what puts every stack up.",
    judge: judgeCli,
  },
  {
    id: "aws-identity",
    title: "People's identity at AWS",
    why: "The first `pulumi up` is a person's: it makes the identities that workflows use afterwards.",
    judge: judgeAws,
  },
  {
    id: "azure-identity",
    title: "People's identity at Azure",
    why: "The stages' services and the identities of their jobs are made with it.",
    applies: ({ wanted }) => wanted.stages.some(({ azure }) => azure),
    judge: judgeAzure,
  },
  {
    id: "state-backend",
    title: "Shared state backend",
    why: "Everybody who runs Pulumi must see the same state, or two people undo each other's work.",
    judge: judgeBackend,
  },
  {
    id: "secrets-provider",
    title: "Stacks with a key of a KMS",
    why: "What is secret in a state must be opened by an identity that can be taken away, never by a passphrase.",
    judge: judgeSecretsProvider,
  },
  {
    id: "github-access",
    title: "GitHub access with the least permissions",
    why: "It declares the repository's doors; an app reaches this repository alone and belongs to no person.",
    judge: judgeGithubAccess,
  },
  {
    id: "github-plan",
    title: "GitHub plan as declared",
    why: "A lesser plan enforces less, partly without a word.",
    judge: judgePlan,
  },
  {
    id: "repository",
    title: "Application repository",
    why: "Its protection is what is declared; name, visibility and default branch must be the real ones.",
    judge: judgeRepository,
  },
  {
    id: "teams",
    title: "Teams with members",
    why: "Roles are held by teams, and a role that nobody holds locks production for good.",
    judge: judgeTeams,
  },
  {
    id: "aws-oidc",
    title: "GitHub's OIDC provider at AWS",
    why: "An account holds one at most, so it is either there already or made once.",
    judge: judgeAwsOidc,
  },
  {
    id: "dns-zone",
    title: "DNS zone",
    why: "The application's domains are recorded in it.",
    applies: ({ wanted }) => wanted.aws.zone !== undefined,
    judge: judgeZone,
  },
  {
    id: "doppler-project",
    title: "Doppler project with its secrets",
    why: "Every environment's secrets are there, by the names that the settings list; their values are set by people.",
    applies: usesDoppler,
    judge: judgeDoppler,
  },
  {
    id: "doppler-integration",
    title: "Doppler's GitHub integration",
    why: "It carries secrets to GitHub's environments, and can be connected in Doppler's dashboard only.",
    applies: isSynced,
    judge: judgeIntegration,
  },
  {
    id: "vercel-token",
    title: "Vercel token",
    why: "Projects, domains and variables of the site are declared with it.",
    applies: ({ wanted }) => wanted.stages.some(({ vercel }) => vercel !== undefined),
    judge: judgeVercel,
  },
  {
    id: "stack-shared",
    title: "Shared stack is up",
    why: "Protection, trust between clouds and the archive of evidence exist once; every stage builds on them.",
    judge: judgeShared,
  },
  {
    id: "rulesets",
    title: "Rulesets are active",
    why: "From here on nothing reaches a protected branch without a review.",
    judge: judgeRulesets,
  },
  {
    id: "environments",
    title: "Environments are up",
    why: "Each stage's doors, services, secrets and alarms, in the order in which a release meets them.",
    judge: judgeEnvironments,
  },
  {
    id: "ci-identities",
    title: "Identities of workflows",
    why: "Jobs sign in with GitHub's own tokens, so nobody's key is stored and people's access can go.",
    judge: judgeCiIdentities,
  },
];
