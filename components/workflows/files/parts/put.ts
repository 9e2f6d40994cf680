import { type Expression, github, type Step, type Text, text } from "../../model/index.ts";
import type { Artifact } from "../../toolchains/index.ts";
import type { DeployFile } from "../plan.ts";
import type { Road, RoadService } from "../road.ts";
import { type Fetched, fetchBuild, findImage } from "./artifact.ts";
import type { Put } from "./deploy/host.ts";
import { hosts } from "./deploy/index.ts";
import type { Door } from "./door.ts";
import { serviceNamed } from "./inner-checks.ts";
import { runtime } from "./runtime.ts";
import type { JobSecrets } from "./secrets.ts";

/** A service that is put up by a deployment. */
export interface PutUp extends Put {
  readonly service: RoadService;
  /** Fetches its build and proves who built it. */
  readonly fetch: readonly Step[];
}

/** What a deployment puts up, by service, with the specification's own action or command. */
export function putUp(
  road: Road,
  door: Door,
  file: DeployFile,
  given: { sha: Text; artifacts: readonly Artifact[]; secrets: JobSecrets },
): PutUp[] {
  const { sha, artifacts, secrets } = given;
  return file.services.map((name) => {
    const service = serviceNamed(road, name);
    if (service.host === undefined) return { service, steps: [], fetch: [] };
    const found = artifacts.find((artifact) => artifact.service === name && isTaken(artifact, service));
    const fetched = found
      ? fetchBuild(found, { sha, signer: file.file })
      : imageOfOther(road, service, file, sha);
    const host = hosts[service.host];
    return {
      service,
      fetch: fetched?.steps ?? [],
      ...host.deploy({
        door,
        service,
        hostedAs: service.hostedAs[door.stage.name],
        sha,
        artifact: fetched?.artifact,
        secret: secrets.secret,
        name:
          file.services.length === 1
            ? (file.names.deploy ?? `Deploy to ${door.stage.name}`)
            : `Deploy ${name}`,
      }),
    };
  });
}

function imageOfOther(
  { repository }: Road,
  service: RoadService,
  { builtBy }: DeployFile,
  sha: Text,
): Fetched | undefined {
  const takes = service.host === "container" || service.host === "railway";
  return takes && builtBy !== undefined
    ? findImage(service.name, { repository, sha, signer: builtBy })
    : undefined;
}

/** Whether a host deploys this kind of build: those of containers take images, the others files. */
function isTaken({ kind }: Artifact, { host }: RoadService): boolean {
  return (kind === "image") === (host === "container" || host === "railway");
}

/** Gives the verified release its traffic: at once, or step by step with a soak after each. */
export function trafficSteps(
  file: DeployFile,
  door: Door,
  secrets: JobSecrets,
  given: { sha: Text; expedite?: Expression | undefined; put: readonly PutUp[] },
): Step[] {
  const { sha, expedite, put } = given;
  const environment = door.stage.name;
  const env = accessOf(put, door, secrets.secret);
  const staged = put.filter(({ candidate }) => candidate !== undefined);
  const promotions = staged.map(({ service }) =>
    runtime(
      staged.length === 1 ? "Give it the traffic" : `Give ${service.name} the traffic`,
      "promote",
      { environment, sha, service: service.name },
      { id: `promote-${service.name}`, env, record: `promote-${service.name}.json` },
    ),
  );
  if (!file.canary) return promotions;
  const shared = put.find(({ service: { host } }) => host === "container");
  return [
    runtime(
      "Shift traffic step by step",
      "canary",
      {
        environment,
        sha,
        ...(shared && put.length > 1 ? { service: shared.service.name } : {}),
        ...(expedite === undefined ? {} : { expedite, reason: text`Asked for in run ${github.runId}` }),
      },
      { id: "canary", env, record: "canary.json" },
    ),
    ...promotions,
  ];
}

/** What the runtime needs to speak to the hosts of these services. */
export function accessOf(
  put: readonly { readonly service: RoadService }[],
  door: Door,
  secret: (name: string) => Expression,
): Record<string, Text> {
  return Object.assign(
    {},
    ...put.map(({ service: { host } }) => (host ? hosts[host].access(door, secret) : {})),
  );
}

/** The secrets that deploying these services reads. */
export function secretsOfHosts(services: readonly RoadService[]): string[] {
  return services.flatMap(({ host }) => (host ? hosts[host].secrets : []));
}

/** Signs in at each host once. */
export function signIn(services: readonly RoadService[], door: Door): Step[] {
  const used = new Set(services.flatMap(({ host }) => (host ? [host] : [])));
  return [...used].flatMap((host) => hosts[host].signIn(door));
}

/** The hosts' command-line tools, each once. */
export function toolsOf(services: readonly RoadService[]): Step[] {
  const used = new Set(services.flatMap(({ host }) => (host ? [host] : [])));
  return [...used].flatMap((host) => hosts[host].tools);
}
