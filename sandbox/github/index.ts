import type { CloudProvider } from "../protocol/resource-type.ts";
import { type Cloud, openCloud } from "../world/world.ts";
import type { GithubAccount } from "./account.ts";
import { openApi } from "./api.ts";
import type { GithubDocument } from "./document.ts";
import { initialDocument } from "./initial.ts";
import { environmentOf, findRepository } from "./lookup.ts";
import { githubProvider } from "./provider/index.ts";
import { isValue } from "./secret-box.ts";
import { type Served, serve } from "./server.ts";
import { issueToken } from "./tokens.ts";

export { type GithubAccount, githubAccount, ownersOf } from "./account.ts";
export type { GithubDocument } from "./document.ts";
export { blindSpots } from "./provider/blind-spots.ts";
export { githubProvider } from "./provider/index.ts";
export type { Served } from "./server.ts";

/** One GitHub organization with its two faces over one state. */
export interface Github {
  cloud: Cloud<GithubDocument>;
  provider: CloudProvider;
  /** Serves the HTTP API on 127.0.0.1. @param port 0, the default, takes a free one. */
  serve(port?: number): Promise<Served>;
  /** A new token for a login of the account; with scopes a classic one. @throws Error when nobody has it. */
  issueToken(login: string, scopes?: string[]): string;
  /** Whether a secret holds this value; the value itself is not kept. False when there is no such secret. */
  holdsSecret(
    where: { owner: string; repository: string; environment?: string },
    name: string,
    value: string,
  ): boolean;
}

/**
 * Opens the GitHub organization whose state lies in `<folder>/github.json`.
 *
 * @param account what it holds when it is opened for the first time.
 */
export function openGithub({ folder, account }: { folder: string; account: GithubAccount }): Github {
  const cloud = openCloud(folder, "github", () => initialDocument(account));
  return {
    cloud,
    provider: githubProvider(cloud),
    serve: (port) => serve(cloud, openApi(cloud), port),
    issueToken: (login, scopes) => issueToken(cloud, login, scopes),
    holdsSecret({ owner, repository, environment }, name, value) {
      const found = findRepository(cloud.read(), owner, repository);
      if (!found) return false;
      const holder = environment === undefined ? found : environmentOf(found, environment);
      const secret = holder.secrets.find((one) => one.name === name.toUpperCase());
      return secret !== undefined && isValue(secret, value);
    },
  };
}
