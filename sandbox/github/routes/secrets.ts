import { z } from "zod";
import type { Properties } from "../../protocol/resource-type.ts";
import type { Repository, Secret } from "../document.ts";
import { GithubError, notFound } from "../errors.ts";
import { environmentOf } from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  noContent,
  ok,
  param,
  type Route,
  repositoryRoute,
} from "../route.ts";
import { fingerprint, openBox } from "../secret-box.ts";

/** A thing that holds secrets: the repository itself or one of its environments. */
interface Holder {
  secrets: Secret[];
}

const view = (secret: Secret): Properties => ({
  name: secret.name,
  created_at: secret.createdAt,
  updated_at: secret.updatedAt,
});

/** GitHub's rules for the names of secrets and variables. */
export function assertName(name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^github_/i.test(name)) {
    throw new GithubError(
      422,
      "Name is invalid. Names may contain only letters, digits and underscores, and may start neither with a digit nor with GITHUB_.",
    );
  }
}

function named(holder: Holder, name: string): Secret {
  const secret = holder.secrets.find((one) => one.name === name.toUpperCase());
  if (!secret) throw notFound();
  return secret;
}

function put(call: Call, repository: Repository, holder: Holder): Answer {
  const name = param(call, "secret_name").toUpperCase();
  assertName(name);
  const body = bodyOf(call, z.object({ encrypted_value: z.base64(), key_id: z.string() }));
  const kept = fingerprint(openBox(repository.secretsKey, body.key_id, body.encrypted_value));
  const old = holder.secrets.find((one) => one.name === name);
  if (old) {
    Object.assign(old, kept, { updatedAt: call.now });
    return noContent;
  }
  holder.secrets.push({ name, ...kept, createdAt: call.now, updatedAt: call.now });
  return { status: 201, body: {} };
}

type Of = (call: Call, repository: Repository) => Holder;

function secretRoutes(prefix: string, of: Of): Route[] {
  return [
    repositoryRoute("GET", prefix, "write", (call, one) => {
      const list = of(call, one).secrets.map(view);
      return ok({ total_count: list.length, secrets: list });
    }),
    repositoryRoute("GET", `${prefix}/public-key`, "write", (call, one) => {
      of(call, one);
      return ok({ key_id: one.secretsKey.id, key: one.secretsKey.publicKey });
    }),
    repositoryRoute("GET", `${prefix}/{secret_name}`, "write", (call, one) =>
      ok(view(named(of(call, one), param(call, "secret_name")))),
    ),
    repositoryRoute("PUT", `${prefix}/{secret_name}`, "write", (call, one) => put(call, one, of(call, one))),
    repositoryRoute("DELETE", `${prefix}/{secret_name}`, "write", (call, one) => {
      const holder = of(call, one);
      const secret = named(holder, param(call, "secret_name"));
      holder.secrets = holder.secrets.filter((other) => other !== secret);
      return noContent;
    }),
  ];
}

export const secrets: Route[] = [
  ...secretRoutes("/actions/secrets", (_, repository) => repository),
  ...secretRoutes("/environments/{environment_name}/secrets", (call, repository) =>
    environmentOf(repository, param(call, "environment_name")),
  ),
];
