import type { Properties } from "../../protocol/resource-type.ts";
import type { App, GithubDocument } from "../document.ts";
import { loginView } from "./people.ts";
import { api, web } from "./url.ts";

/** An app's installation in the organization. */
export function installationView(state: GithubDocument, app: App): Properties {
  const { installation } = app;
  const { organization } = state;
  return {
    id: installation.id,
    account: loginView(state, organization.login),
    repository_selection: installation.repositories === "all" ? "all" : "selected",
    access_tokens_url: `${api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${web}/organizations/${organization.login}/settings/installations/${installation.id}`,
    app_id: app.id,
    client_id: app.clientId,
    app_slug: app.slug,
    target_id: organization.id,
    target_type: "Organization",
    permissions: { ...installation.permissions },
    events: [],
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    created_at: organization.createdAt,
    updated_at: organization.createdAt,
    suspended_at: installation.suspendedAt,
    suspended_by: null,
  };
}
