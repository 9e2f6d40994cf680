import type { Value } from "../protocol/resource-type.ts";
import type { Cloud } from "../world/world.ts";
import type { GithubDocument, Repository } from "./document.ts";
import { GithubError, notFound } from "./errors.ts";
import { findRepository, permissionOf, reaches } from "./lookup.ts";
import type { Answer, Call, Method, Route } from "./route.ts";
import { routes } from "./routes/index.ts";

/** A request to the API, by either face. */
export interface Request {
  method: Method;
  /** Without host and `/api/v3`; percent-encoded, with its query. */
  target: string;
  body?: unknown;
  actor: string;
}

interface Compiled {
  route: Route;
  pattern: RegExp;
  names: string[];
}

function compile(route: Route): Compiled {
  const names: string[] = [];
  const source = route.template.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return route.greedy.includes(name) ? "(.+)" : "([^/]+)";
  });
  return { route, pattern: new RegExp(`^${source}$`), names };
}

/** How much of a template is fixed: `/commits/{ref}/status` goes before `/commits/{ref}`. */
const fixedLength = ({ route }: Compiled): number => route.template.replace(/\{\w+\}/g, "").length;

const compiled = routes.map(compile).toSorted((a, b) => fixedLength(b) - fixedLength(a));

/** The by-id forms that clients use and the OpenAPI description leaves out, in their described form. */
function described(state: GithubDocument, path: string): string {
  const [, area, id, rest] = /^\/(organizations|repositories)\/(\d+)(\/.*)?$/.exec(path) ?? [];
  if (area === "organizations") {
    if (Number(id) !== state.organization.id) throw notFound();
    return rest?.startsWith("/team/")
      ? rest.replace("/team/", "/teams/")
      : `/orgs/${state.organization.login}${rest ?? ""}`;
  }
  if (area === "repositories") {
    const repository = state.repositories.find((one) => one.id === Number(id));
    if (!repository) throw notFound();
    return `/repos/${repository.owner}/${repository.name}${rest ?? ""}`;
  }
  return path;
}

interface Match {
  route: Route;
  params: Record<string, string>;
}

function match(method: Method, path: string): Match {
  for (const { route, pattern, names } of compiled) {
    const found = route.method === method ? pattern.exec(path) : null;
    if (!found) continue;
    const params = names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? "")]);
    return { route, params: Object.fromEntries(params) };
  }
  throw notFound();
}

/** The described path that serves a request. @throws 404 when none does. */
export function templateFor(state: GithubDocument, method: Method, target: string): string {
  return match(method, described(state, new URL(target, "http://sandbox").pathname)).route.template;
}

/** The repository of the path, if the actor may do there what the route needs. */
function admitted(call: Call, route: Route): Repository {
  const repository = findRepository(call.state, call.params["owner"] ?? "", call.params["repo"] ?? "");
  const permission = repository && permissionOf(call.state, call.actor, repository);
  if (!repository || !permission) throw notFound();
  if (!reaches(permission, route.needs ?? "read")) {
    throw new GithubError(
      403,
      route.needs === "admin"
        ? "Must have admin rights to Repository."
        : "Resource not accessible by personal access token",
    );
  }
  if (repository.settings.archived && !route.archived) {
    throw new GithubError(403, "Repository was archived so is read-only.");
  }
  return repository;
}

function run(call: Call, route: Route): Answer {
  return route.handle.kind === "plain"
    ? route.handle.run(call)
    : route.handle.run(call, admitted(call, route));
}

/** GitHub's API over one state. Reads change nothing; a refused write leaves the state as it was. */
export interface Api {
  /** @throws CloudError for every answer of 400 and above. */
  request(request: Request): Answer;
}

export function openApi(cloud: Cloud<GithubDocument>): Api {
  return {
    request({ method, target, body, actor }) {
      const url = new URL(target, "http://sandbox");
      const answer = (state: GithubDocument) => {
        const { route, params } = match(method, described(state, url.pathname));
        const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
        const call: Call = { state, actor, params, query: url.searchParams, body, now };
        return run(call, route);
      };
      return method === "GET" ? answer(cloud.read()) : cloud.change(answer);
    },
  };
}

/** A page of a list answer: GitHub's `page` and `per_page` (30 by default, 100 at most). */
export function pageOf(body: Value, query: URLSearchParams): { body: Value; page: number; last: number } {
  const perPage = Math.min(Math.max(Number(query.get("per_page")) || 30, 1), 100);
  const page = Math.max(Number(query.get("page")) || 1, 1);
  if (!Array.isArray(body)) return { body, page, last: page };
  const last = Math.max(Math.ceil(body.length / perPage), 1);
  return { body: body.slice((page - 1) * perPage, page * perPage), page, last };
}
