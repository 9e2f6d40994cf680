import { seal } from "../../../../sandbox/github/secret-box.ts";
import { misfits, valuesAt } from "./fit.ts";
import { departures, type Exchange, type Inputs, type Json, type Operation } from "./recording.ts";
import { repositoryNamed, type Scenario, type Situation } from "./scenarios.ts";
import type { World } from "./world.ts";

const text = (inputs: Inputs, ...names: string[]): string | undefined => {
  const value = names.map((name) => inputs[name]).find((one) => typeof one === "string");
  return typeof value === "string" ? value : undefined;
};

function variablesOf(scenario: Scenario, situation: Situation): Record<string, string> {
  const { inputs, exchange } = situation;
  const team = text(inputs, "teamId");
  return {
    owner: "acme",
    org: "acme",
    org_id: "77",
    repo:
      text(inputs, "repository", "name")?.split("/").at(-1) ??
      text(inputs, "fullName")?.split("/")[1] ??
      "app",
    repository_id: "501",
    environment: text(inputs, "environment") ?? "",
    secret_name: text(inputs, "secretName") ?? "",
    team_id: "22",
    team_slug: text(inputs, "slug") ?? (team && !/^\d+$/.test(team) ? team : "platform"),
    username: text(inputs, "username") ?? "",
    ...(exchange.template.includes("{name}") ? { name: text(inputs, "name") ?? "" } : {}),
    ...scenario.variables?.(situation),
  };
}

/** Slashes stay in the names that the provider sends raw; an environment's are escaped. */
function fill(template: string, variables: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = encodeURIComponent(variables[name] ?? "");
    return name === "environment" ? value : value.replaceAll("%2F", "/");
  });
}

/** Replaces the values of a body that only the recorded server could give: hashes, keys and sealed boxes. */
function liveBody(exchange: Exchange, world: World, variables: Record<string, string>): Json | undefined {
  const { body, template } = exchange;
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const repository = repositoryNamed(world, variables["repo"] ?? "app") ?? world.state().repositories[0];
  if (!repository) return body;
  const live = { ...body };
  if ("encrypted_value" in live) {
    live["encrypted_value"] = seal(repository.secretsKey.publicKey, "s3cret");
    live["key_id"] = repository.secretsKey.id;
  }
  if ("sha" in live && template.includes("/git/refs")) {
    live["sha"] = repository.git.refs["refs/heads/main"] ?? "";
  }
  return live;
}

async function blobSha(world: World, path: string, branch: string): Promise<string> {
  const { body } = await world.send("GET", `/repos/acme/app/contents/${path}?ref=${branch}`);
  const [sha] = valuesAt(body, "sha");
  return typeof sha === "string" ? sha : "0".repeat(40);
}

async function send(exchange: Exchange, world: World, variables: Record<string, string>) {
  const path = fill(exchange.template, variables);
  const query = new URLSearchParams(exchange.query).toString();
  let body = liveBody(exchange, world, variables);
  const writesFile = exchange.template.includes("/contents/") && exchange.method !== "GET";
  if (writesFile && typeof body === "object" && body !== null && !Array.isArray(body) && "sha" in body) {
    const sha = await blobSha(world, path.split("/contents/")[1] ?? "", variables["branch"] ?? "main");
    body = { ...body, sha, branch: variables["branch"] ?? "main" };
  }
  return world.send(exchange.method, query === "" ? path : `${path}?${query}`, body);
}

/** Every way in which the API's answer differs from what the provider used of the recorded one. */
function compare(exchange: Exchange, answer: { status: number; body: Json | undefined }): string[] {
  const where = `${exchange.method} ${exchange.template}`;
  if (answer.status !== exchange.status) {
    return [
      `${where}: ${answer.status} instead of ${exchange.status}: ${JSON.stringify(answer.body)?.slice(0, 200)}`,
    ];
  }
  const lacking = exchange.fields
    .filter((path) => !path.includes("(") && valuesAt(answer.body, path).length === 0)
    .map((path) => `${where}: no ${path}`);
  const differing = exchange.response === undefined ? [] : misfits(exchange.response, answer.body);
  return [...lacking, ...differing.map((one) => `${where}: ${one}`)];
}

const key = (type: string, operation: string, request: string): string =>
  [type, operation, request].join(" | ");

/** The departures that were met, so that the list can be proven exact. */
export const met = new Set<string>();
export const listed = departures.answers.map((one) => key(one.type, one.operation, one.request));

/** Runs one operation in a world. Answers what did not fit; the steps before it must all succeed. */
export async function play(scenario: Scenario, operation: Operation, world: World): Promise<string[]> {
  await scenario.before?.(world, operation);
  let old: Inputs = {};
  const removal = operation.removes && scenario.gone ? operation.before.at(-1) : undefined;
  for (const step of operation.before) {
    if (step === removal) continue;
    const problems = await run(scenario, { ...operation, name: "before", ...step }, world, old);
    if (problems.length > 0) return [`before: ${problems.join("; ")}`];
    old = step.inputs;
  }
  if (removal) await scenario.gone?.(world);
  await scenario.between?.(world, operation);
  return run(scenario, operation, world, old);
}

async function run(scenario: Scenario, operation: Operation, world: World, old: Inputs): Promise<string[]> {
  const done: Situation["done"] = [];
  const problems: string[] = [];
  for (const exchange of operation.calls) {
    const variables = variablesOf(scenario, { inputs: operation.inputs, old, done, exchange, world });
    const answer = await send(exchange, world, variables);
    const found = compare(exchange, answer);
    const request = `${exchange.method} ${exchange.template}`;
    const departure = departures.answers.find(
      (one) => one.type === operation.type && one.operation === operation.name && one.request === request,
    );
    if (departure && found.length > 0 && answer.status === departure.status) {
      met.add(key(operation.type, operation.name, request));
      if (answer.status >= 400) return problems;
    } else problems.push(...found);
    done.push({ exchange, variables });
  }
  return problems;
}
