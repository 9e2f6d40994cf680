import { z } from "zod";
import { appNamed } from "../apps.ts";
import type { App } from "../document.ts";
import { GithubError, notFound } from "../errors.ts";
import { findRepository } from "../lookup.ts";
import { bodyOf, type Call, created, idParam, ok, param, type Route, route } from "../route.ts";
import { addToken, newToken } from "../tokens.ts";
import { installationView } from "../views/app.ts";

/** @throws 401 unless an app signs in as itself. */
function appAt(call: Call): App {
  const app = appNamed(call.state, call.actor);
  if (!app) throw new GithubError(401, "A JSON web token could not be decoded");
  return app;
}

function installedAt(call: Call): App {
  const app = appAt(call);
  if (app.installation.id !== idParam(call, "installation_id")) throw notFound();
  return app;
}

function ofRepository(call: Call): App {
  const app = appAt(call);
  const repository = findRepository(call.state, param(call, "owner"), param(call, "repo"));
  const { repositories } = app.installation;
  if (!repository || (repositories !== "all" && !repositories.includes(repository.name))) throw notFound();
  return app;
}

const level = z.enum(["read", "write", "admin"]);
const order = level.options;
const tokenBody = z.object({ permissions: z.record(z.string(), level).optional() });

/** A token of the installation: all that it may do, or the part that was asked for. */
function issue(call: Call) {
  const { installation } = installedAt(call);
  if (installation.suspendedAt) throw new GithubError(403, "This installation has been suspended");
  const asked = bodyOf(call, tokenBody).permissions ?? installation.permissions;
  const tooMuch = Object.entries(asked).some(
    ([name, wanted]) =>
      order.indexOf(wanted) > order.indexOf(installation.permissions[name] ?? "read") ||
      !(name in installation.permissions),
  );
  if (tooMuch) {
    throw new GithubError(422, "The permissions requested are not granted to this installation.");
  }
  const token = newToken("ghs_");
  // It acts in an owner's name: the sandbox keeps no list of what each permission opens.
  const owner = call.state.users.find(({ role }) => role === "admin");
  if (!owner) throw notFound();
  addToken(call.state, token, {
    login: owner.login,
    readOnly: Object.values(asked).every((one) => one === "read"),
  });
  const expires = new Date(Date.parse(call.now) + 3_600_000).toISOString();
  return created({
    token,
    expires_at: expires,
    permissions: { ...asked },
    repository_selection: installation.repositories === "all" ? "all" : "selected",
  });
}

export const apps: Route[] = [
  route("GET", "/repos/{owner}/{repo}/installation", (call) =>
    ok(installationView(call.state, ofRepository(call))),
  ),
  route("GET", "/app/installations/{installation_id}", (call) =>
    ok(installationView(call.state, installedAt(call))),
  ),
  route("POST", "/app/installations/{installation_id}/access_tokens", issue),
];
