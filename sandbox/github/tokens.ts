import { createHash, randomBytes } from "node:crypto";
import type { Cloud } from "../world/world.ts";
import { appOf, botOf } from "./apps.ts";
import type { GithubDocument, Token } from "./document.ts";
import { findUser } from "./lookup.ts";

const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

export const newToken = (prefix: string): string => `${prefix}${randomBytes(20).toString("hex")}`;

/** Keeps a token's hash, so that it can be known again and never read. */
export function addToken(state: GithubDocument, token: string, of: Omit<Token, "sha256">): void {
  state.tokens.push({ sha256: digest(token), ...of });
}

/**
 * Makes a token for a login. Only its hash is kept, so it cannot be read again.
 *
 * @param scopes those of a classic token; without them GitHub says of no token what it may do.
 * @throws Error when nobody has the login.
 */
export function issueToken(cloud: Cloud<GithubDocument>, login: string, scopes?: string[]): string {
  const token = newToken("sandbox_");
  cloud.change((state) => {
    const user = findUser(state, login);
    if (!user) {
      const known = state.users.map((one) => one.login).join(", ");
      throw new Error(`No token for ${login}: the sandbox's GitHub knows only ${known}.`);
    }
    addToken(state, token, { login: user.login, ...(scopes && { scopes }) });
  });
  return token;
}

/** Who sends a request, and with what kind of token. */
export interface Caller {
  login: string;
  scopes?: string[];
  readOnly?: boolean;
}

/**
 * Who is behind an `Authorization` header (Bearer, token or Basic): a person's token or an app that signed one itself;
 * undefined when it is none of ours.
 *
 * @throws 401 for an app's token that GitHub would not take.
 */
export function callerOf(state: GithubDocument, header: string | undefined): Caller | undefined {
  const [scheme = "", value = ""] = (header ?? "").split(/\s+/);
  const token = /^basic$/i.test(scheme)
    ? Buffer.from(value, "base64").toString("utf8").split(":").at(-1)
    : /^(bearer|token)$/i.test(scheme)
      ? value
      : undefined;
  if (token === undefined) return undefined;
  const known = state.tokens.find((one) => one.sha256 === digest(token));
  if (known) return known;
  const app = appOf(state, token);
  return app && { login: botOf(app) };
}
