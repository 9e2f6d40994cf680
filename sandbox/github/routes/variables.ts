import { z } from "zod";
import type { Properties } from "../../protocol/resource-type.ts";
import type { Repository, Variable } from "../document.ts";
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
import { assertName } from "./secrets.ts";

interface Holder {
  variables: Variable[];
}

const view = (variable: Variable): Properties => ({
  name: variable.name,
  value: variable.value,
  created_at: variable.createdAt,
  updated_at: variable.updatedAt,
});

function find(holder: Holder, name: string): Variable | undefined {
  return holder.variables.find((one) => one.name === name.toUpperCase());
}

function named(call: Call, holder: Holder): Variable {
  const variable = find(holder, param(call, "name"));
  if (!variable) throw notFound();
  return variable;
}

function create(call: Call, holder: Holder): Answer {
  const body = bodyOf(call, z.object({ name: z.string(), value: z.string() }));
  assertName(body.name);
  if (find(holder, body.name)) throw new GithubError(409, "Already exists - Variable already exists");
  const name = body.name.toUpperCase();
  holder.variables.push({ name, value: body.value, createdAt: call.now, updatedAt: call.now });
  return { status: 201, body: {} };
}

function change(call: Call, holder: Holder): Answer {
  const variable = named(call, holder);
  const body = bodyOf(call, z.object({ name: z.string().optional(), value: z.string().optional() }));
  if (body.name !== undefined) {
    assertName(body.name);
    const other = find(holder, body.name);
    if (other && other !== variable) throw new GithubError(409, "Already exists - Variable already exists");
    variable.name = body.name.toUpperCase();
  }
  if (body.value !== undefined) variable.value = body.value;
  variable.updatedAt = call.now;
  return noContent;
}

type Of = (call: Call, repository: Repository) => Holder;

function variableRoutes(prefix: string, of: Of): Route[] {
  return [
    repositoryRoute("GET", prefix, "write", (call, one) => {
      const list = of(call, one).variables.map(view);
      return ok({ total_count: list.length, variables: list });
    }),
    repositoryRoute("POST", prefix, "write", (call, one) => create(call, of(call, one))),
    repositoryRoute("GET", `${prefix}/{name}`, "write", (call, one) => ok(view(named(call, of(call, one))))),
    repositoryRoute("PATCH", `${prefix}/{name}`, "write", (call, one) => change(call, of(call, one))),
    repositoryRoute("DELETE", `${prefix}/{name}`, "write", (call, one) => {
      const holder = of(call, one);
      const variable = named(call, holder);
      holder.variables = holder.variables.filter((other) => other !== variable);
      return noContent;
    }),
  ];
}

export const variables: Route[] = [
  ...variableRoutes("/actions/variables", (_, repository) => repository),
  ...variableRoutes("/environments/{environment_name}/variables", (call, repository) =>
    environmentOf(repository, param(call, "environment_name")),
  ),
];
