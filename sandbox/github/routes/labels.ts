import { z } from "zod";
import type { Properties } from "../../protocol/resource-type.ts";
import type { Label, Repository } from "../document.ts";
import { invalid, notFound } from "../errors.ts";
import { takeId } from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  created,
  noContent,
  ok,
  param,
  type Route,
  repositoryRoute,
} from "../route.ts";
import { escapePath, nodeId, repositoryUrl } from "../views/url.ts";

export function labelView(repository: Repository, label: Label): Properties {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    url: `${repositoryUrl(repository.owner, repository.name)}/labels/${escapePath(label.name)}`,
    name: label.name,
    color: label.color,
    default: label.default,
    description: label.description,
  };
}

function find(repository: Repository, name: string): Label | undefined {
  return repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

function named(call: Call, repository: Repository): Label {
  const label = find(repository, param(call, "name"));
  if (!label) throw notFound();
  return label;
}

function assertFields(body: { color?: string | undefined; description?: string | null | undefined }): void {
  if (body.color !== undefined && !/^[0-9a-f]{6}$/i.test(body.color))
    throw invalid("Label", "color", "invalid");
  if ((body.description ?? "").length > 100) {
    throw invalid("Label", "description", "custom", "description is too long (maximum is 100 characters)");
  }
}

const labelBody = z.object({
  name: z.string().min(1),
  color: z.string().optional(),
  description: z.string().nullish(),
});

function create(call: Call, repository: Repository): Answer {
  const body = bodyOf(call, labelBody);
  assertFields(body);
  if (find(repository, body.name)) throw invalid("Label", "name", "already_exists");
  const label: Label = {
    id: takeId(call.state),
    name: body.name,
    color: (body.color ?? "ededed").toLowerCase(),
    description: body.description ?? null,
    default: false,
  };
  repository.labels.push(label);
  return created(labelView(repository, label));
}

function change(call: Call, repository: Repository): Answer {
  const label = named(call, repository);
  const body = bodyOf(call, labelBody.partial().extend({ new_name: z.string().min(1).optional() }));
  assertFields(body);
  // The documented field is new_name; the published provider sends name, which GitHub takes too.
  const name = body.new_name ?? body.name ?? label.name;
  const other = find(repository, name);
  if (other && other !== label) throw invalid("Label", "name", "already_exists");
  Object.assign(label, {
    name,
    color: (body.color ?? label.color).toLowerCase(),
    description: body.description === undefined ? label.description : body.description,
  });
  return ok(labelView(repository, label));
}

const greedy = { greedy: ["name"] };

export const labels: Route[] = [
  repositoryRoute("GET", "/labels", "read", (_, one) => ok(one.labels.map((label) => labelView(one, label)))),
  repositoryRoute("POST", "/labels", "write", create),
  repositoryRoute(
    "GET",
    "/labels/{name}",
    "read",
    (call, one) => ok(labelView(one, named(call, one))),
    greedy,
  ),
  repositoryRoute("PATCH", "/labels/{name}", "write", change, greedy),
  repositoryRoute(
    "DELETE",
    "/labels/{name}",
    "write",
    (call, one) => {
      const label = named(call, one);
      one.labels = one.labels.filter((other) => other !== label);
      return noContent;
    },
    greedy,
  ),
];
