import { createPublicKey, verify } from "node:crypto";
import { z } from "zod";
import type { App, GithubDocument } from "./document.ts";
import { GithubError } from "./errors.ts";

const part = (text: string): unknown => JSON.parse(Buffer.from(text, "base64url").toString("utf8"));

const header = z.object({ alg: z.literal("RS256") });
const claims = z.object({
  iss: z.union([z.string(), z.int()]).transform(String),
  iat: z.int(),
  exp: z.int(),
});

/** How an app that signs in as itself is called. */
export const botOf = ({ slug }: App): string => `${slug}[bot]`;

export function appNamed(state: GithubDocument, bot: string): App | undefined {
  return (state.apps ?? []).find((app) => botOf(app) === bot);
}

const undecodable = () => new GithubError(401, "A JSON web token could not be decoded");

/**
 * The app behind a JSON web token that it signed itself; undefined when it is no such token.
 *
 * @throws 401 as GitHub does: unreadable, of an unknown app, with another key, expired, or valid for too long.
 */
export function appOf(state: GithubDocument, token: string, now = Date.now()): App | undefined {
  const [head, body, signature, ...rest] = token.split(".");
  if (!head || !body || !signature || rest.length > 0) return undefined;
  const said = read(head, body);
  const app = (state.apps ?? []).find(({ id, clientId }) => said.iss === String(id) || said.iss === clientId);
  if (!app) throw new GithubError(401, "Integration not found");
  const key = createPublicKey(app.publicKey);
  if (!verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) {
    throw undecodable();
  }
  const seconds = Math.floor(now / 1000);
  if (said.exp <= seconds) {
    throw new GithubError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (said.exp > seconds + 600) {
    throw new GithubError(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  return app;
}

function read(head: string, body: string): z.infer<typeof claims> {
  try {
    header.parse(part(head));
    return claims.parse(part(body));
  } catch {
    // Whatever is wrong with it, GitHub says no more than this.
    throw undecodable();
  }
}
