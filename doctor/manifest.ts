import { type Asked, permissionsFor } from "./permissions.ts";

/** Where GitHub sends the browser with the code of the new app. Nothing needs to listen there: a person copies the code. */
const landing = "http://127.0.0.1:8765/";

/** The manifest of the GitHub App (GitHub Docs, "Registering a GitHub App from a manifest"). */
export function manifestFor(application: { title: string; owner: string; repository: string }, asked: Asked) {
  return {
    name: `gatehouse-${application.repository}`.slice(0, 34),
    url: `https://github.com/${application.owner}/${application.repository}`,
    description: `Declares the road to production of ${application.title}.`,
    redirect_url: landing,
    public: false,
    default_permissions: Object.fromEntries(permissionsFor(asked)),
    // It declares; it listens to nothing.
    default_events: [],
  };
}

/** A page with one button that hands the manifest to GitHub: a manifest can only be posted by a browser. */
export function manifestPage(owner: string, manifest: object): string {
  const escaped = JSON.stringify(manifest)
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;");
  return [
    "<!doctype html>",
    '<meta charset="utf-8">',
    "<title>Make the GitHub App</title>",
    `<form action="https://github.com/organizations/${encodeURIComponent(owner)}/settings/apps/new" method="post">`,
    `  <input type="hidden" name="manifest" value="${escaped}">`,
    "  <button>Make the GitHub App</button>",
    "</form>",
    "",
  ].join("\n");
}
