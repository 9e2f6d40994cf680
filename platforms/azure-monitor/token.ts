import { z } from "zod";
import { askJson } from "../http/figure.ts";
import type { AzureAccess } from "./client.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const issued = z.object({ value: z.string() });
const granted = z.object({ access_token: z.string(), expires_in: z.number() });

/** Seconds before its end from which on a token is not used any more. */
const reserveSeconds = 120;

/**
 * Tokens for Azure's management API: the job's own identity token (GitHub Docs, "Configuring OpenID Connect in Azure")
 * exchanged for one of Azure's, again when that ends. No secret is stored anywhere.
 */
export function azureTokens(variables: Environment, now: () => number): AzureAccess["token"] {
  let known: { token: string; until: number } | undefined;
  return async () => {
    if (known && now() < known.until) return known;
    const names = [
      "AZURE_TENANT_ID",
      "AZURE_CLIENT_ID",
      "ACTIONS_ID_TOKEN_REQUEST_URL",
      "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    ];
    const [tenant, client, requestUrl, requestToken] = names.map((name) => variables[name]);
    if (!tenant || !client || !requestUrl || !requestToken) {
      const missing = names.filter((name) => !variables[name]).join(", ");
      return { missing: `${missing} not set: give the job id-token: write and the environment's variables` };
    }
    const identity = await askJson(
      {
        url: `${requestUrl}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`,
        headers: { authorization: `Bearer ${requestToken}` },
      },
      issued,
    );
    if ("missing" in identity) return identity;
    const authority = variables["AZURE_AUTHORITY_HOST"] ?? "https://login.microsoftonline.com";
    const answer = await askJson(
      {
        url: `${authority.replace(/\/+$/, "")}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: client,
          scope: "https://management.azure.com/.default",
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: identity.data.value,
        }).toString(),
      },
      granted,
    );
    if ("missing" in answer) return answer;
    const { access_token: token, expires_in: seconds } = answer.data;
    known = { token, until: now() + (seconds - reserveSeconds) * 1000 };
    return known;
  };
}
